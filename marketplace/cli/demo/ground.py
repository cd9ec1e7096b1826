"""What stands before anything happens in the demo world: territories, organisations, experts, accounts, figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from marketplace.access.actor import SYSTEM, Actor, HeldRole, Role
from marketplace.cli.demo.reader import DemoWorld, Record, day_of, en, zh
from marketplace.cli.demo.script import Play, Script
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import HeldRoleRow, Organisation, User
from marketplace.identity.passwords import hash_password
from marketplace.kernel.events import Event
from marketplace.operation.models import LedgerYear
from marketplace.partners.models import Expert, Licence, OrganisationSector, PartnerProfile, PastWork, ServiceArea
from marketplace.territory.models import Territory, TerritoryFigure
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import LICENCES

#: The world begins before its oldest project.
BEGIN_DAYS = -1500


@dataclass
class Ground:
    """Names of the files to ids of rows, and who may act for whom."""

    territories: dict[str, tuple[int, str]] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    experts: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def clerk(self, organisation: str) -> Actor:
        """Return the account that acts for an organisation, or the system where it has none."""
        found = self.organisations.get(organisation)
        for actor in self.actors.values():
            if found is not None and any(held.organisation_id == found.id for held in actor.held):
                return actor
        return SYSTEM

    def officer(self, territory: str) -> Actor:
        """Return the account of the street office over a territory, or the system."""
        path = self.territories[territory][1]
        for actor in self.actors.values():
            if any(path.startswith(reach) for reach in actor.territory_paths(Role.STREET)):
                return actor
        return SYSTEM


def lay(world: DemoWorld, script: Script) -> Ground:
    """Plan the acts that lay the ground."""
    ground, begin = Ground(), world.at(BEGIN_DAYS)
    script.add(begin, "territories", lambda uow: _territories(uow, world, ground))
    for record in world.lists["organisations"]:
        # Who still waits to be verified registered lately.
        waits = record["state"] in ("pending", "returned")
        since = world.at(float(record.get("since_days", -3)) - 1) if waits else begin
        script.add(since, f"organisation {record['id']}", _organisation(world, ground, record))
        _organisation_state(world, script, ground, record)
    script.add(begin, "experts", lambda uow: _experts(uow, world, ground))
    script.add(begin, "accounts", lambda uow: _accounts(uow, world, ground))
    script.add(begin, "figures", lambda uow: _figures(uow, world, ground))
    return ground


def _territories(uow: UnitOfWork, world: DemoWorld, ground: Ground) -> None:
    for record in world.lists["territories"]:
        parent_id, path = ground.territories.get(record.get("parent", ""), (None, "/"))
        row = Territory(
            parent_id=parent_id, level=record["level"], slug=record["id"], name_zh=zh(record["name"]),
            name_en=en(record["name"]), path="", note_zh=zh(record.get("note")), note_en=en(record.get("note")),
            created_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        row.path = f"{path}{row.id}/"
        ground.territories[record["id"]] = (row.id, row.path)


def _organisation(world: DemoWorld, ground: Ground, record: Record) -> Play:
    def play(uow: UnitOfWork) -> None:
        territory_id, path = ground.territories[record["territory"]]
        parent = ground.organisations.get(record.get("parent", ""))
        number = record.get("uscc") or record.get("legacy_number")
        row = Organisation(
            kind=record["kind"], name_zh=zh(record["name"]), name_en=en(record["name"]), territory_id=territory_id,
            territory_path=path, parent_id=parent.id if parent else None, registration_number=number,
            registration_kind="uscc" if record.get("uscc") else ("legacy" if number else "none"),
            summary_zh=zh(record.get("summary")), summary_en=en(record.get("summary")),
            founded_on=day_of(record["founded"]) if record.get("founded") else None,
            is_example=bool(record.get("example")), created_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        ground.organisations[record["id"]] = row
        uow.record(Event("organisation.registered", "organisation", row.id, row.public_id, {"kind": row.kind}))
        _profile(uow, world, ground, record, row.id)

    return play


def _profile(uow: UnitOfWork, world: DemoWorld, ground: Ground, record: Record, organisation_id: int) -> None:
    capabilities = record.get("capabilities", [])
    uow.session.add(
        PartnerProfile(
            organisation_id=organisation_id, capabilities_zh="\n".join(zh(line) for line in capabilities),
            capabilities_en="\n".join(en(line) for line in capabilities), size=record.get("size", ""),
        )
    )  # fmt: skip
    uow.session.add_all(
        OrganisationSector(organisation_id=organisation_id, sector=key) for key in record.get("sectors", [])
    )
    uow.session.add_all(
        ServiceArea(organisation_id=organisation_id, territory_id=ground.territories[key][0])
        for key in record.get("service_area", [])
    )
    for licence in record.get("licences", []):
        known = LICENCES[licence["key"]]
        days = licence.get("expires_in_days")
        uow.session.add(
            Licence(
                organisation_id=organisation_id, name=known.label, issued_by=known.issuer, number=licence["number"],
                expires_on=(world.now + timedelta(days=days)).date() if days else None, created_at=uow.now,
            )
        )  # fmt: skip
    for work in record.get("past_work", []):
        uow.session.add(
            PastWork(
                organisation_id=organisation_id, title=zh(work["title"]), year=work["year"],
                summary=zh(work.get("result")), created_at=uow.now,
            )
        )  # fmt: skip


def _organisation_state(world: DemoWorld, script: Script, ground: Ground, record: Record) -> None:
    """Plan the moves that lead to the state; what is not verified registered lately."""
    since, reason = float(record.get("since_days", -3)), zh(record.get("reason")) or "资料齐全，核验通过。"
    begin = world.at(BEGIN_DAYS, 1)
    moves = {
        "verified": [(begin, "verify")],
        "suspended": [(begin, "verify"), (world.at(since), "suspend")],
        "returned": [(world.at(since), "send_back")],
        "pending": [],
    }[record["state"]]
    for at, verb in moves:
        script.add(at, f"organisation {record['id']} {verb}", _fire(ground, record["id"], verb, reason))


def _fire(ground: Ground, key: str, verb: str, reason: str) -> Play:
    def play(uow: UnitOfWork) -> None:
        row = uow.session.get_one(Organisation, ground.organisations[key].id)
        move = ORGANISATION.fire(row, verb, reason=reason)
        row.state_reason, row.state_changed_at = (reason if move.needs_reason else ""), uow.now
        uow.record(Event(move.event, "organisation", row.id, row.public_id, {"to": row.state}))

    return play


def _experts(uow: UnitOfWork, world: DemoWorld, ground: Ground) -> None:
    for record in world.lists["experts"]:
        lines_zh = "、".join(zh(line) for line in record.get("specialities", []))
        lines_en = ", ".join(en(line) for line in record.get("specialities", []))
        row = Expert(
            name_zh=zh(record["title"]), name_en=en(record["title"]), title_zh=lines_zh, title_en=lines_en,
            territory_id=ground.territories[record["territory"]][0], sectors=list(record["sectors"]),
            languages=["zh"], bio_zh=zh(record.get("summary")), bio_en=en(record.get("summary")),
            is_example=bool(record.get("example")), created_at=uow.now,
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        ground.experts[record["id"]] = row.id
        uow.record(Event("expert.edited", "expert", row.id, row.public_id, {}))


def _accounts(uow: UnitOfWork, world: DemoWorld, ground: Ground) -> None:
    password = hash_password(str(world.maps["world"]["demo_password"]))
    for record in world.lists["accounts"]:
        user = User(
            email=record["email"], name=zh(record["name"]), password_hash=password, is_demo=True, mail_notices=False,
            created_at=uow.now,
        )  # fmt: skip
        uow.session.add(user)
        uow.session.flush()
        organisation = ground.organisations.get(record.get("organisation", ""))
        territory = ground.territories.get(record.get("territory", ""))
        held = []
        for name in record["roles"]:
            if name == Role.RESIDENT:
                continue
            of = territory if name == Role.SUPERVISOR else None
            row = HeldRoleRow(
                user_id=user.id, role=name, organisation_id=organisation.id if organisation else None,
                territory_id=of[0] if of else None, granted_at=uow.now,
            )  # fmt: skip
            uow.session.add(row)
            path = of[1] if of else (organisation.territory_path if organisation else None)
            held.append(HeldRole(Role(name), organisation.id if organisation else None, path))
        if "expert" in record:
            uow.session.get_one(Expert, ground.experts[record["expert"]]).user_id = user.id
        ground.actors[record["id"]] = Actor(user.id, user.public_id, user.name, tuple(held))
        uow.record(Event("account.created", "user", user.id, user.public_id, {"demo": True}))


def _figures(uow: UnitOfWork, world: DemoWorld, ground: Ground) -> None:
    labels = world.maps.get("figure_labels", {})
    for place, record in enumerate(world.lists["district_figures"]):
        uow.session.add(
            TerritoryFigure(
                territory_id=ground.territories[record["territory"]][0], key=record["key"], value=record["value"],
                label_zh=zh(record["label"]), label_en=en(record["label"]), as_of=str(record.get("as_of", "")),
                position=place,
            )
        )  # fmt: skip
    for record in world.lists["territories"]:
        for place, (key, value) in enumerate(record.get("figures", {}).items()):
            if isinstance(value, int) and key in labels:
                uow.session.add(
                    TerritoryFigure(
                        territory_id=ground.territories[record["id"]][0], key=key, value=value, position=100 + place,
                        label_zh=zh(labels[key]), label_en=en(labels[key]),
                    )
                )  # fmt: skip
    for record in world.lists["disclosures"]:
        uow.session.add(
            LedgerYear(
                organisation_id=ground.organisations[record["organisation"]].id, year=record["year"],
                income_fen=record["income_yuan"] * 100, is_example=bool(record.get("example")),
                split=[
                    {"label_zh": zh(part["label"]), "label_en": en(part["label"]), "weight_bp": part["weight_bp"]}
                    for part in record["split"]
                ],
                note_zh=zh(record.get("note")), note_en=en(record.get("note")), created_at=uow.now,
            )
        )  # fmt: skip
