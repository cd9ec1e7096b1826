"""Which rows of the audit log a person may be shown: the operator all, a supervisor what happened in the territory.

Rows that tell of sealed proposals are nobody's; so are files until what uses them may be known, because who sends in a
file while a project is open would be told by its name.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.access.matrix import could_ever
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.assets.rights import RIGHTS as ASSETS
from marketplace.db.audit import AuditRow
from marketplace.decisions.models import DecisionStep
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS as ORGANISATIONS
from marketplace.partners.models import Licence
from marketplace.projects.models import Project, ProjectDocument
from marketplace.projects.rights import RIGHTS as PROJECTS
from marketplace.proposals.models import Proposal, ProposalAttachment
from marketplace.proposals.rights import RIGHTS as PROPOSALS
from marketplace.reactions.sealed import hidden_audit
from marketplace.workflow.proposal import SEALED_STATES


def hidden_from(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of audit rows that this person must not be shown."""
    hidden = or_(hidden_audit(), _unspoken_files(), AuditRow.subject_kind == "message")
    return hidden if could_ever(actor, Action.USER_MANAGE) else or_(hidden, ~_in_reach(actor, now))


def _unspoken_files() -> ColumnElement[bool]:
    opened = (
        select(ProposalAttachment.file_id)
        .join(Proposal, Proposal.id == ProposalAttachment.proposal_id)
        .where(Proposal.state.not_in(SEALED_STATES))
    )
    used = or_(
        *(
            AuditRow.subject_id.in_(select(column))
            for column in (AssetPhoto.file_id, ProjectDocument.file_id)
        ),
        *(
            AuditRow.subject_id.in_(select(column).where(column.is_not(None)))
            for column in (DecisionStep.file_id, Licence.file_id)
        ),
        AuditRow.subject_id.in_(opened),
    )  # fmt: skip
    return and_(AuditRow.subject_kind == "file", ~used)


def _in_reach(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Return the filter of rows about what the actor watches over."""
    reach = {
        "project": select(Project.id).where(PROJECTS.visible(actor, now, Action.PROJECT_SUPERVISE)),
        "proposal": select(Proposal.id).where(PROPOSALS.visible(actor, now)),
        "asset": select(Asset.id).where(ASSETS.visible(actor, now)),
        "organisation": select(Organisation.id).where(
            ORGANISATIONS.visible(actor, now, Action.ORGANISATION_READ_PRIVATE)
        ),
    }
    return or_(*(and_(AuditRow.subject_kind == kind, AuditRow.subject_id.in_(ids)) for kind, ids in reach.items()))
