"""One page for every error: what happened, what was kept, what to do, and the number of the request."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from marketplace.kernel.errors import EditedMeanwhile, Invalid, MarketError, NotSignedIn, WrongState
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.words import N_
from marketplace.web.i18n import translate
from marketplace.workflow.machines import MACHINES


def init(app: Flask) -> None:
    """Attach to an app."""

    @app.before_request
    def number_request() -> None:
        g.request_id = new_public_id()

    app.register_error_handler(MarketError, _market_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StaleDataError, lambda error: _market_error(EditedMeanwhile()))
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(Exception, _unexpected)


def _market_error(error: MarketError) -> BaseResponse:
    if isinstance(error, NotSignedIn) and not _wants_json():
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("account.sign_in", next=target), 303)
    detail = translate(error.message, **error.params)
    if isinstance(error, Invalid):
        detail = " ".join([detail, *(translate(problem.message, **problem.params) for problem in error.problems)])
    state = None
    if isinstance(error, WrongState) and error.noun in MACHINES and error.state in MACHINES[error.noun].state_keys():
        state = translate(MACHINES[error.noun].state(error.state).label)
    return answer(error.status, detail, code=error.code, state=state)


def _csrf_error(error: CSRFError) -> BaseResponse:
    return answer(400, translate(N_("页面放得太久，安全校验已过期。请返回上一页，刷新后重新提交。")), code="csrf")


def _http_error(error: HTTPException) -> BaseResponse:
    if error.response is not None:
        return error.get_response()
    response = answer(error.code or 500)
    if getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def _database_away(error: OperationalError) -> BaseResponse:
    current_app.logger.error("database unavailable, request %s", g.get("request_id", ""), exc_info=error)
    return answer(503, plain=True)


def _unstorable(error: DataError) -> BaseResponse:
    """Answer for what no column could hold, such as a NUL in an address; no query may follow in its transaction."""
    current_app.logger.warning("not storable, request %s: %s", g.get("request_id", ""), type(error.orig).__name__)
    return answer(400, plain=True)


def _unexpected(error: Exception) -> BaseResponse:
    current_app.logger.error("unexpected error, request %s", g.get("request_id", ""), exc_info=error)
    return answer(500, plain=True)


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def answer(status: int, detail: str = "", *, code: str = "", state: str | None = None, plain: bool = False) -> Response:
    """Return the page, or the JSON, of an error; the words for each status stand in the templates."""
    request_id = g.get("request_id", "")
    if _wants_json():
        body = jsonify(error=code or str(status), message=detail, state=state, request_id=request_id)
        return make_response(body, status)
    template = "errors/plain.html" if plain else "errors/error.html"
    page = render_template(template, status=status, detail=detail or None, state=state, request_id=request_id)
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
