"""Proposals of the demo world and what the street offices made of them; everything goes through the real services."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.cli.demo.ground import Ground
from marketplace.cli.demo.projects import Projects
from marketplace.cli.demo.reader import DemoWorld, Record, zh
from marketplace.cli.demo.script import Play, Script
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.proposals.models import Proposal
from marketplace.proposals.service import SaveDraft, save_draft, start_proposal, submit_proposal, withdraw_proposal
from marketplace.review import choosing
from marketplace.review.choosing import Verdict
from marketplace.review.opening import open_proposals
from marketplace.workflow.proposal import PROPOSAL

#: States in which a proposal was on the shortlist at some time.
SHORTLISTED = ("shortlisted", "candidate", "reserve", "awarded", "not_awarded")


class Proposals:
    """Plans the acts of applicants and of those who choose."""

    def __init__(self, world: DemoWorld, script: Script, ground: Ground, projects: Projects) -> None:
        """Take what the acts need."""
        self.world, self.script, self.ground, self.projects = world, script, ground, projects
        self.ids: dict[str, str] = {}
        self.of_project: dict[str, list[Record]] = {}
        for record in world.lists["proposals"]:
            self.of_project.setdefault(record["project"], []).append(record)

    def plan(self) -> None:
        """Plan everything."""
        for record in self.world.lists["proposals"]:
            self._apply(record)
        for key, record in self.projects.records.items():
            days = record.get("days", {})
            if "amended" in days:
                self.script.add(self.world.at(days["amended"], 5), f"{key} amended", self._amend(key))
            if "opened" in days or "unsuccessful" in days:
                at = self.world.at(days.get("opened", days.get("unsuccessful", 0)), 15)
                self.script.add(at, f"{key} opened", self._open(key), self._officer(record))
            self._choose(key, record, days)

    def _officer(self, record: Record) -> Callable[[], Actor]:
        return lambda: self.projects.officer(record)

    def _apply(self, record: Record) -> None:
        days, name = record["days"], record["id"]

        def applicant() -> Actor:
            return self.ground.clerk(record["applicant"])

        def start(uow: UnitOfWork) -> None:
            organisation = self.ground.organisations[record["applicant"]]
            project = self.projects.ids[record["project"]]
            self.ids[name] = start_proposal(uow, project, organisation.public_id).public_id

        def save(uow: UnitOfWork) -> None:
            save_draft(uow, self.ids[name], SaveDraft(zh(record["title"]), record["answers"], record["money"]))

        self.script.add(self.world.at(days["created"], 3), f"proposal {name}", start, applicant)
        self.script.add(self.world.at(days.get("saved", days["created"]), 4), f"{name} saved", save, applicant)
        for key, place, act in (
            ("submitted", 6, submit_proposal), ("withdrawn", 7, withdraw_proposal), ("confirmed", 8, submit_proposal),
        ):  # fmt: skip
            if key in days:
                play = self._by_applicant(name, act)
                self.script.add(self.world.at(days[key], place), f"{name} {key}", play, applicant)

    def _by_applicant(self, name: str, act: Callable[[UnitOfWork, str], object]) -> Play:
        return lambda uow: _done(act(uow, self.ids[name]))

    def _amend(self, key: str) -> Play:
        """Let submitted proposals ask for confirmation, as an amendment does."""

        def play(uow: UnitOfWork) -> None:
            ids = [self.ids[record["id"]] for record in self.of_project.get(key, []) if record["id"] in self.ids]
            for proposal in uow.session.scalars(
                select(Proposal).where(Proposal.public_id.in_(ids), Proposal.state == "submitted")
            ):
                move = PROPOSAL.fire(proposal, "invalidate")
                uow.record(Event(move.event, "proposal", proposal.id, proposal.public_id, {}))

        return play

    def _open(self, key: str) -> Play:
        def play(uow: UnitOfWork) -> None:
            open_proposals(uow, self.projects.ids[key])

        return play

    def _choose(self, key: str, record: Record, days: Record) -> None:
        officer, at = self._officer(record), self.world.at

        def project() -> str:
            return self.projects.ids[key]

        if "evaluating" in days:
            self.script.add(
                at(days["evaluating"], 16), f"{key} evaluating",
                lambda uow: _done(choosing.begin_evaluation(uow, project())), officer,
            )  # fmt: skip
        for line in self.of_project.get(key, []):
            if "fixing" in line["days"]:
                note, name = zh(line["fixing_note"]), line["id"]
                self.script.add(at(line["days"]["fixing"], 17), f"{name} fixing", self._fixing(name, note), officer)
        if "shortlisted" in days:
            self.script.add(
                at(days["shortlisted"], 18), f"{key} shortlisted",
                lambda uow: _done(choosing.record_shortlist(uow, project(), self._shortlist(key))), officer,
            )  # fmt: skip
        if "roadshow" in days:
            self.script.add(
                at(days["roadshow"], 19), f"{key} roadshow",
                lambda uow: _done(choosing.schedule_roadshow(uow, project())), officer,
            )  # fmt: skip
        if "proposed" in days:
            reason = zh(record["propose_reason"])
            self.script.add(
                at(days["proposed"], 21), f"{key} proposed",
                lambda uow: _done(choosing.propose_candidate(uow, project(), self._candidates(key), reason)), officer,
            )  # fmt: skip
        if "awarded" in days:
            self._award(key, record, days)

    def _award(self, key: str, record: Record, days: Record) -> None:
        winner = next(line["id"] for line in self.of_project[key] if line["state"] == "awarded")
        reason = zh(record["award_reason"])
        self.script.add(
            self.world.at(days["awarded"], 22), f"{key} awarded",
            lambda uow: _done(choosing.award_project(uow, self.projects.ids[key], self.ids[winner], reason)),
            self._officer(record),
        )  # fmt: skip

    def _shortlist(self, key: str) -> dict[str, Verdict]:
        verdicts = {}
        for line in self.of_project.get(key, []):
            if line["state"] in ("draft", "submitted", "withdrawn"):
                continue
            chosen = line["state"] in SHORTLISTED
            words = line.get("shortlist_reason") or line.get("reason")
            if line["state"] == "disqualified":
                chosen, words = True, {"zh": "方案内容完整，进入下一轮核查。"}
            verdicts[self.ids[line["id"]]] = Verdict("shortlist" if chosen else "pass_over", zh(words))
        return verdicts

    def _candidates(self, key: str) -> dict[str, Verdict]:
        verbs = {"candidate": "nominate", "awarded": "nominate", "reserve": "hold_in_reserve"}
        return {
            self.ids[line["id"]]: Verdict(verbs.get(line["state"], "not_award"), zh(line["reason"]))
            for line in self.of_project.get(key, [])
            if line["state"] in SHORTLISTED
        }

    def plan_disqualifications(self) -> None:
        """Plan the acts by which shortlisted proposals lost their place, before a candidate was named."""
        for key, lines in self.of_project.items():
            record = self.projects.records[key]
            for line in lines:
                if line["state"] != "disqualified":
                    continue
                name, reason = line["id"], zh(line["reason"])
                after = record["days"].get("shortlisted", record["days"].get("evaluating", -1))
                self.script.add(
                    self.world.at(after + 1, 20), f"{name} disqualified", self._disqualified(name, reason),
                    self._officer(record),
                )  # fmt: skip

    def _disqualified(self, name: str, reason: str) -> Play:
        return lambda uow: _done(choosing.disqualify(uow, self.ids[name], reason))

    def _fixing(self, name: str, note: str) -> Play:
        return lambda uow: _done(choosing.ask_fixing(uow, self.ids[name], note))


def _done(_result: object) -> None:
    """Let a use case stand as an act: what it returns is not needed."""
