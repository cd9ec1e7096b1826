"""What the pages of the offices have in common: the file of a project, names of states, ids in addresses."""

from __future__ import annotations

from werkzeug.wrappers import Response

from marketplace.kernel.errors import NotFound
from marketplace.projects.office_queries import OfficeFile, office_file
from marketplace.web import context
from marketplace.workflow.project import PROJECT
from marketplace.workflow.proposal import PROPOSAL

Answer = str | Response | tuple[str, int]
PROJECT_STATES = {state.key: state for state in PROJECT.states}
PROPOSAL_STATES = {state.key: state for state in PROPOSAL.states}


def plain_id(public_id: str) -> str:
    """Return a public id that can be one.

    :raises NotFound: for anything else that stands in an address.
    """
    if not public_id.isascii() or not public_id.isalnum():
        raise NotFound()
    return public_id


def project_file(public_id: str) -> OfficeFile:
    """Return the file of a project of the actor's own street.

    :raises NotFound: for everybody else.
    """
    return office_file(context.read_session(), context.actor(), context.now(), plain_id(public_id))
