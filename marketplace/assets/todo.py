"""What of assets waits for a person: what is registered or came back stands idle until somebody offers it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.access.actions import Action
from marketplace.access.actor import Actor
from marketplace.access.matrix import could_ever
from marketplace.assets.models import Asset
from marketplace.assets.rights import RIGHTS
from marketplace.kernel.words import N_
from marketplace.workflow.todo import TodoItem

MOST = 100
LIST = N_("列入可招商")
#: `tenure = unclear` may be registered, never listed. Source: DESIGN §4.
CLARIFY = N_("查清权属后列入可招商")


def waiting(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return what waits for this person."""
    if not could_ever(actor, Action.ASSET_MANAGE):
        return []
    since = func.coalesce(Asset.state_changed_at, Asset.created_at)
    rows = session.execute(
        select(Asset.public_id, Asset.name_zh, Asset.name_en, Asset.tenure, since.label("since"))
        .where(RIGHTS.visible(actor, now, Action.ASSET_MANAGE), Asset.state.in_(("registered", "returned")))
        .order_by(since, Asset.id)
        .limit(MOST)
    )
    return [
        TodoItem("asset", "edit" if row.tenure == "unclear" else "list", row.public_id, row.name_zh, row.name_en,
                 CLARIFY if row.tenure == "unclear" else LIST, row.since)
        for row in rows
    ]  # fmt: skip
