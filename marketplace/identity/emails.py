"""One spelling for every e-mail address, so that one mailbox has one account; it must not ask the network."""

from __future__ import annotations

import hashlib

from email_validator import EmailNotValidError, validate_email

#: As `User.email` holds it.
MAX_EMAIL = 254


def clean_email(text: str) -> str | None:
    """Return the address as it is stored; None where the text is no address."""
    try:
        found = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return None
    cleaned = found.normalized.lower()
    return cleaned if len(cleaned) <= MAX_EMAIL else None


def name_hash(typed: str) -> str:
    """Return what stands for a typed sign-in name in counters, whether anybody bears it or not."""
    cleaned = clean_email(typed) or typed.strip().lower()[:MAX_EMAIL]
    return hashlib.sha256(cleaned.encode()).hexdigest()
