"""Rights over organisations."""

from __future__ import annotations

from marketplace.access.actions import Action
from marketplace.db.rights import Rights, in_my_territory, own_organisation, plain_state
from marketplace.identity.models import Organisation

RIGHTS: Rights[Organisation] = Rights(
    "organisation",
    facts={
        "own_organisation": own_organisation(Organisation.id, lambda subject: subject.id),
        "in_my_territory": in_my_territory(Organisation.territory_path, lambda subject: subject.territory_path),
    },
    state_of=lambda subject, now: subject.state,
    state_where=plain_state(Organisation.state),
    read=Action.ORGANISATION_READ,
)
