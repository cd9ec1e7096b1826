"""Identifiers that may be shown: unguessable, short, free of letters that people confuse."""

from __future__ import annotations

import secrets

#: Crockford's alphabet: no I, L, O, U.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 12


def new_public_id() -> str:
    """Return 60 random bits as 12 characters; uniqueness is held by the database."""
    # The alphabet has 32 signs, so that five bits of each byte pick one evenly.
    return "".join([ALPHABET[byte & 31] for byte in secrets.token_bytes(PUBLIC_ID_LENGTH)])


def new_secret() -> str:
    """Return 256 random bits for a link or a session; store only its hash."""
    return secrets.token_urlsafe(32)
