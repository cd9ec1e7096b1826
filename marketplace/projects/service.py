"""Take a project through its life cycle, from the draft to the market and, after the choice, to its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.assets.models import Asset
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.decisions import service as decisions
from marketplace.decisions.models import DecisionStep
from marketplace.files.models import StoredFile
from marketplace.kernel.errors import Invalid, Problem, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.commands import Publish
from marketplace.projects.completeness import lacking_steps, missing
from marketplace.projects.drafting import check_dates
from marketplace.projects.models import Project, ProjectAsset
from marketplace.projects.steps import load_for, step
from marketplace.workflow.asset import ASSET
from marketplace.workflow.decisions import StepNumbers
from marketplace.workflow.project import PROJECT
from marketplace.workflow.vocabulary import DECISION_STEPS, END_CODES

#: No window is shorter: partners need a fair chance to answer. Presets will set longer ones.
MIN_WINDOW = timedelta(hours=1)


def start_deciding(uow: UnitOfWork, public_id: str) -> Project:
    """Close the draft for editing and begin the decision steps.

    :raises Invalid: naming everything that the draft still lacks.
    """
    project = load_for(uow, public_id, Action.PROJECT_SUBMIT)
    lacking = missing(uow.session, project)
    if project.state == "draft" and lacking:
        raise Invalid(lacking)
    step(uow, project, "start_deciding")
    return project


def back_to_draft(uow: UnitOfWork, public_id: str) -> Project:
    """Open the draft again; the steps taken no longer count."""
    project = load_for(uow, public_id, Action.PROJECT_SUBMIT)
    step(uow, project, "back_to_draft")
    decisions.void(uow, "project", project.id)
    return project


def record_decision(
    uow: UnitOfWork, public_id: str, numbers: StepNumbers, summary: str, file: str = ""
) -> DecisionStep:
    """Record one decision step of a project.

    :raises Invalid: naming every number that cannot be right.
    :raises WrongState: where the project is not being decided on.
    """
    project = load_for(uow, public_id, Action.PROJECT_SUBMIT)
    if project.state != "deciding":
        raise WrongState("project", project.state, "record_decision", N_("只有民主决策中的项目可以登记会议。"))
    file_id = _own_file(uow, file) if file else None
    row = decisions.record_step(uow, "project", project.id, numbers, summary, file_id)
    data = {"step": row.step, "passed": row.passed, "held_on": row.held_on.isoformat()}
    uow.record(Event("project.decision_recorded", "project", project.id, project.public_id, data))
    return row


def _own_file(uow: UnitOfWork, public_id: str) -> int:
    file = uow.session.scalar(select(StoredFile).where(StoredFile.public_id == public_id))
    if file is None or (not uow.actor.is_system and file.uploaded_by_id != uow.actor.user_id):
        raise Invalid.one("file", N_("会议记录没有上传成功，请重新选择。"))
    return file.id


def send_to_street(uow: UnitOfWork, public_id: str) -> Project:
    """Hand a decided project to the street office.

    :raises Invalid: naming every decision step that is missing, did not pass or is out of order.
    """
    project = load_for(uow, public_id, Action.PROJECT_SUBMIT)
    lacking = lacking_steps(uow.session, [project.id], uow.now)[project.id]
    problems = [*missing(uow.session, project)]
    problems += [Problem(f"step-{name}", message, {**params, "step": DECISION_STEPS[name]})
                 for name, message, params in lacking]  # fmt: skip
    if project.state == "deciding" and problems:
        raise Invalid(problems)
    step(uow, project, "send_to_street")
    return project


def review_project(uow: UnitOfWork, public_id: str, verb: str, reason: str) -> Project:
    """Approve a project, return it with a reason, or enter one that was operating before it came here.

    :raises Invalid: where the reason is missing.
    """
    project = load_for(uow, public_id, Action.PROJECT_REVIEW)
    if verb not in ("approve", "return", "record_operating"):
        raise WrongState("project", project.state, verb)
    step(uow, project, verb, reason)
    if verb == "return":
        decisions.void(uow, "project", project.id)
    if verb == "record_operating":
        project.published_at = project.decided_at = uow.now
        occupy_assets(uow, project)
    return project


def publish_project(uow: UnitOfWork, public_id: str, command: Publish) -> Project:
    """Settle the dates and open the project, now or when the clock says.

    :raises Invalid: naming every date that is out of order, or an asset that cannot be offered any more.
    """
    project = load_for(uow, public_id, Action.PROJECT_PUBLISH)
    check_publication(uow.now, command)
    opens_at = command.opens_at or uow.now
    lacking = [problem for problem in missing(uow.session, project) if problem.field == "assets"]
    if lacking:
        raise Invalid(lacking)
    project.opens_at, project.questions_until = opens_at, command.questions_until
    project.deadline_at, project.published_at = command.deadline_at, uow.now
    if command.opens_at is None:
        step(uow, project, "publish", data={"deadline_at": command.deadline_at.isoformat()})
    else:
        data = {"opens_at": opens_at.isoformat(), "deadline_at": command.deadline_at.isoformat()}
        uow.record(Event("project.announced", "project", project.id, project.public_id, data))
    return project


def check_publication(now: datetime, command: Publish) -> None:
    """Return where the dates can be published; the preview asks before anything is saved.

    :raises Invalid: naming every date that is out of order.
    """
    check_dates(now, command.opens_at, command.questions_until, command.deadline_at)
    if command.deadline_at - (command.opens_at or now) < MIN_WINDOW:
        raise Invalid.one("deadline_at", N_("征集时间至少 1 小时。"))


def cancel_project(uow: UnitOfWork, public_id: str, code: str, reason: str) -> Project:
    """Call a project off before the opening; what was submitted stays sealed for good.

    :raises Invalid: where code or reason is missing.
    """
    project = load_for(uow, public_id, Action.PROJECT_CANCEL)
    end(uow, project, "cancel", code, reason)
    return project


def end(uow: UnitOfWork, project: Project, verb: str, code: str, reason: str) -> None:
    """Fire a step that ends a project, with its code; rights are the caller's.

    :raises Invalid: where code or reason is missing.
    """
    problems = []
    if code not in END_CODES:
        problems.append(Problem("code", N_("请选择原因类别。")))
    if not reason.strip():
        problems.append(Problem("reason", N_("请写明理由，当事人会看到。")))
    if problems:
        raise Invalid(problems)
    step(uow, project, verb, reason, {"code": code})
    project.end_code, project.ended_at = code, uow.now


def operate_project(uow: UnitOfWork, public_id: str, verb: str, reason: str = "", code: str = "") -> Project:
    """Record signing, start, completion or termination of an awarded project.

    :raises Invalid: where a reason or code is missing.
    """
    project = load_for(uow, public_id, Action.PROJECT_OPERATE)
    if PROJECT.move(verb, project.state).action != Action.PROJECT_OPERATE:
        raise WrongState("project", project.state, verb)
    if verb == "terminate":
        end(uow, project, verb, code, reason)
    else:
        step(uow, project, verb, reason)
    if verb == "start_operation":
        occupy_assets(uow, project)
    if verb in ("complete", "terminate"):
        project.ended_at = uow.now
        _move_assets(uow, project, "in_use", "take_back")
    return project


def occupy_assets(uow: UnitOfWork, project: Project) -> None:
    """Hand the project's listed assets over to the partner."""
    _move_assets(uow, project, "listed", "occupy")


def _move_assets(uow: UnitOfWork, project: Project, state: str, verb: str) -> None:
    assets = uow.session.scalars(
        select(Asset)
        .join(ProjectAsset, ProjectAsset.asset_id == Asset.id)
        .where(ProjectAsset.project_id == project.id, Asset.state == state)
        .with_for_update()
    )
    for asset in assets:
        move = ASSET.fire(asset, verb)
        asset.state_changed_at = uow.now
        data = {"from": state, "to": asset.state, "project": project.public_id}
        uow.record(Event(move.event, "asset", asset.id, asset.public_id, data))
