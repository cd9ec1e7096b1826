"""Passwords: hashed by Argon2id, and refused where they are easy to guess. It stores nothing and knows no account.

Source: ASVS 5.0 6.2: at least 8 characters, no rules of composition, long ones whole, common ones refused.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.kernel.errors import Problem, Unavailable
from marketplace.kernel.words import N_

MIN_CHARACTERS, ADVISED_CHARACTERS, MAX_CHARACTERS = 8, 15, 128
#: 19 MiB for each hash, four at once: a flood of sign-ins cannot take the machine's memory.
AT_ONCE = 4
#: How long a sign-in waits for its turn, in seconds.
WAIT_SECONDS = 10.0
#: Words that anybody would try on this site.
CONTEXT_WORDS = (
    "cobuild", "cobuildmarket", "market", "gongjian", "jishi", "gongjianjishi", "shequ", "jiedao",
)  # fmt: skip
_COMMON = Path(__file__).with_name("common_passwords.txt")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_TURN = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Return the hash to store.

    :raises Unavailable: where too many others are being hashed.
    """
    with _Turn():
        return _HASHER.hash(_normal(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Whether this is the password; a hash that is none, and a password that is too long, match nothing.

    The answer takes as long for a wrong password as for a right one, and for no hash as for a wrong one.

    :raises Unavailable: where too many others are being checked.
    """
    with _Turn():
        try:
            return len(password) <= 4 * MAX_CHARACTERS and _HASHER.verify(password_hash, _normal(password))
        except (VerificationError, InvalidHashError) as error:
            if isinstance(error, InvalidHashError):
                _HASHER.hash("")
            return False


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    try:
        return _HASHER.check_needs_rehash(password_hash)
    except InvalidHashError:
        return True


def problems_with_password(password: str, *, about: Iterable[str] = (), field: str = "password") -> list[Problem]:
    """Return why this password may not be used; `about` are the person's own name, address, organisation."""
    text = _normal(password)
    if len(text) < MIN_CHARACTERS:
        return [Problem(field, N_("密码至少 %(min)s 位，建议 %(advised)s 位以上，可以是一句话。"),
                        {"min": MIN_CHARACTERS, "advised": ADVISED_CHARACTERS})]  # fmt: skip
    if len(text) > MAX_CHARACTERS:
        return [Problem(field, N_("密码最多 %(max)s 位。"), {"max": MAX_CHARACTERS})]
    plain = text.casefold()
    if _is_common(plain):
        return [Problem(field, N_("这个密码太常见，容易被猜到，请换一个。"))]
    if _is_about(plain, about):
        return [Problem(field, N_("密码里主要是本站、单位或你自己的名字，容易被猜到，请换一个。"))]
    return []


class _Turn:
    """One of the few places for hashing."""

    def __enter__(self) -> None:
        if not _TURN.acquire(timeout=WAIT_SECONDS):
            raise Unavailable()

    def __exit__(self, *_: object) -> None:
        _TURN.release()


def _normal(password: str) -> str:
    """Return one spelling, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


def _is_common(plain: str) -> bool:
    """Whether it is on the list, is a listed word with digits or signs around it, or is one pattern repeated."""
    core = plain.strip("0123456789!@#$%^&*()_+-=.,?~ ")
    decorated = core != plain and len(plain) < ADVISED_CHARACTERS and (core in _common() or core == "")
    return plain in _common() or decorated or _is_pattern(plain)


def _is_pattern(plain: str) -> bool:
    """Whether it is a short piece repeated, such as `abcabcabc`, or a run such as `12345678` and `hgfedcba`."""
    for length in range(1, 4):
        if plain == (plain[:length] * len(plain))[: len(plain)]:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps in ({1}, {-1})


def _is_about(plain: str, about: Iterable[str]) -> bool:
    words = {word.casefold() for word in CONTEXT_WORDS}
    for text in about:
        words |= {text.casefold(), text.casefold().split("@")[0]}
    rest = plain
    for word in sorted((word for word in words if len(word) > 1), key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = rest.strip("0123456789!@#$%^&*()_+-=.,?~ ")
    return rest != plain and len(rest) < 4 and len(plain) < 2 * ADVISED_CHARACTERS
