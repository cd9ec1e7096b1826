"""The demo world: its references hold, its input is valid, its facts are unmixed, and every state can be seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum.cn import uscc

from marketplace.workflow import vocabulary
from marketplace.workflow.asset import ASSET
from marketplace.workflow.decisions import StepNumbers, missing, passed, problems_of
from marketplace.workflow.money_models import MONEY_MODELS, below_floor, parse_terms
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.project import PROJECT, PUBLIC_STATES
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import LICENCES, SECTORS, validate_answers, validate_proposal_answers
from marketplace.workflow.typed_input import REQUIRED

FOLDER = Path(__file__).parents[2] / "marketplace" / "cli" / "demo_world"
TODAY = date(2026, 6, 1)
Record = dict[str, Any]
ORDER = [
    "created", "deciding", "sent", "reviewed", "opens", "published", "questions_until", "rectification_until",
    "deadline", "opened", "evaluating", "shortlisted", "roadshow", "proposed", "notice_until", "awarded",
    "contracted", "operating", "completed", "terminated", "unsuccessful",
]  # fmt: skip


def load() -> dict[str, Any]:
    world: dict[str, Any] = defaultdict(list)
    index = yaml.safe_load((FOLDER / "world.yaml").read_text("utf-8"))
    for name in index["files"]:
        for key, value in yaml.safe_load((FOLDER / name).read_text("utf-8")).items():
            if isinstance(value, list):
                world[key] += value
            elif not key.startswith("x-"):
                world[key] = value
    world["index"] = index
    return world


WORLD = load()
LISTS = (
    "territories",
    "organisations",
    "assets",
    "experts",
    "accounts",
    "projects",
    "proposals",
    "roadshows",
    "disclosures",
)
BY_ID: dict[str, dict[str, Record]] = {name: {record["id"]: record for record in WORLD[name]} for name in LISTS}
PROJECTS = pytest.mark.parametrize("project", WORLD["projects"], ids=lambda record: record["id"])
PROPOSALS = pytest.mark.parametrize("proposal", WORLD["proposals"], ids=lambda record: record["id"])


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Record]]:
    if isinstance(value, dict):
        if "zh" in value or "en" in value:
            yield path, value
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, path)


def test_all_files_are_listed_and_small() -> None:
    assert {path.name for path in FOLDER.glob("*.yaml")} == {*WORLD["index"]["files"], "world.yaml"}
    for path in FOLDER.glob("*.yaml"):
        assert len(path.read_text("utf-8").splitlines()) < 400, path.name


def test_ids_are_unique() -> None:
    for name in LISTS:
        counts = Counter(record["id"] for record in WORLD[name])
        assert [key for key, count in counts.items() if count > 1] == []


def test_every_text_is_in_both_languages() -> None:
    for name in LISTS:
        for record in WORLD[name]:
            for path, text in texts(record):
                assert set(text) == {"zh", "en"}, (record["id"], path)
                assert all(str(part).strip() for part in text.values()), (record["id"], path)


def test_texts_fit_their_columns() -> None:
    for project in WORLD["projects"]:
        assert len(project["title"]["zh"]) <= 80
        assert len(project["title"]["en"]) <= 160
        assert len(project["summary"]["zh"]) <= 200
        assert len(project["summary"]["en"]) <= 400


def test_references_hold() -> None:
    territories, organisations = BY_ID["territories"], BY_ID["organisations"]
    for record in WORLD["territories"]:
        assert record["level"] in vocabulary.TERRITORY_LEVELS
        assert record.get("parent", "neimenggu") in territories
    for record in WORLD["organisations"]:
        assert record["kind"] in vocabulary.ORGANISATION_KINDS
        assert record["territory"] in territories
        assert {record.get("parent", "hani"), *record.get("paired_with", [])} <= set(organisations)
        assert set(record.get("sectors", [])) <= set(SECTORS)
        assert set(record.get("service_area", [])) <= set(territories)
        assert {licence["key"] for licence in record.get("licences", [])} <= set(LICENCES)
        assert record.get("size", "micro") in vocabulary.PARTNER_SIZES
    for record in WORLD["assets"]:
        assert record["kind"] in vocabulary.ASSET_KINDS
        assert record["tenure"] in vocabulary.TENURES
        assert territories[record["territory"]]["level"] == "community"
    for record in WORLD["experts"]:
        assert set(record["sectors"]) <= set(SECTORS)
        assert record["territory"] in territories
    for record in WORLD["accounts"]:
        assert record.get("organisation", "hani") in organisations
        assert record.get("territory", "ordos") in territories
        assert record.get("expert", "e-law") in BY_ID["experts"]
        assert record["email"].endswith("@demo.example")
    for record in WORLD["roadshows"]:
        assert record["territory"] in territories
        assert set(record["projects"]) <= set(BY_ID["projects"])
    for record in WORLD["disclosures"]:
        assert record["organisation"] in organisations
        for split in (record["split"], record.get("alternative", record)["split"]):
            assert sum(part["weight_bp"] for part in split) == 10_000


def test_figures_have_labels() -> None:
    for name in ("territories", "organisations", "projects"):
        for record in WORLD[name]:
            assert set(record.get("figures", {})) <= set(WORLD["figure_labels"])


def test_numbers_are_valid_and_only_examples_have_them() -> None:
    numbers = [record["uscc"] for record in WORLD["organisations"] if "uscc" in record]
    assert len(numbers) == len(set(numbers)) > 20
    for record in WORLD["organisations"]:
        if "uscc" in record:
            assert record["example"]
            assert uscc.validate(record["uscc"])[2:15] == "999900EXAMPLE"
        assert not ("uscc" in record and "legacy_number" in record)


def test_examples_are_marked_in_their_names() -> None:
    for name in ("territories", "organisations", "assets", "projects"):
        for record in WORLD[name]:
            title = record.get("title") or record["name"]
            assert record.get("example", False) == title["zh"].startswith("示例") == title["en"].startswith("Example")


def test_every_state_can_be_seen() -> None:
    for machine, name in (
        (ASSET, "assets"),
        (ORGANISATION, "organisations"),
        (PROJECT, "projects"),
        (PROPOSAL, "proposals"),
    ):
        assert {record["state"] for record in WORLD[name] if record.get("example")} | (
            {record["state"] for record in WORLD["proposals"]} if name == "proposals" else set()
        ) == set(machine.state_keys())
    assert {record.get("phase") for record in WORLD["projects"]} >= {"enquiry", "rectification", "quiet"}
    assert {record["sector"] for record in WORLD["projects"] if record.get("example")} == set(SECTORS)
    assert {record["money"]["model"] for record in WORLD["projects"] if "ask" in record.get("money", {})} == set(
        MONEY_MODELS
    )
    assert any(record["tenure"] == "unclear" and record["state"] == "registered" for record in WORLD["assets"])
    assert any("attempt_of" in record for record in WORLD["projects"])


@PROJECTS
def test_project_is_sound(project: Record) -> None:
    owner = BY_ID["organisations"][project["owner"]]
    assert BY_ID["territories"][project["territory"]]
    assert set(project.get("assets", [])) <= set(BY_ID["assets"])
    assert {project.get("partner", "hani")} <= set(BY_ID["organisations"])
    assert project.get("attempt_of", "honghuo") in BY_ID["projects"]
    assert project.get("end_code", "breach") in vocabulary.END_CODES
    for document in project.get("documents", []):
        assert document["kind"] in vocabulary.DOCUMENT_KINDS
        assert (FOLDER / "documents" / document["file"]).is_file()
    _, problems = validate_answers(SECTORS[project["sector"]], project.get("answers", {}))
    if not project.get("example"):
        problems = [problem for problem in problems if problem.message != REQUIRED]
    assert problems == []
    unknown = set(project.get("answers", {})) - {field.key for field in SECTORS[project["sector"]].fields}
    assert unknown == set()
    money = project.get("money", {})
    if "ask" in money:
        assert parse_terms(money["model"], "ask", money["ask"])[1] == []
    if project.get("example"):
        assert owner["territory"] == project["territory"]
        assert money["model"] in SECTORS[project["sector"]].money_models
        assert "ask" in money


@PROJECTS
def test_days_agree_with_the_state(project: Record) -> None:
    days = project.get("days", {})
    known = [days[name] for name in ORDER if name in days]
    assert known == sorted(known)
    state = project["state"]
    if "deadline" in days and state == "open":
        assert days["published"] < 0 < days["deadline"]
        wanted = "enquiry" if days["questions_until"] > 0 else "quiet"
        if wanted == "quiet" and days.get("rectification_until", -1) > 0:
            wanted = "rectification"
        assert project.get("phase", wanted) == wanted
    if "deadline" in days and state in PUBLIC_STATES and state not in ("open", "cancelled"):
        assert days["deadline"] < 0
    if state == "cancelled":
        assert days["published"] < days["cancelled"] < days["deadline"]
    if state == "scheduled":
        assert days["opens"] > 0
    if state == "proposed":
        assert days["notice_until"] > 0


@PROJECTS
def test_decisions_pass_before_the_street_sees_them(project: Record) -> None:
    tenures = [BY_ID["assets"][key]["tenure"] for key in project.get("assets", [])]
    held = {}
    for step, row in project.get("decisions", {}).items():
        assert step in vocabulary.DECISION_STEPS
        numbers = StepNumbers(step, TODAY + timedelta(days=row[0]), *row[1:])
        assert problems_of(numbers, TODAY) == []
        assert passed(numbers)
        held[step] = (numbers.held_on, True)
    if project.get("example") and project["state"] not in ("draft", "deciding"):
        sent = TODAY + timedelta(days=project["days"]["sent"])
        assert missing(tenures, held, sent) == []
    if project["state"] == "deciding":
        assert missing(tenures, held, TODAY) != []


@PROPOSALS
def test_proposal_is_sound(proposal: Record) -> None:
    project = BY_ID["projects"][proposal["project"]]
    applicant = BY_ID["organisations"][proposal["applicant"]]
    assert applicant["kind"] in vocabulary.PARTNER_KINDS
    template = SECTORS[project["sector"]]
    _, problems = validate_proposal_answers(template, proposal["answers"])
    assert set(proposal["answers"]) <= {field.key for field in template.questions}
    if proposal["state"] == "draft":
        problems = [problem for problem in problems if problem.message != REQUIRED]
    assert problems == []
    offered, problems = parse_terms(project["money"]["model"], "offer", proposal["money"])
    if proposal["state"] == "draft":
        assert all(problem.message == REQUIRED for problem in problems)
        return
    assert problems == []
    asked, _ = parse_terms(project["money"]["model"], "ask", project["money"]["ask"])
    assert asked is not None
    assert offered is not None
    assert below_floor(asked, offered) == []


@PROPOSALS
def test_proposal_fits_its_project(proposal: Record) -> None:
    project = BY_ID["projects"][proposal["project"]]
    days, life = proposal["days"], project["days"]
    fitting = {
        "open": {"draft", "submitted", "withdrawn", "unconfirmed"},
        "closed": {"submitted", "withdrawn"},
        "opened": {"opened"},
        "evaluating": {"in_review", "fixing"},
        "shortlisted": {"shortlisted", "not_shortlisted"},
        "roadshow": {"shortlisted", "not_shortlisted"},
        "proposed": {"candidate", "reserve", "not_shortlisted"},
        "unsuccessful": {"submitted"},
        "cancelled": {"submitted"},
    }
    decided = {"awarded", "not_awarded", "not_shortlisted", "reserve", "disqualified"}
    assert proposal["state"] in fitting.get(project["state"], decided)
    assert life["published"] <= days["created"] <= 0
    if "submitted" in days:
        assert days["created"] <= days["submitted"] < min(life["deadline"], 0)
    if proposal["state"] in {"shortlisted", *decided, "candidate"}:
        assert proposal["reason"]["zh"]
    if proposal["state"] == "awarded":
        assert project["partner"] == proposal["applicant"]


def test_one_proposal_per_project_and_applicant() -> None:
    pairs = Counter((record["project"], record["applicant"]) for record in WORLD["proposals"])
    assert max(pairs.values()) == 1


def test_opened_projects_have_enough_proposals() -> None:
    sealed = Counter(
        record["project"]
        for record in WORLD["proposals"]
        if record["state"] not in ("draft", "withdrawn", "unconfirmed")
    )
    for project in WORLD["projects"]:
        if project.get("example") and "opened" in project["days"]:
            assert sealed[project["id"]] >= project["min_proposals"], project["id"]
    assert sealed["ex-unsuccessful-tea"] < BY_ID["projects"]["ex-unsuccessful-tea"]["min_proposals"]
