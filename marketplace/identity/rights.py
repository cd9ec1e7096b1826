"""Rights over organisations and over accounts."""

from __future__ import annotations

from sqlalchemy import false

from marketplace.access.actions import Action
from marketplace.db.rights import Fact, Rights, in_my_territory, own_organisation, plain_state
from marketplace.identity.models import Organisation, User

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

#: A person's account is the person's own; the operator has `administration` instead.
ACCOUNT_RIGHTS: Rights[User] = Rights(
    "user",
    facts={
        "self": Fact(
            holds=lambda actor, role, subject, now: subject.id == actor.user_id,
            where=lambda actor, role, now: User.id == actor.user_id,
        ),
    },
    state_of=lambda subject, now: "",
    state_where=lambda states, now: false(),
    read=Action.ACCOUNT_MANAGE,
)
