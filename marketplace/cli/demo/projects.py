"""Assets and projects of the demo world: examples walk through the real services, facts are entered as known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.assets.models import Asset
from marketplace.assets.service import AssetFacts, move_asset, register_asset
from marketplace.cli.demo.ground import Ground
from marketplace.cli.demo.reader import FOLDER, DemoWorld, Record, day_of, en, zh
from marketplace.cli.demo.script import Play, Script
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.checks import Upload
from marketplace.files.service import take_in
from marketplace.files.store import FileStore
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import local_today, start_of_local_day
from marketplace.projects import drafting, questions, service
from marketplace.projects.commands import (
    AddDocument,
    CreateProject,
    EditAnswers,
    EditBasics,
    EditDates,
    EditTerms,
    Publish,
)
from marketplace.projects.models import Project, ProjectAsset
from marketplace.projects.steps import step
from marketplace.workflow.decisions import StepNumbers
from marketplace.workflow.money_models import parse_terms, terms_to_data
from marketplace.workflow.sectors import SECTORS, validate_answers

#: When a fact says no day: it was there before the site.
LONG_AGO = -700
ASSET_MOVES = {
    "registered": (), "listed": ("list",), "suspended": ("list", "suspend"), "in_use": ("list", "occupy"),
    "returned": ("list", "occupy", "take_back"), "retired": ("retire",),
}  # fmt: skip


class Projects:
    """Plans the acts of assets and projects; remembers their public ids by their names in the files."""

    def __init__(self, world: DemoWorld, script: Script, ground: Ground, store: FileStore) -> None:
        """Take what the acts need."""
        self.world, self.script, self.ground, self.store = world, script, ground, store
        self.assets: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.records = {record["id"]: record for record in world.lists["projects"]}

    def plan(self) -> None:
        """Plan everything."""
        used = {key for record in self.records.values() for key in record.get("assets", []) if record.get("example")}
        for record in self.world.lists["assets"]:
            self._asset(record, used)
        for record in self.records.values():
            if record.get("example"):
                self._example(record)
            else:
                self._fact(record)

    def officer(self, record: Record) -> Actor:
        """Return who acts for the street office of a project."""
        return self.ground.officer(record["territory"])

    def clerk(self, record: Record) -> Actor:
        """Return who acts for the community of a project."""
        return self.ground.clerk(record["owner"])

    def _asset(self, record: Record, used: set[str]) -> None:
        since = self.world.at(min(float(record.get("since_days", LONG_AGO)), -1))
        if record["id"] in used:
            oldest = min(
                (project["days"]["created"] for project in self.records.values()
                 if record["id"] in project.get("assets", []) and "created" in project.get("days", {})),
                default=0,
            )  # fmt: skip
            since = min(since, self.world.at(oldest - 3))

        def register(uow: UnitOfWork) -> None:
            owner = next(
                key for key, row in self.ground.organisations.items()
                if row.kind == "community" and row.territory_id == self.ground.territories[record["territory"]][0]
            )  # fmt: skip
            area = record.get("area_m2")
            facts = AssetFacts(
                kind=record["kind"], tenure=record["tenure"], name_zh=zh(record["name"]), name_en=en(record["name"]),
                address=zh(record.get("address")) or self._place(record), area_m2=Decimal(str(area)) if area else None,
                latitude=_degrees(record.get("latitude")), longitude=_degrees(record.get("longitude")),
                condition=zh(record.get("condition")), restrictions=zh(record.get("restrictions")),
            )  # fmt: skip
            asset = register_asset(uow, self.ground.organisations[owner].public_id, facts)
            asset.is_example = bool(record.get("example"))
            self.assets[record["id"]] = asset.public_id

        self.script.add(since, f"asset {record['id']}", register)
        verbs = ASSET_MOVES[record["state"]]
        moves = [(since + timedelta(minutes=place + 1), verb) for place, verb in enumerate(verbs)]
        if record["id"] in used and record["state"] != "registered":
            # Listed for its projects, whose own course hands it over and takes it back.
            moves = [(since + timedelta(minutes=1), "list")]
            if record["state"] == "suspended":
                moves.append((self.world.at(record["since_days"], 50), "suspend"))
        reason = zh(record.get("reason")) or "资产安排调整。"
        for at, verb in moves:
            self.script.add(at, f"asset {record['id']} {verb}", self._move_asset(record, verb, reason))

    def _place(self, record: Record) -> str:
        """Return the name of the community: what is known of the address where the files give none."""
        known = {place["id"]: zh(place["name"]) for place in self.world.lists["territories"]}
        return known[record["territory"]]

    def _move_asset(self, record: Record, verb: str, reason: str) -> Play:
        return lambda uow: _done(move_asset(uow, self.assets[record["id"]], verb, reason))

    def _write(self, uow: UnitOfWork, record: Record) -> Project:
        """Create the draft and set what the services take only whole."""
        organisation = self.ground.organisations[record["owner"]]
        assets = tuple(self.assets[key] for key in record.get("assets", []))
        project = drafting.create_project(
            uow, CreateProject(organisation.public_id, record["sector"], zh(record["title"]), en(record["title"]))
        )
        self.ids[record["id"]] = project.public_id
        project.is_example = bool(record.get("example"))
        project.territory_id, project.territory_path = self.ground.territories[record["territory"]]
        project.min_proposals = record.get("min_proposals", 1)
        if record.get("attempt_of"):
            earlier = self.ids[record["attempt_of"]]
            project.attempt_of_id = uow.session.scalars(select(Project.id).where(Project.public_id == earlier)).one()
        for name, lines in (
            ("offers", record.get("offers")), ("eligibility", record.get("eligibility")),
            ("asks", [need["text"] for need in record.get("needs", [])]),
        ):  # fmt: skip
            if lines:
                setattr(project, name, [{"zh": zh(line), "en": en(line)} for line in lines])
        uow.session.flush()
        basics = EditBasics(
            zh(record["title"]), en(record["title"]), zh(record["summary"]), en(record["summary"]),
            zh(record["description"]), en(record["description"]), assets if record.get("example") else (),
            project.version,
        )  # fmt: skip
        drafting.edit_basics(uow, project.public_id, basics)
        if not record.get("example"):
            uow.session.add_all(
                ProjectAsset(project_id=project.id, asset_id=row)
                for row in uow.session.scalars(select(Asset.id).where(Asset.public_id.in_(assets)))
            )
        return project

    def _example(self, record: Record) -> None:
        days, name = record.get("days", {}), record["id"]

        def clerk() -> Actor:
            return self.clerk(record)

        def officer() -> Actor:
            return self.officer(record)

        self.script.add(self.world.at(days["created"]), f"project {name}", lambda uow: self._complete(uow, record))
        if "deciding" in days:
            self.script.add(
                self.world.at(days["deciding"], 1), f"{name} deciding",
                lambda uow: _done(service.start_deciding(uow, self.ids[name])), clerk,
            )  # fmt: skip
        for place, (key, numbers) in enumerate(record.get("decisions", {}).items()):
            self.script.add(
                self.world.at(numbers[0], 2 + place), f"{name} {key}", self._decision(record, key, numbers), clerk
            )
        if "sent" in days:

            def send(uow: UnitOfWork) -> None:
                if "deciding" in days:
                    service.send_to_street(uow, self.ids[name])
                else:
                    self._steps(uow, name, ("start_deciding", "send_to_street"))

            self.script.add(self.world.at(days["sent"], 10), f"{name} sent", send, clerk)
        self._reviewed(record, officer)
        self._questions(record, clerk)
        self._operation(record)

    def _complete(self, uow: UnitOfWork, record: Record) -> None:
        """Write an example as far as its record goes."""
        project, days = self._write(uow, record), record.get("days", {})
        uow.session.flush()
        if record.get("answers"):
            drafting.edit_answers(uow, project.public_id, EditAnswers(record["answers"], project.version))
            uow.session.flush()
        if record.get("money"):
            terms = EditTerms(record["money"]["model"], record["money"]["ask"], project.version)
            drafting.edit_terms(uow, project.public_id, terms)
            uow.session.flush()
        if "deadline" in days or record["state"] != "draft":
            wished = EditDates(None, self.world.deadline(days.get("deadline", 30)), project.version)
            drafting.edit_dates(uow, project.public_id, wished)
        for paper in record.get("documents", []):
            self._document(uow, project, paper)

    def _reviewed(self, record: Record, officer: Callable[[], Actor]) -> None:
        days, name = record.get("days", {}), record["id"]
        if "returned" in days:
            reason = zh(record.get("returned_reason"))
            self.script.add(
                self.world.at(days["returned"], 11), f"{name} returned",
                lambda uow: _done(service.review_project(uow, self.ids[name], "return", reason)), officer,
            )  # fmt: skip
        if "reviewed" in days:
            reason = zh(record.get("approve_reason")) or "决策步骤齐全，资产权属清楚，同意发布。"
            self.script.add(
                self.world.at(days["reviewed"], 12), f"{name} approved",
                lambda uow: _done(service.review_project(uow, self.ids[name], "approve", reason)), officer,
            )  # fmt: skip
        if "published" in days or "opens" in days:
            self._publish(record, officer)
        if "cancelled" in days:
            self.script.add(
                self.world.at(days["cancelled"], 14), f"{name} cancelled",
                lambda uow: _done(
                    service.cancel_project(uow, self.ids[name], record["end_code"], zh(record["end_reason"]))
                ),
                officer,
            )  # fmt: skip

    def _publish(self, record: Record, officer: Callable[[], Actor]) -> None:
        days, name = record["days"], record["id"]

        def publish(uow: UnitOfWork) -> None:
            opens = self.world.at(days["opens"], hour=9) if "opens" in days else None
            command = Publish(
                opens, self.world.deadline(days["questions_until"]), self.world.deadline(days["deadline"])
            )
            service.publish_project(uow, self.ids[name], command)

        at = self.world.at(days["published"], 13) if "published" in days else self.world.at(days["reviewed"], 13)
        self.script.add(at, f"{name} published", publish, officer)

    def _decision(self, record: Record, key: str, numbers: list[int]) -> Play:
        def play(uow: UnitOfWork) -> None:
            held = local_today(uow.now)
            counts = [*numbers[1:], *([0] * 5)][:5] if len(numbers) < 9 else numbers[1:6]
            areas = numbers[6:9] if len(numbers) >= 9 else [None, None, None]
            summary = "决议已在社区公示栏公开。" if key == "decision_published" else "同意该项目按方案对外招商。"
            service.record_decision(uow, self.ids[record["id"]], StepNumbers(key, held, *counts, *areas), summary)

        return play

    def _questions(self, record: Record, clerk: Callable[[], Actor]) -> None:
        name = record["id"]
        for place, line in enumerate(record.get("qa", [])):
            number = place + 1

            def ask(uow: UnitOfWork, line: Record = line) -> None:
                questions.ask(uow, self.ids[name], zh(line["question"]))

            def answer(uow: UnitOfWork, line: Record = line, number: int = number) -> None:
                questions.answer(uow, self.ids[name], number, zh(line["answer"]))

            asked = self.world.at(-line["asked_days_ago"], 20 + place)
            self.script.add(asked, f"{name} question", ask, lambda: self.ground.actors["acc-resident"])
            if "answer" in line:
                answered = self.world.at(-line["answered_days_ago"], 40 + place)
                self.script.add(answered, f"{name} answer", answer, clerk)

    def _operation(self, record: Record) -> None:
        days, name = record.get("days", {}), record["id"]
        for key, verb in (
            ("contracted", "sign"), ("operating", "start_operation"), ("completed", "complete"),
            ("terminated", "terminate"),
        ):  # fmt: skip
            if key in days:
                reason, code = zh(record.get("end_reason")), record.get("end_code", "")

                def play(uow: UnitOfWork, verb: str = verb, reason: str = reason, code: str = code) -> None:
                    service.operate_project(uow, self.ids[name], verb, reason, code)

                self.script.add(self.world.at(days[key], 30), f"{name} {verb}", play, lambda: self.clerk(record))

    def _fact(self, record: Record) -> None:
        """Enter a project that the reports name: most operated before the site, three are open offers of a street."""
        dates, name = record.get("dates", {}), record["id"]
        begun = dates.get("opened") or dates.get("launched")
        at = start_of_local_day(day_of(begun)) if begun else self.world.at(LONG_AGO, 5)
        at = max(at, self.world.at(-1490))

        def create(uow: UnitOfWork) -> None:
            project = self._write(uow, record)
            answers, _lacking = validate_answers(SECTORS[record["sector"]], record.get("answers", {}))
            project.answers = answers
            if record.get("money"):
                project.money_model = record["money"]["model"]
                terms, _problems = parse_terms(project.money_model, "ask", record["money"].get("ask", {}))
                project.terms = terms_to_data(terms) if terms else {}

        self.script.add(at, f"project {name}", create)
        if record["state"] == "open":
            self._fact_open(record, at)
        else:
            self.script.add(at + timedelta(minutes=1), f"{name} recorded", self._fact_operating(record))
        if record["state"] == "completed":
            done = at + timedelta(minutes=2)
            self.script.add(
                done, f"{name} completed",
                lambda uow: _done(service.operate_project(uow, self.ids[name], "complete", "项目已经完成。")),
            )  # fmt: skip

    def _fact_open(self, record: Record, at: datetime) -> None:
        days, name = record["days"], record["id"]

        def approve(uow: UnitOfWork) -> None:
            verbs = ("start_deciding", "send_to_street", "approve")
            self._steps(uow, name, verbs, "补录：项目已在街道招商发布会上公布。")

        def publish(uow: UnitOfWork) -> None:
            project = load(uow.session, Project, self.ids[name])
            project.opens_at = project.published_at = uow.now
            project.questions_until = self.world.deadline(days["questions_until"])
            project.deadline_at = self.world.deadline(days["deadline"])
            step(uow, project, "publish", data={"deadline_at": project.deadline_at.isoformat()})

        self.script.add(at + timedelta(minutes=1), f"{name} approved", approve)
        self.script.add(self.world.at(days["published"], 13), f"{name} published", publish)

    def _steps(self, uow: UnitOfWork, name: str, verbs: tuple[str, ...], reason: str = "") -> None:
        """Take steps whose papers the records do not hold."""
        project = load(uow.session, Project, self.ids[name])
        for verb in verbs:
            step(uow, project, verb, reason)

    def _fact_operating(self, record: Record) -> Play:
        def play(uow: UnitOfWork) -> None:
            reason = "补录：本平台启用之前已在运营。"
            self._steps(uow, record["id"], ("start_deciding", "send_to_street"))
            project = service.review_project(uow, self.ids[record["id"]], "record_operating", reason)
            partner = self.ground.organisations.get(record.get("partner", ""))
            if partner is not None:
                project.partner_id = uow.session.get_one(Organisation, partner.id).id

        return play

    def _document(self, uow: UnitOfWork, project: Project, paper: Record) -> None:
        path = FOLDER / "documents" / paper["file"]
        upload = Upload.of_bytes(path.name, path.read_bytes())
        file = take_in(uow, self.store, upload)
        command = AddDocument(file.public_id, paper["kind"], zh(paper["title"]), bool(paper.get("internal")))
        drafting.add_document(uow, project.public_id, command)


def _degrees(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _done(_result: object) -> None:
    """Let a use case stand as an act: what it returns is not needed."""
