"""Write a project: each part is saved by itself, so that nothing typed waits for the rest to be right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm.attributes import flag_modified

from marketplace.access.actions import Action
from marketplace.access.actor import Role
from marketplace.assets.models import Asset
from marketplace.db.loading import load, same_version
from marketplace.db.numbers import next_number
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.files.models import StoredFile
from marketplace.identity.models import Organisation
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Problem, WrongState
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.commands import (
    AddDocument,
    CreateProject,
    CriterionLine,
    EditAnswers,
    EditBasics,
    EditCriteria,
    EditDates,
    EditLists,
    EditTerms,
)
from marketplace.projects.completeness import UNBALANCED
from marketplace.projects.markdown import render
from marketplace.projects.models import Criterion, Project, ProjectAsset, ProjectDocument
from marketplace.projects.steps import load_for
from marketplace.workflow.money_models import MONEY_MODELS, parse_terms, terms_to_data
from marketplace.workflow.sectors import SECTORS, validate_answers
from marketplace.workflow.vocabulary import DOCUMENT_KINDS, OWNER_KINDS

MAX_TITLE, MAX_SUMMARY, MAX_DESCRIPTION, MAX_LINE, MAX_LINES = 40, 120, 8000, 160, 20


def create_project(uow: UnitOfWork, command: CreateProject) -> Project:
    """Start a draft with the template's criteria, offers and asks filled in.

    :raises NotAllowed: where the actor does not work for the organisation.
    :raises Invalid: naming every field that is wrong.
    """
    organisation = load(uow.session, Organisation, command.organisation)
    if not uow.actor.is_system and organisation.id not in uow.actor.organisation_ids(Role.COMMUNITY):
        raise NotAllowed()
    problems = _title_problems(command.title_zh, command.title_en)
    template = SECTORS.get(command.sector)
    if template is None:
        problems.append(Problem("sector", N_("请选择项目类型。")))
    # Offers that a street office published before the site are entered by the system.
    if organisation.kind not in OWNER_KINDS and not uow.actor.is_system:
        problems.append(Problem("organisation", N_("只有社区居委会和社区社会企业可以发布项目。")))
    if template is None or problems:
        raise Invalid(problems)
    earlier = _earlier_attempt(uow, command.attempt_of, organisation.id)
    project = Project(
        number=next_number(uow, "XM"),
        organisation_id=organisation.id,
        territory_id=organisation.territory_id,
        territory_path=organisation.territory_path,
        sector=template.key,
        money_model=template.money_models[0],
        title_zh=command.title_zh.strip(),
        title_en=command.title_en.strip(),
        offers=list(template.offers),
        asks=list(template.asks),
        eligibility=[],
        attempt_of_id=earlier.id if earlier else None,
        created_at=uow.now,
    )
    uow.session.add(project)
    uow.session.flush()
    if earlier is not None and earlier.sector == project.sector:
        _take_over(uow, project, earlier)
    else:
        uow.session.add_all(
            Criterion(
                project_id=project.id, key=line.key, label_zh=line.label, weight_bp=line.weight_bp,
                minimum=line.minimum, position=place,
            )
            for place, line in enumerate(template.criteria)
        )  # fmt: skip
    _set_assets(uow, project, command.assets)
    uow.record(Event("project.created", "project", project.id, project.public_id, {"sector": project.sector}))
    return project


def edit_basics(uow: UnitOfWork, public_id: str, command: EditBasics) -> Project:
    """Change titles, summary, description and assets.

    :raises EditedMeanwhile: where somebody saved another version first.
    """
    project = _draft(uow, public_id, command.version)
    problems = _title_problems(command.title_zh, command.title_en)
    for name in ("summary_zh", "summary_en"):
        if len(getattr(command, name)) > MAX_SUMMARY * (1 if name.endswith("zh") else 3):
            problems.append(Problem(name, N_("一句话介绍太长了。")))
    for name in ("description_zh", "description_en"):
        if len(getattr(command, name)) > MAX_DESCRIPTION * (1 if name.endswith("zh") else 3):
            problems.append(Problem(name, N_("详细介绍太长了，最多 %(max)s 个字。"), {"max": MAX_DESCRIPTION}))
    if problems:
        raise Invalid(problems)
    for name in ("title_zh", "title_en", "summary_zh", "summary_en", "description_zh", "description_en"):
        setattr(project, name, getattr(command, name).strip())
    project.description_zh_html = render(project.description_zh)
    project.description_en_html = render(project.description_en)
    _set_assets(uow, project, command.assets)
    return _edited(uow, project, "basics")


def edit_lists(uow: UnitOfWork, public_id: str, command: EditLists) -> Project:
    """Change what is offered, asked and who may answer."""
    project = _draft(uow, public_id, command.version)
    problems = []
    for name in ("offers", "asks", "eligibility"):
        lines = getattr(command, name)
        if len(lines) > MAX_LINES or any(len(line) > MAX_LINE for line in lines):
            params = {"lines": MAX_LINES, "characters": MAX_LINE}
            problems.append(Problem(name, N_("最多 %(lines)s 行，每行不超过 %(characters)s 个字。"), params))
    if not 1 <= command.min_proposals <= 9:
        problems.append(Problem("min_proposals", N_("最少方案数应在 1 到 9 之间。")))
    if problems:
        raise Invalid(problems)
    project.offers, project.asks = list(command.offers), list(command.asks)
    project.eligibility, project.min_proposals = list(command.eligibility), command.min_proposals
    return _edited(uow, project, "lists")


def edit_answers(uow: UnitOfWork, public_id: str, command: EditAnswers) -> Project:
    """Answer the sector template's fields.

    :raises Invalid: naming every answer that is wrong.
    """
    project = _draft(uow, public_id, command.version)
    answers, problems = validate_answers(SECTORS[project.sector], command.answers)
    if problems:
        raise Invalid(problems)
    project.answers = answers
    return _edited(uow, project, "answers")


def edit_terms(uow: UnitOfWork, public_id: str, command: EditTerms) -> Project:
    """Choose the money model and set its terms.

    :raises Invalid: naming every term that is wrong.
    """
    project = _draft(uow, public_id, command.version)
    if command.money_model not in MONEY_MODELS:
        raise Invalid.one("money_model", N_("请选择合作方式。"))
    terms, problems = parse_terms(command.money_model, "ask", command.terms)
    if problems or terms is None:
        raise Invalid(problems)
    project.money_model, project.terms = command.money_model, terms_to_data(terms)
    return _edited(uow, project, "terms")


def edit_criteria(uow: UnitOfWork, public_id: str, command: EditCriteria) -> Project:
    """Set the criteria; their weights must sum to exactly 100 %.

    :raises Invalid: naming every line that is wrong.
    """
    project = _draft(uow, public_id, command.version)
    problems = criteria_problems(command.criteria)
    if problems:
        raise Invalid(problems)
    uow.session.execute(delete(Criterion).where(Criterion.project_id == project.id))
    uow.session.add_all(
        Criterion(
            project_id=project.id, key=line.key, label_zh=line.label_zh.strip(), label_en=line.label_en.strip(),
            weight_bp=line.weight_bp, minimum=line.minimum, position=place,
        )
        for place, line in enumerate(command.criteria)
    )  # fmt: skip
    return _edited(uow, project, "criteria")


def edit_dates(uow: UnitOfWork, public_id: str, command: EditDates) -> Project:
    """Set the wished dates."""
    project = _draft(uow, public_id, command.version)
    check_dates(uow.now, None, command.questions_until, command.deadline_at)
    project.questions_until, project.deadline_at = command.questions_until, command.deadline_at
    return _edited(uow, project, "dates")


def check_dates(
    now: datetime, opens_at: datetime | None, questions_until: datetime | None, deadline_at: datetime | None
) -> None:
    """Return where the dates can follow one another.

    :raises Invalid: naming every date that is out of order.
    """
    problems = []
    begin = opens_at or now
    if opens_at is not None and opens_at < now:
        problems.append(Problem("opens_at", N_("开放时间不能早于现在。")))
    if deadline_at is not None and deadline_at <= begin:
        problems.append(Problem("deadline_at", N_("截止时间要晚于开放时间。")))
    if questions_until is not None and questions_until <= begin:
        problems.append(Problem("questions_until", N_("提问截止要晚于开放时间。")))
    if questions_until is not None and deadline_at is not None and questions_until > deadline_at:
        problems.append(Problem("questions_until", N_("提问截止不能晚于方案截止。")))
    if problems:
        raise Invalid(problems)


def add_document(uow: UnitOfWork, public_id: str, command: AddDocument) -> ProjectDocument:
    """Attach a typed document.

    :raises Invalid: where the kind is unknown or the file is not there.
    """
    project = load_for(uow, public_id, Action.PROJECT_EDIT)
    file = uow.session.scalar(select(StoredFile).where(StoredFile.public_id == command.file))
    problems = []
    if file is None or (not uow.actor.is_system and file.uploaded_by_id != uow.actor.user_id):
        problems.append(Problem("file", N_("请选择要上传的文件。")))
    if command.kind not in DOCUMENT_KINDS:
        problems.append(Problem("kind", N_("请选择文件类型。")))
    if not command.title.strip() or len(command.title) > 120:
        problems.append(Problem("title", N_("请填写文件标题，不超过 120 个字。")))
    if problems or file is None:
        raise Invalid(problems)
    place = uow.session.scalar(select(func.count()).where(ProjectDocument.project_id == project.id)) or 0
    document = ProjectDocument(
        project_id=project.id, file_id=file.id, kind=command.kind, title=command.title.strip(),
        is_internal=command.is_internal, position=place, created_at=uow.now,
    )  # fmt: skip
    uow.session.add(document)
    uow.session.flush()
    data = {"document": document.public_id, "kind": command.kind, "sha256": file.sha256}
    uow.record(Event("project.document_added", "project", project.id, project.public_id, data))
    return document


def remove_document(uow: UnitOfWork, public_id: str, document_id: str) -> None:
    """Take a document off a draft.

    :raises NotFound: where the project has no such document.
    """
    project = load_for(uow, public_id, Action.PROJECT_EDIT)
    document = load(uow.session, ProjectDocument, document_id)
    if document.project_id != project.id:
        raise NotFound()
    uow.session.delete(document)
    data = {"document": document_id}
    uow.record(Event("project.document_removed", "project", project.id, project.public_id, data))


def _draft(uow: UnitOfWork, public_id: str, version: int) -> Project:
    project = load_for(uow, public_id, Action.PROJECT_EDIT)
    same_version(project.version, version)
    return project


def _edited(uow: UnitOfWork, project: Project, part: str) -> Project:
    # What changed may lie in rows beside the project; the version counts it all the same.
    flag_modified(project, "title_zh")
    uow.record(Event("project.edited", "project", project.id, project.public_id, {"part": part}))
    return project


def _title_problems(title_zh: str, title_en: str) -> list[Problem]:
    problems = []
    if not title_zh.strip():
        problems.append(Problem("title_zh", N_("请填写项目名称。")))
    elif len(title_zh.strip()) > MAX_TITLE:
        problems.append(Problem("title_zh", N_("项目名称不超过 %(max)s 个字。"), {"max": MAX_TITLE}))
    if len(title_en.strip()) > 160:
        problems.append(Problem("title_en", N_("英文名称不超过 160 个字符。")))
    return problems


def _earlier_attempt(uow: UnitOfWork, public_id: str, organisation_id: int) -> Project | None:
    if not public_id:
        return None
    earlier = load(uow.session, Project, public_id)
    if earlier.organisation_id != organisation_id:
        raise NotFound()
    if earlier.state != "unsuccessful":
        raise WrongState("project", earlier.state, "repeat", N_("只有未成交的项目可以再次发起。"))
    return earlier


#: What a new attempt starts with; dates, documents and decisions are its own.
_TAKEN_OVER = (
    "summary_zh", "summary_en", "description_zh", "description_en", "description_zh_html", "description_en_html",
    "offers", "asks", "eligibility", "answers", "money_model", "terms", "min_proposals",
)  # fmt: skip


def _take_over(uow: UnitOfWork, project: Project, earlier: Project) -> None:
    for name in _TAKEN_OVER:
        value = getattr(earlier, name)
        setattr(project, name, type(value)(value) if isinstance(value, (list, dict)) else value)
    lines = uow.session.scalars(
        select(Criterion).where(Criterion.project_id == earlier.id).order_by(Criterion.position)
    )
    uow.session.add_all(
        Criterion(
            project_id=project.id, key=line.key, label_zh=line.label_zh, label_en=line.label_en,
            weight_bp=line.weight_bp, minimum=line.minimum, position=line.position,
        )
        for line in lines.all()
    )  # fmt: skip


def _set_assets(uow: UnitOfWork, project: Project, assets: tuple[str, ...]) -> None:
    rows = uow.session.scalars(
        select(Asset).where(Asset.public_id.in_(assets), Asset.organisation_id == project.organisation_id)
    ).all()
    if len(rows) != len(set(assets)):
        raise Invalid.one("assets", N_("有资产不在本单位的登记簿里。"))
    uow.session.execute(delete(ProjectAsset).where(ProjectAsset.project_id == project.id))
    uow.session.add_all(ProjectAsset(project_id=project.id, asset_id=row.id) for row in rows)


def criteria_problems(lines: tuple[CriterionLine, ...]) -> list[Problem]:
    """Return everything that is wrong with a set of criteria; a line's problems are at `label-0`, `weight-0` …"""
    problems = []
    if not 1 <= len(lines) <= 12 or len({line.key for line in lines}) != len(lines):
        problems.append(Problem("criteria", N_("请设置 1 到 12 项评分项。")))
    for place, line in enumerate(lines):
        if not line.label_zh.strip():
            problems.append(Problem(f"label-{place}", N_("请填写评分项名称。")))
        if not 0 < line.weight_bp <= 10_000:
            problems.append(Problem(f"weight-{place}", N_("权重应大于 0，不超过 100%。")))
        if not 0 <= line.minimum <= 100:
            problems.append(Problem(f"minimum-{place}", N_("最低分应在 0 到 100 之间。")))
    total = sum(line.weight_bp for line in lines)
    if total != 10_000:
        shown = f"{total / 100:g}"
        problems.append(Problem("criteria", UNBALANCED, {"total": shown}))
    return problems
