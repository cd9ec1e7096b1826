"""Background jobs: what waits, what failed and why, and another try."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.db.outbox import DEAD, DONE, PENDING
from marketplace.db.outbox_queries import counts, retry
from marketplace.db.outbox_queries import page as jobs_page
from marketplace.kernel.words import N_
from marketplace.reactions.sealed import hidden_jobs
from marketplace.web import context
from marketplace.web.admin.audit import EVENTS
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.paging import pager

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")

TABS = {DEAD: N_("失败"), PENDING: N_("排队"), DONE: N_("完成")}
TONES = {DEAD: "bad", PENDING: "warn", DONE: "good"}


@blueprint.get("", endpoint="list")
@needs(Action.JOB_MANAGE)
def show_list() -> str:
    """Show jobs by how they stand; those that failed first."""
    session, hidden = context.read_session(), hidden_jobs()
    number = counts(session, hidden=hidden)
    asked = request.args.get("status", "")
    status = asked if asked in TABS else next((key for key in TABS if number.get(key)), DEAD)
    page = jobs_page(session, hidden=hidden, status=status, after=request.args.get("after", ""))
    return render_template(
        "pages/admin/jobs/list.html",
        status=status,
        tabs=[
            (key, translate(label), url_for("admin.jobs.list", status=key), number.get(key, 0))
            for key, label in TABS.items()
        ],
        rows=page.rows,
        labels=EVENTS,
        status_labels=TABS,
        tones=TONES,
        page=pager(page, "admin.jobs.list", status=status),
    )


@blueprint.post("/retry", endpoint="retry")
@needs(Action.JOB_MANAGE)
def try_again() -> Response:
    """Give one job, or all that failed, another try."""
    typed = request.form.get("job", "")
    ids = [int(typed)] if typed.isascii() and typed.isdigit() and len(typed) < 16 else None
    if ids is None and typed:
        ids = []
    with context.unit_of_work() as uow:
        retry(uow, ids, hidden=hidden_jobs())
    flash(translate(N_("已重新排队，几秒钟后刷新看结果。")), "good")
    return redirect(url_for("admin.jobs.list"), 303)
