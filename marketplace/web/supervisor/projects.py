"""Projects of the territory for those who watch: the public side, the minutes, and after the opening the proposals."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, render_template, url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import WrongState
from marketplace.kernel.words import N_
from marketplace.projects.office_queries import require_supervision
from marketplace.review.opening import OUTCOMES
from marketplace.review.queries import minutes, opened_proposal, opened_proposals, opened_rows
from marketplace.web import context
from marketplace.web.gate import needs
from marketplace.web.i18n import localised
from marketplace.web.street.openings import OUTCOME_TONES
from marketplace.web.street.projects import list_page, public_page
from marketplace.web.street.proposals import compared, text_of
from marketplace.web.street.shared import PROPOSAL_STATES, plain_id
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

blueprint = Blueprint("projects", __name__, url_prefix="/projects")


@blueprint.get("", endpoint="list")
@needs(Action.PROJECT_SUPERVISE)
def show_list() -> str:
    """Show the projects of the territory by how far they are."""
    return render_template(
        "pages/supervisor/projects/list.html", **list_page("supervisor.projects", Action.PROJECT_SUPERVISE)
    )


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.PROJECT_SUPERVISE)
def detail(public_id: str) -> str:
    """Show a project with its minutes and, after the opening, who answered."""
    shown = _project(public_id)
    session, actor, now = context.read_session(), context.actor(), context.now()
    record = minutes(session, actor, now, public_id)
    shown |= {
        "minutes": record,
        "outcomes": OUTCOMES,
        "tones": OUTCOME_TONES,
        "rows": opened_rows(session, actor, now, shown["view"].row_id),
        "proposal_states": PROPOSAL_STATES,
        "kinds": ORGANISATION_KINDS,
    }
    return render_template("pages/supervisor/projects/detail.html", **shown)


@blueprint.get("/<public_id>/proposals/<proposal_id>", endpoint="proposal")
@needs(Action.PROJECT_SUPERVISE)
def proposal(public_id: str, proposal_id: str) -> str:
    """Show one opened proposal in full."""
    shown = _project(public_id)
    found = opened_proposal(
        context.read_session(), context.actor(), context.now(), shown["view"].row_id, plain_id(proposal_id)
    )
    text = text_of(found, shown["view"].sector)
    return render_template("pages/supervisor/projects/proposal.html", **{**shown, "text": text})


@blueprint.get("/<public_id>/compare", endpoint="compare")
@needs(Action.PROJECT_SUPERVISE)
def compare(public_id: str) -> str:
    """Show all opened proposals side by side."""
    shown = _project(public_id)
    view = shown["view"]
    if view.opened_at is None:
        raise WrongState("project", view.state, "read", N_("还没有开标，方案对任何人都是密封的。"))
    found = opened_proposals(context.read_session(), context.actor(), context.now(), view.row_id)
    beside = {**shown, **compared(found, view.sector), "link_to": partial(_address, public_id)}
    return render_template("pages/supervisor/projects/compare.html", **beside)


def _address(public_id: str, proposal_id: str) -> str:
    return url_for("supervisor.projects.proposal", public_id=public_id, proposal_id=proposal_id)


def _project(public_id: str) -> dict[str, Any]:
    require_supervision(context.read_session(), context.actor(), context.now(), plain_id(public_id))
    shown = public_page(public_id)
    # The includes of the street's pages read the project under the name `file`.
    return {**shown, "file": shown["view"], "title": localised(shown["view"], "title")}
