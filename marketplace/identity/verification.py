"""What a street office does about an organisation of its territory: verify, send back, suspend, reinstate.

Who the organisation is, it says itself (`organisations`, `partners`); here only its state moves.
"""

from __future__ import annotations

from marketplace.access.actions import Action
from marketplace.db.loading import load, same_version
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.workflow.organisation import ORGANISATION

MAX_REASON = 1000
#: After these the organisation's own people read why; after the others there is nothing to put right.
_REASON_STAYS = ("send_back", "suspend")


def judge_organisation(
    uow: UnitOfWork, public_id: str, verb: str, reason: str = "", version: int | None = None
) -> Organisation:
    """Take a step of verification; `version` is the one that was looked at.

    :raises NotFound: where the actor may not read the organisation.
    :raises NotAllowed: where it does not lie in the actor's territory.
    :raises WrongState: where there is no such step now.
    :raises EditedMeanwhile: where the organisation changed since it was looked at.
    :raises Invalid: where the step needs a reason, or the reason is too long.
    """
    organisation = load(uow.session, Organisation, public_id, lock=True)
    RIGHTS.require(uow.actor, Action.ORGANISATION_VERIFY, organisation, uow.now)
    source, reason = organisation.state, reason.strip()
    if ORGANISATION.move(verb, source).action != Action.ORGANISATION_VERIFY:
        raise WrongState("organisation", source, verb)
    same_version(organisation.version, version)
    if len(reason) > MAX_REASON:
        raise Invalid.one("reason", N_("理由不超过 %(max)s 个字。"), max=MAX_REASON)
    move = ORGANISATION.fire(organisation, verb, reason=reason)
    organisation.state_reason = reason if verb in _REASON_STAYS else ""
    organisation.state_changed_at = uow.now
    data = {"from": source, "to": organisation.state, "reason": reason}
    uow.record(Event(move.event, "organisation", organisation.id, organisation.public_id, data))
    return organisation
