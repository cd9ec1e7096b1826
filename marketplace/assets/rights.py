"""Rights over assets."""

from __future__ import annotations

from marketplace.access.actions import Action
from marketplace.assets.models import Asset
from marketplace.db.rights import Rights, in_my_territory, own_organisation, plain_state

RIGHTS: Rights[Asset] = Rights(
    "asset",
    facts={
        "own_organisation": own_organisation(Asset.organisation_id, lambda subject: subject.organisation_id),
        "in_my_territory": in_my_territory(Asset.territory_path, lambda subject: subject.territory_path),
    },
    state_of=lambda subject, now: subject.state,
    state_where=plain_state(Asset.state),
    read=Action.ASSET_READ,
)
