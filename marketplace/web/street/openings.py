"""Openings: what waits, the act itself, and the minutes that print. Before the act nothing here tells of proposals."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import WrongState
from marketplace.kernel.words import N_
from marketplace.projects.office_queries import OfficeFile, office_page
from marketplace.review.opening import BROKEN, OPENED, OUTCOMES, open_proposals
from marketplace.review.queries import Minutes, held_openings, minutes
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.paging import pager
from marketplace.web.street.forms import PlainForm
from marketplace.web.street.office_words import doings
from marketplace.web.street.shared import PROJECT_STATES, Answer, project_file

blueprint = Blueprint("openings", __name__, url_prefix="/openings")

OUTCOME_TONES = {OPENED: "good", BROKEN: "bad"}
MOST_AHEAD = 20


@blueprint.get("", endpoint="list")
@needs(Action.PROJECT_OPEN_PROPOSALS)
def show_list() -> str:
    """Show what waits to be opened, what comes next, and what was opened."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    inside = Action.PROJECT_READ_INTERNAL
    waiting = office_page(session, actor, now, inside, "closed", limit=100)
    coming = office_page(session, actor, now, inside, "open", limit=100)
    held = held_openings(session, actor, now, inside, request.args.get("after", ""))
    ahead = sorted((row for row in coming.rows if row.deadline_at), key=lambda row: row.deadline_at or now)
    return render_template(
        "pages/street/openings/list.html",
        waiting=sorted(waiting.rows, key=lambda row: row.deadline_at or now),
        coming=ahead[:MOST_AHEAD],
        held=held.rows,
        states=PROJECT_STATES,
        page=pager(held, "street.openings.list"),
    )


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.PROJECT_OPEN_PROPOSALS)
def detail(public_id: str) -> str:
    """Show the countdown, the button, or the minutes."""
    file = project_file(public_id)
    record = minutes(context.read_session(), context.actor(), context.now(), public_id)
    return render_template("pages/street/openings/detail.html", **opening_page(file, record))


@blueprint.route("/<public_id>/open", methods=["GET", "POST"], endpoint="open")
@needs(Action.PROJECT_OPEN_PROPOSALS)
def open_all(public_id: str) -> Answer:
    """Explain the act, then break the seals; a second click finds the opening that was held."""
    file, form = project_file(public_id), PlainForm()
    record = minutes(context.read_session(), context.actor(), context.now(), public_id)
    if record is None and not file.may("open_proposals"):
        raise WrongState("project", file.state, "open_proposals")
    if request.method == "POST" and form.validate():
        with context.unit_of_work() as uow:
            open_proposals(uow, public_id)
        if record is None:
            flash(translate(N_("开标完成，记录已经留存。")), "good")
        return redirect(_here(public_id), 303)
    if record is not None:
        return redirect(_here(public_id), 303)
    return render_template("pages/street/openings/open.html", form=form, **opening_page(file, None)), form.status


def _here(public_id: str) -> str:
    return url_for("street.openings.detail", public_id=public_id)


def opening_page(file: OfficeFile, record: Minutes | None) -> dict[str, Any]:
    """Return an opening for its template."""
    return {
        "file": file,
        "title": localised(file, "title"),
        "inside": PROJECT_STATES[file.state],
        "minutes": record,
        "outcomes": OUTCOMES,
        "tones": OUTCOME_TONES,
        "named": sum(1 for line in record.envelopes if line.proposal) if record else 0,
        "doings": doings(file),
    }
