"""Rights over experts; those over organisations stand in `identity.rights`."""

from __future__ import annotations

from sqlalchemy import false

from marketplace.access.actions import Action
from marketplace.db.rights import Fact, Rights
from marketplace.partners.models import Expert

EXPERT_RIGHTS: Rights[Expert] = Rights(
    "expert",
    facts={
        "published": Fact(
            holds=lambda actor, role, subject, now: subject.is_published,
            where=lambda actor, role, now: Expert.is_published.is_(True),
        ),
        "self": Fact(
            holds=lambda actor, role, subject, now: actor.user_id is not None and subject.user_id == actor.user_id,
            where=lambda actor, role, now: Expert.user_id == actor.user_id if actor.user_id is not None else false(),
        ),
    },
    state_of=lambda subject, now: "",
    state_where=lambda states, now: false(),
    read=Action.EXPERT_READ,
)
