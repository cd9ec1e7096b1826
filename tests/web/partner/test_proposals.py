"""The applicant's pages: list, conditions, draft, preview, receipt, and what no one else may see of them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from marketplace.access.actor import Actor
from marketplace.db.engine import Database
from marketplace.db.loading import load
from marketplace.identity.models import Organisation
from marketplace.kernel.clock import FixedClock
from marketplace.partners.models import Licence
from marketplace.projects.models import Project
from marketplace.proposals import content
from marketplace.proposals.models import Proposal, ProposalReceipt
from marketplace.proposals.service import SaveDraft, save_draft, withdraw_proposal
from marketplace.review.choosing import Verdict, ask_fixing, begin_evaluation, record_shortlist
from marketplace.review.opening import open_proposals
from marketplace.web.context import Market
from marketplace.workflow.proposal import PROPOSAL
from marketplace.workflow.sectors import LICENCES, SECTORS
from tests.factories.people import client_of, csrf_of
from tests.factories.world import (
    World,
    complete_draft,
    draft_project,
    make_world,
    open_project,
    opened_project,
    started,
    submitted,
)
from tests.files import samples

LIST = "/partner/proposals"


@pytest.fixture
def world(database: Database, clock: FixedClock) -> World:
    return make_world(database, clock)


@pytest.fixture
def partner(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.partner_actors[0])


@pytest.fixture
def rival(app: Flask, world: World) -> FlaskClient:
    return client_of(app, world.partner_actors[1])


def _post(client: FlaskClient, path: str, data: dict[str, object] | None = None, form_at: str = "") -> TestResponse:
    token = csrf_of(client.get(form_at or path))
    return client.post(path, data={"csrf_token": token, **(data or {})})


def _fields(world: World, project: str, words: str = "机密方案", **over: object) -> dict[str, object]:
    """Return what a browser would send for a complete draft."""
    draft = complete_draft(world, project, words)
    fields: dict[str, object] = {"summary": draft.summary, "version": str(over.pop("version", 0))}
    fields |= {f"answer-{key}": value for key, value in draft.answers.items()}
    fields |= {f"term-{key}": value for key, value in draft.terms.items()}
    return fields | over


def _state(world: World, proposal: str) -> str:
    with world.database.read() as session:
        return load(session, Proposal, proposal).state


def _draft(world: World, proposal: str, actor: Actor) -> content.Draft:
    with world.database.read() as session:
        return content.read_draft(session, actor, load(session, Proposal, proposal), world.clock.now())


def _receipts(world: World) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(ProposalReceipt)) or 0


def _begun(world: World, partner: FlaskClient, project: str) -> str:
    path = f"/partner/projects/{project}/proposals"
    answer = _post(partner, path, {"organisation": world.partners[0]})
    assert answer.status_code == 303
    return answer.location.split("/")[-2]


# the list


def test_list_without_proposals_points_to_open_projects(partner: FlaskClient) -> None:
    page = partner.get(LIST)
    assert page.status_code == 200
    assert "还没有写过方案" in page.text and "/projects?state=open" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_list_shows_state_deadline_and_next_act(world: World, partner: FlaskClient) -> None:
    submitted(world, open_project(world, title="示例夜市甲"))
    started(world, open_project(world, title="示例夜市乙"))
    page = partner.get(LIST).text
    assert "示例夜市甲" in page and "已提交（密封）" in page and "看进展" in page
    assert "示例夜市乙" in page and "继续写" in page and "还剩 10 天" in page


def test_list_takes_the_same_statements_for_one_and_three(app: Flask, world: World, partner: FlaskClient) -> None:
    market: Market = app.extensions["market"]
    seen: list[str] = []
    event.listen(market.database.engine, "before_cursor_execute", lambda _c, _k, text, *_rest: seen.append(text))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            started(world, open_project(world))
        partner.get(LIST)
        seen.clear()
        assert partner.get(LIST).text.count("proposal-row__title") in (1, 3)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_list_of_a_rival_is_empty(world: World, rival: FlaskClient) -> None:
    submitted(world, open_project(world))
    assert "还没有写过方案" in rival.get(LIST).text


@pytest.mark.parametrize("who", ["clerk", "officer", "resident", "operator", "supervisor"])
def test_the_desk_is_for_partners(app: Flask, world: World, who: str) -> None:
    public_id, receipt = submitted(world, open_project(world))
    client = client_of(app, getattr(world, who))
    for path in (LIST, f"{LIST}/{public_id}", f"{LIST}/{public_id}/receipts/{receipt.public_id}"):
        assert client.get(path).status_code in (403, 404)


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 303 and answer.location.startswith("/sign-in")


# what is somebody else's


PAGES = ("", "/edit", "/check", "/withdraw", "/confirm", "/fix", "/sealed-copy.json")


@pytest.mark.parametrize("page", PAGES)
def test_a_rival_finds_nothing(world: World, rival: FlaskClient, page: str) -> None:
    public_id, _receipt = submitted(world, open_project(world))
    answer = rival.get(f"{LIST}/{public_id}{page}")
    assert answer.status_code == 404 and "机密方案" not in answer.text and "示例企业1" not in answer.text


@pytest.mark.parametrize("act", ["edit", "autosave", "submit", "withdraw", "confirm", "fix"])
def test_a_rival_changes_nothing(world: World, rival: FlaskClient, act: str) -> None:
    project = open_project(world)
    public_id, _receipt = submitted(world, project)
    token = csrf_of(rival.get(f"/partner/projects/{project}/proposals"))
    answer = rival.post(f"{LIST}/{public_id}/{act}", data={"csrf_token": token, "summary": "偷换"})
    assert answer.status_code == 404
    assert _state(world, public_id) == "submitted" and _receipts(world) == 1


def test_a_receipt_of_another_proposal_is_not_found(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    mine, _receipt = submitted(world, project, 0)
    _theirs, receipt = submitted(world, project, 1)
    assert partner.get(f"{LIST}/{mine}/receipts/{receipt.public_id}").status_code == 404


def test_no_page_before_the_opening_tells_of_rivals(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    alone, receipt = submitted(world, project, 0)
    paths = (LIST, f"{LIST}/{alone}", f"{LIST}/{alone}/receipts/{receipt.public_id}",
             f"/partner/projects/{project}/proposals")  # fmt: skip

    def shown() -> list[str]:
        return [re.sub(r'csrf_token" value="[^"]+"', "", partner.get(path).text) for path in paths]

    before = shown()
    submitted(world, project, 1)
    assert shown() == before


# starting


def test_conditions_name_what_is_missing_and_its_proof(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    page = partner.get(f"/partner/projects/{project}/proposals")
    assert page.status_code == 200 and "单位已核验" in page.text and "开始写方案" in page.text
    for key in SECTORS["night_market"].licences:
        assert LICENCES[key].label in page.text and LICENCES[key].issuer in page.text


def test_conditions_follow_the_licences_held(world: World, partner: FlaskClient) -> None:
    key = SECTORS["night_market"].licences[0]
    with world.uow() as uow:
        owner = load(uow.session, Organisation, world.partners[0])
        today = world.clock.now().date()
        row = Licence(organisation_id=owner.id, name=LICENCES[key].label, created_at=uow.now, expires_on=today)
        uow.session.add(row)
    project = open_project(world)
    path = f"/partner/projects/{project}/proposals"
    assert "在方案截止之前到期" in partner.get(path).text
    world.clock.advance(days=2)
    assert "已经过期" in partner.get(path).text
    with world.uow() as uow:
        uow.session.scalars(select(Licence)).one().expires_on = None
    page = partner.get(path).text
    assert "已经过期" not in page and "在方案截止之前到期" not in page


def test_an_unverified_organisation_is_told_how_to_be_verified(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    with world.uow() as uow:
        owner = load(uow.session, Organisation, world.partners[0])
        uow.session.execute(Organisation.__table__.update().where(Organisation.id == owner.id).values(state="pending"))
    page = partner.get(f"/partner/projects/{project}/proposals").text
    assert "单位还没有通过核验" in page and "开始写方案" not in page


def test_a_closed_project_cannot_be_answered(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    token = csrf_of(partner.get(f"/partner/projects/{project}/proposals"))
    world.clock.advance(days=11)
    path = f"/partner/projects/{project}/proposals"
    assert "已经不能参加" in partner.get(path).text
    answer = partner.post(path, data={"csrf_token": token, "organisation": world.partners[0]})
    assert answer.status_code == 409


def test_starting_for_a_foreign_organisation_is_refused(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    answer = _post(partner, f"/partner/projects/{project}/proposals", {"organisation": world.partners[1]})
    assert answer.status_code == 422
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_a_draft_project_cannot_be_found_by_its_address(world: World, partner: FlaskClient) -> None:
    assert partner.get(f"/partner/projects/{draft_project(world)}/proposals").status_code == 404


# the draft


def test_a_draft_is_kept_as_typed_and_leads_to_the_preview(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    saved = _post(partner, path, _fields(world, project, "第一版", version=0, **{"term-rent_per_year": "12万"}))
    assert (saved.status_code, saved.location) == (303, path)
    assert 'value="12万"' in partner.get(path).text
    done = _post(partner, path, _fields(world, project, "第二版", version=1, act="check"))
    assert (done.status_code, done.location) == (303, f"{LIST}/{public_id}/check")
    page = partner.get(done.location).text
    assert "第二版概要" in page and "年租金 14,400 元" in page and "密封提交" in page


def test_everything_wrong_is_said_at_once_and_kept(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    fields = _fields(world, project, version=0, act="check")
    fields |= {
        "summary": "长" * 301, "answer-need_fit": "", "answer-jobs": "三个", "term-rent_per_year": "1",
        "term-term_months": "999",
    }  # fmt: skip
    answer = _post(partner, path, fields)
    assert answer.status_code == 422
    for name in ("summary", "answer-need_fit", "answer-jobs", "term-term_months"):
        assert f'href="#{name}"' in answer.text
    assert 'value="三个"' in answer.text and "长" * 301 in answer.text and "301 / 300" in answer.text
    assert _draft(world, public_id, world.partner_actors[0]).answers["jobs"] == "三个"


def test_an_offer_under_the_floor_is_named_with_the_floor_beside_it(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    assert "年租金不低于 12,000 元" in partner.get(path).text
    answer = _post(partner, path, _fields(world, project, version=0, act="check") | {"term-rent_per_year": "11999"})
    assert answer.status_code == 422 and "低于社区的底价 12,000 元" in answer.text


def test_two_windows_show_both_versions(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    _post(partner, path, _fields(world, project, "窗口甲", version=0))
    answer = _post(partner, path, _fields(world, project, "窗口乙", version=0))
    assert answer.status_code == 409
    assert "窗口甲概要" in answer.text and "窗口乙概要" in answer.text
    assert _draft(world, public_id, world.partner_actors[0]).summary == "窗口甲概要"
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version
    again = _post(partner, path, _fields(world, project, "窗口乙", version=version[1]))
    assert again.status_code == 303
    assert _draft(world, public_id, world.partner_actors[0]).summary == "窗口乙概要"


def test_autosave_keeps_and_counts(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    token = csrf_of(partner.get(f"{LIST}/{public_id}/edit"))
    path = f"{LIST}/{public_id}/autosave"
    headers = {"Accept": "application/json", "X-Requested-With": "fetch"}
    data = _fields(world, project, "自动", csrf_token=token, autosave="1")
    answer = partner.post(path, data=data, headers=headers)
    assert answer.status_code == 200
    assert answer.json is not None and answer.json["version"] == 1 and answer.json["saved_at"].endswith("Z")
    assert _draft(world, public_id, world.partner_actors[0]).summary == "自动概要"
    late = partner.post(path, data=data | {"summary": "旧窗口"}, headers=headers)
    assert late.status_code == 409 and late.json is not None
    assert late.json["theirs"]["summary"] == "自动概要" and late.json["version"] == 1
    assert partner.post(path, data={"summary": "没有令牌"}, headers=headers).status_code == 400


def test_a_late_save_is_refused_with_draft_and_words_kept(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    _post(partner, path, _fields(world, project, "按时", version=0))
    token = csrf_of(partner.get(path))
    world.clock.advance(days=10)
    answer = partner.post(path, data=_fields(world, project, "迟到", version=1, csrf_token=token))
    assert answer.status_code == 409
    assert "系统不再接收" in answer.text and "迟到概要" in answer.text and "按时概要" in answer.text
    assert _draft(world, public_id, world.partner_actors[0]).summary == "按时概要"
    headers = {"Accept": "application/json"}
    data = _fields(world, project, "迟到", version=1, csrf_token=token)
    quiet = partner.post(f"{LIST}/{public_id}/autosave", data=data, headers=headers)
    assert quiet.status_code == 409 and quiet.json is not None and quiet.json["error"] == "too_late"
    shown = partner.get(path)
    assert shown.status_code == 200 and "按时概要" in shown.text and "<textarea" not in shown.text


def test_files_are_attached_removed_and_never_asked_for_twice(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id = _begun(world, partner, project)
    path = f"{LIST}/{public_id}/edit"
    token = csrf_of(partner.get(path))
    upload = _fields(world, project, version=0, csrf_token=token, act="attach", kind="")
    answer = partner.post(path, data=upload | {"file": (BytesIO(samples.PDF), "预算.pdf")})
    assert answer.status_code == 422 and "请选择附件类型" in answer.text
    kept = re.search(r'name="file-kept" value="([^"]+)"', answer.text)
    assert kept and _draft(world, public_id, world.partner_actors[0]).summary == "机密方案概要"
    again = _fields(world, project, version=1, csrf_token=token, act="attach", kind="budget", title="三年预算")
    assert partner.post(path, data=again | {"file-kept": kept[1]}).status_code == 303
    page = partner.get(path).text
    assert "三年预算" in page
    held = re.search(r'value="(detach:[^"]+)"', page)
    assert held
    gone = partner.post(path, data=_fields(world, project, version=2, csrf_token=token, act=held[1]))
    assert gone.status_code == 303 and "三年预算" not in partner.get(path).text


# sealing


def _ready(world: World, partner: FlaskClient) -> tuple[str, dict[str, object]]:
    public_id = started(world, open_project(world))
    page = partner.get(f"{LIST}/{public_id}/check")
    previewed = re.search(r'name="previewed" value="([0-9a-f]{64})"', page.text)
    assert previewed, page.text[:500]
    return public_id, {"csrf_token": csrf_of(page), "previewed": previewed[1]}


def test_submitting_leads_to_a_receipt_that_can_be_recomputed(world: World, partner: FlaskClient) -> None:
    public_id, data = _ready(world, partner)
    answer = partner.post(f"{LIST}/{public_id}/submit", data=data)
    assert answer.status_code == 303
    page = partner.get(answer.location)
    with world.database.read() as session:
        receipt = session.scalars(select(ProposalReceipt)).one()
    assert page.status_code == 200 and receipt.commitment in page.text and "10:00:00.000" in page.text
    assert receipt.public_id.upper() in page.text and "data:image/svg+xml" in page.text
    copy = partner.get(f"{LIST}/{public_id}/sealed-copy.json")
    assert copy.headers["Content-Disposition"].startswith("attachment") and copy.headers["Cache-Control"] == "no-store"
    held = json.loads(copy.data)
    sealed = base64.b64decode(held["sealed_base64"])
    assert hashlib.sha256(bytes.fromhex(held["nonce"]) + sealed).hexdigest() == receipt.commitment
    assert json.loads(sealed)["summary"] == "机密方案0概要"


def test_two_presses_make_one_receipt(app: Flask, world: World, partner: FlaskClient) -> None:
    public_id, data = _ready(world, partner)
    cookie = partner.get_cookie("session")
    assert cookie is not None
    answers: list[TestResponse] = []
    gate = threading.Barrier(4)

    def press() -> None:
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        gate.wait()
        answers.append(client.post(f"{LIST}/{public_id}/submit", data=data))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.location for answer in answers}) == 1
    assert _receipts(world) == 1


def test_what_changed_after_the_preview_is_not_sealed(world: World, partner: FlaskClient) -> None:
    public_id, data = _ready(world, partner)
    with world.uow(world.partner_actors[0]) as uow:
        draft = content.read_draft(uow.session, uow.actor, load(uow.session, Proposal, public_id), uow.now)
        save_draft(uow, public_id, SaveDraft("换了概要", draft.answers, draft.terms, draft.version))
    answer = partner.post(f"{LIST}/{public_id}/submit", data=data)
    assert answer.status_code == 409 and "换了概要" in answer.text and _receipts(world) == 0


def test_a_late_submission_is_refused_and_the_draft_stays(world: World, partner: FlaskClient) -> None:
    public_id, data = _ready(world, partner)
    world.clock.advance(days=10)
    answer = partner.post(f"{LIST}/{public_id}/submit", data=data)
    assert answer.status_code == 409 and "截止时间已过" in answer.text
    assert _receipts(world) == 0 and _state(world, public_id) == "draft"
    assert "机密方案0概要" in partner.get(f"{LIST}/{public_id}/edit").text


def test_submitting_an_incomplete_draft_names_everything(world: World, partner: FlaskClient) -> None:
    public_id = _begun(world, partner, open_project(world))
    page = partner.get(f"{LIST}/{public_id}/check")
    assert "还不能提交" in page.text and "#answer-need_fit" in page.text
    token = csrf_of(partner.get(f"{LIST}/{public_id}/edit"))
    answer = partner.post(f"{LIST}/{public_id}/submit", data={"csrf_token": token})
    assert answer.status_code == 422 and "#summary" in answer.text and _receipts(world) == 0


def test_withdrawing_and_submitting_again_keeps_both_receipts(world: World, partner: FlaskClient) -> None:
    public_id, data = _ready(world, partner)
    partner.post(f"{LIST}/{public_id}/submit", data=data)
    page = partner.get(f"{LIST}/{public_id}/withdraw")
    assert page.status_code == 200 and "确认撤回" in page.text
    assert _post(partner, f"{LIST}/{public_id}/withdraw").status_code == 303
    assert _state(world, public_id) == "withdrawn"
    again = partner.get(f"{LIST}/{public_id}/check")
    previewed = re.search(r'name="previewed" value="([0-9a-f]{64})"', again.text)
    assert previewed
    done = {"csrf_token": csrf_of(again), "previewed": previewed[1]}
    assert partner.post(f"{LIST}/{public_id}/submit", data=done).status_code == 303
    shown = partner.get(f"{LIST}/{public_id}").text
    assert "第 1 次提交的回执" in shown and "第 2 次提交的回执" in shown and _receipts(world) == 2
    with world.database.read() as session:
        first = session.scalars(select(ProposalReceipt).where(ProposalReceipt.round == 1)).one()
    old = partner.get(f"{LIST}/{public_id}/receipts/{first.public_id}").text
    assert "已撤回" in old and "下载密封副本" not in old


def test_withdrawing_after_the_deadline_is_refused(world: World, partner: FlaskClient) -> None:
    public_id, _receipt = submitted(world, open_project(world))
    token = csrf_of(partner.get(f"{LIST}/{public_id}/withdraw"))
    world.clock.advance(days=10)
    assert partner.get(f"{LIST}/{public_id}/withdraw").status_code == 409
    assert partner.post(f"{LIST}/{public_id}/withdraw", data={"csrf_token": token}).status_code == 409
    assert _state(world, public_id) == "submitted"


def test_a_changed_project_asks_for_confirmation(world: World, partner: FlaskClient) -> None:
    public_id, _receipt = submitted(world, open_project(world))
    with world.uow() as uow:
        PROPOSAL.fire(load(uow.session, Proposal, public_id), "invalidate")
    assert partner.get(f"{LIST}/{public_id}/edit").location.endswith("/confirm")
    page = partner.get(f"{LIST}/{public_id}/confirm")
    assert page.status_code == 200 and "重新确认" in page.text and "机密方案0概要" in page.text
    previewed = re.search(r'name="previewed" value="([0-9a-f]{64})"', page.text)
    assert previewed
    data = {"csrf_token": csrf_of(page), "previewed": previewed[1]}
    assert partner.post(f"{LIST}/{public_id}/confirm", data=data).status_code == 303
    assert _state(world, public_id) == "submitted" and _receipts(world) == 2


# after the opening


def test_putting_right_keeps_the_sealed_text(world: World, partner: FlaskClient) -> None:
    project, ids = opened_project(world)
    with world.uow(world.officer) as uow:
        begin_evaluation(uow, project)
        ask_fixing(uow, ids[0], "缺少健康证明")
    assert partner.get(f"{LIST}/{ids[0]}/edit").location.endswith("/fix")
    page = partner.get(f"{LIST}/{ids[0]}/fix")
    assert "缺少健康证明" in page.text
    assert _post(partner, f"{LIST}/{ids[0]}/fix", {"note": " "}).status_code == 422
    assert _post(partner, f"{LIST}/{ids[0]}/fix", {"note": "健康证明已补"}).status_code == 303
    shown = partner.get(f"{LIST}/{ids[0]}").text
    assert "健康证明已补" in shown and "评审中" in shown and "机密方案0概要" in shown


def test_the_result_comes_with_its_own_reason_only(world: World, partner: FlaskClient) -> None:
    project, ids = opened_project(world)
    before = partner.get(f"{LIST}/{ids[0]}").text
    assert "已启封" in before and "未入围" not in before
    with world.uow(world.officer) as uow:
        record_shortlist(uow, project, {
            ids[0]: Verdict("pass_over", "投入不足以支撑运营"), ids[1]: Verdict("shortlist", "贴合居民需要"),
        })  # fmt: skip
    page = partner.get(f"{LIST}/{ids[0]}").text
    assert "未入围" in page and "投入不足以支撑运营" in page and "贴合居民需要" not in page
    assert f"/projects/{project}#answers" in page


def test_pages_speak_english(world: World, partner: FlaskClient) -> None:
    public_id, receipt = submitted(world, open_project(world))
    partner.set_cookie("lang", "en")
    for path in (LIST, f"{LIST}/{public_id}", f"{LIST}/{public_id}/receipts/{receipt.public_id}",
                 f"{LIST}/{public_id}/withdraw"):  # fmt: skip
        page = partner.get(path)
        assert page.status_code == 200 and '<html lang="en' in page.text


def test_a_proposal_that_was_not_confirmed_is_told_so(world: World, partner: FlaskClient) -> None:
    public_id, _receipt = submitted(world, open_project(world))
    with world.uow() as uow:
        PROPOSAL.fire(load(uow.session, Proposal, public_id), "invalidate")
    world.clock.advance(days=11)
    assert partner.get(f"{LIST}/{public_id}/confirm").status_code == 409
    assert "没有重新确认，不参加评选" in partner.get(f"{LIST}/{public_id}").text


def test_too_few_proposals_stay_sealed(world: World, partner: FlaskClient) -> None:
    project = open_project(world)
    public_id, _receipt = submitted(world, project)
    with world.uow() as uow:
        load(uow.session, Project, project).min_proposals = 3
    world.clock.advance(days=11)
    with world.uow(world.officer) as uow:
        open_proposals(uow, project)
    page = partner.get(f"{LIST}/{public_id}").text
    assert "本次征集没有成交" in page and "没有启封" in page


def test_a_withdrawn_proposal_is_not_taken_for_submitted(world: World, partner: FlaskClient) -> None:
    public_id, _receipt = submitted(world, open_project(world))
    with world.uow(world.partner_actors[0]) as uow:
        withdraw_proposal(uow, public_id)
    world.clock.advance(days=11)
    assert "没有再提交，不参加评选" in partner.get(f"{LIST}/{public_id}").text
