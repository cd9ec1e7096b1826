"""Remember, in a signed cookie, who signed in with this browser before: a stranger's guesses must not lock them out.

The cookie opens nothing. It only moves tries into a lane of their own (see `identity.throttle`).
"""

from __future__ import annotations

from flask import Response, request
from itsdangerous import BadData, URLSafeTimedSerializer

from marketplace.identity.emails import name_hash
from marketplace.kernel.ids import new_public_id
from marketplace.web.context import market

KEPT_SECONDS = 180 * 24 * 3600
#: People who share a browser, at a community's front desk for instance.
MOST_NAMES = 12


def key_for(email: str) -> str:
    """Return this browser's key where this name signed in with it before, else an empty string."""
    device, names = _read()
    return device if name_hash(email)[:24] in names else ""


def remember(response: Response, email: str) -> None:
    """Write down that this name signed in here."""
    device, names = _read()
    mark = name_hash(email)[:24]
    kept = [mark, *(name for name in names if name != mark)][:MOST_NAMES]
    response.set_cookie(
        _cookie(), _serializer().dumps([device or new_public_id(), kept]), max_age=KEPT_SECONDS, path="/",
        secure=market().settings.tls, httponly=True, samesite="Lax",
    )  # fmt: skip


def _cookie() -> str:
    return "__Host-known" if market().settings.tls else "known"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(market().settings.secret_key, salt="known-device")


def _read() -> tuple[str, list[str]]:
    try:
        device, names = _serializer().loads(request.cookies.get(_cookie(), ""), max_age=KEPT_SECONDS)
    except (BadData, ValueError, TypeError):
        return "", []
    return str(device), [str(name) for name in names]
