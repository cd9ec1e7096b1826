"""What of profiles waits for a person: gaps that keep others from finding them, licences about to run out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from marketplace.access.actor import Actor, Role
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import end_of_local_day, local_today
from marketplace.kernel.words import N_
from marketplace.partners.models import Expert, Licence, OrganisationSector, PartnerProfile
from marketplace.workflow.todo import TodoItem

LICENCE_NOTICE = timedelta(days=30)
COMPLETE = N_("补全单位资料，便于被找到")
RENEW = N_("更新即将到期的资质")
COMPLETE_EXPERT = N_("补全专家资料，便于被找到")


def waiting(session: Session, actor: Actor, now: datetime) -> list[TodoItem]:
    """Return what waits for this person."""
    own = actor.organisation_ids(Role.PARTNER)
    items: list[TodoItem] = []
    if own:
        items.extend(_incomplete(session, own))
        items.extend(_expiring(session, own, now))
    if Role.EXPERT in actor.roles:
        items.extend(_expert(session, actor))
    return items


def _incomplete(session: Session, own: frozenset[int]) -> list[TodoItem]:
    has_sector = exists().where(OrganisationSector.organisation_id == Organisation.id)
    rows = session.execute(
        select(
            Organisation.public_id, Organisation.name_zh, Organisation.name_en,
            func.coalesce(Organisation.state_changed_at, Organisation.created_at).label("since"),
        )
        .outerjoin(PartnerProfile, PartnerProfile.organisation_id == Organisation.id)
        .where(
            Organisation.id.in_(sorted(own)),
            Organisation.state.in_(("pending", "verified")),
            or_(
                Organisation.summary_zh == "",
                func.coalesce(PartnerProfile.capabilities_zh, "") == "",
                ~has_sector,
            ),
        )
        .order_by(Organisation.id)
    )  # fmt: skip
    return [
        TodoItem("organisation", "complete", row.public_id, row.name_zh, row.name_en, COMPLETE, row.since)
        for row in rows
    ]


def _expiring(session: Session, own: frozenset[int], now: datetime) -> list[TodoItem]:
    """Return one item for each organisation with such licences; due when the first of them runs out."""
    first = func.min(Licence.expires_on)
    rows = session.execute(
        select(Organisation.public_id, Organisation.name_zh, Organisation.name_en, first.label("first"))
        .join(Licence, Licence.organisation_id == Organisation.id)
        .where(
            Organisation.id.in_(sorted(own)),
            Organisation.state != "suspended",
            Licence.expires_on <= local_today(now) + LICENCE_NOTICE,
        )
        .group_by(Organisation.id)
        .order_by(first)
    )
    return [
        TodoItem("organisation", "renew_licence", row.public_id, row.name_zh, row.name_en, RENEW, None,
                 end_of_local_day(row.first))
        for row in rows
    ]  # fmt: skip


def _expert(session: Session, actor: Actor) -> list[TodoItem]:
    """Return the gap in the person's own entry; sectors are JSON, so their emptiness is asked here."""
    row = session.execute(
        select(
            Expert.public_id, Expert.name_zh, Expert.name_en, Expert.bio_zh, Expert.sectors, Expert.created_at
        ).where(Expert.user_id == actor.user_id)
    ).one_or_none()
    if row is None:
        return [TodoItem("expert", "complete", "", actor.name, "", COMPLETE_EXPERT, None)]
    if row.bio_zh and row.sectors:
        return []
    return [TodoItem("expert", "complete", row.public_id, row.name_zh, row.name_en, COMPLETE_EXPERT, row.created_at)]
