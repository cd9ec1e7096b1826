"""Language, text size, light or dark: kept in cookies and chosen by links; no script and no account is needed."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.web import i18n
from marketplace.web.account.targets import safe_target
from marketplace.web.gate import public

YEAR_SECONDS = 365 * 24 * 3600
CHOICES: dict[str, tuple[str, ...]] = {
    "lang": tuple(i18n.LOCALES), "text_size": i18n.TEXT_SIZES, "theme": i18n.THEMES,
}  # fmt: skip


@public
def preferences() -> Response:
    """Remember what was chosen and go back to where the reader was, but never to another site."""
    answer = redirect(safe_target(request.args.get("next")) or url_for("public.home"), 303)
    for name, allowed in CHOICES.items():
        value = request.args.get(name, "")
        if value in allowed:
            answer.set_cookie(
                name, value, max_age=YEAR_SECONDS, httponly=True, samesite="Lax",
                secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            )  # fmt: skip
    return answer
