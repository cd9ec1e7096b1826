"""What a project still lacks before it may leave its community, part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.assets.models import Asset
from marketplace.decisions.queries import held_steps
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import Problem
from marketplace.kernel.words import N_
from marketplace.projects.models import Criterion, Project, ProjectAsset
from marketplace.workflow import decisions
from marketplace.workflow.sectors import SECTORS

#: A step of the decision that is missing, and the sentence that says why.
Lack = tuple[str, str, Mapping[str, object]]
UNBALANCED = N_("各项权重之和应为 100%%，现在是 %(total)s%%。")


@dataclass(frozen=True)
class Part:
    """A part of the project's task list; it is done when it has no problems."""

    key: str
    label: str
    problems: tuple[Problem, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.problems


def parts(session: Session, project: Project) -> tuple[Part, ...]:
    """Return all parts in the order in which they are written."""
    return parts_of(session, [project])[project.id]


def parts_of(session: Session, projects: Sequence[Project]) -> dict[int, tuple[Part, ...]]:
    """Return the parts of several projects, by their inner id, in two statements."""
    ids = [project.id for project in projects]
    if not ids:
        return {}
    assets: dict[int, list[tuple[str, str]]] = {each: [] for each in ids}
    for project_id, name, state in session.execute(
        select(ProjectAsset.project_id, Asset.name_zh, Asset.state)
        .join(Asset, ProjectAsset.asset_id == Asset.id)
        .where(ProjectAsset.project_id.in_(ids))
        .order_by(Asset.number)
    ):
        assets[project_id].append((name, state))
    sums = session.execute(
        select(Criterion.project_id, func.sum(Criterion.weight_bp))
        .where(Criterion.project_id.in_(ids))
        .group_by(Criterion.project_id)
    )
    weights: dict[int, int] = {row.project_id: row[1] for row in sums}
    return {each.id: _parts(each, assets[each.id], weights.get(each.id, 0)) for each in projects}


def _parts(project: Project, assets: list[tuple[str, str]], weight: int) -> tuple[Part, ...]:
    return (
        Part("basics", N_("基本信息"), tuple(_basics(project, assets))),
        Part("answers", N_("类型要点"), tuple(_answers(project))),
        Part("lists", N_("提供与需要"), tuple(_lists(project))),
        Part("terms", N_("合作方式"), () if project.terms else (Problem("terms", N_("还没有填写合作方式的条款。")),)),
        Part("criteria", N_("评分项"),
             () if weight == 10_000 else (Problem("criteria", UNBALANCED, {"total": f"{weight / 100:g}"}),)),
        Part("dates", N_("时间安排"),
             () if project.deadline_at else (Problem("deadline_at", N_("还没有填写希望的截止时间。")),)),
    )  # fmt: skip


def missing(session: Session, project: Project) -> list[Problem]:
    """Return everything that is missing, over all parts."""
    return [problem for part in parts(session, project) for problem in part.problems]


def tenures(session: Session, project: Project) -> list[str]:
    """Return the tenures of the project's assets: they decide which decision steps are needed."""
    query = (
        select(Asset.tenure)
        .join(ProjectAsset, ProjectAsset.asset_id == Asset.id)
        .where(ProjectAsset.project_id == project.id)
    )
    return list(session.scalars(query))


def lacking_steps(session: Session, ids: Sequence[int], now: datetime) -> dict[int, tuple[Lack, ...]]:
    """Return what stands between each of these projects and the street office, in two statements."""
    if not ids:
        return {}
    of_assets: dict[int, list[str]] = defaultdict(list)
    for project_id, tenure in session.execute(
        select(ProjectAsset.project_id, Asset.tenure)
        .join(Asset, Asset.id == ProjectAsset.asset_id)
        .where(ProjectAsset.project_id.in_(ids))
    ):
        of_assets[project_id].append(tenure)
    held, today = held_steps(session, "project", ids), local_today(now)
    return {each: tuple(decisions.missing(of_assets[each], held.get(each, {}), today)) for each in ids}


def _basics(project: Project, assets: list[tuple[str, str]]) -> list[Problem]:
    found = []
    if not project.summary_zh:
        found.append(Problem("summary_zh", N_("还没有一句话介绍。")))
    if not project.description_zh:
        found.append(Problem("description_zh", N_("还没有详细介绍。")))
    if not assets:
        found.append(Problem("assets", N_("请至少选择一项可招商的资产。")))
    for name, state in assets:
        if state != "listed":
            found.append(Problem("assets", N_("资产“%(name)s”还没有列入可招商。"), {"name": name}))
    return found


def _answers(project: Project) -> list[Problem]:
    needed = [field for field in SECTORS[project.sector].fields if field.required]
    lacking = [field.key for field in needed if field.key not in project.answers]
    if lacking:
        return [Problem("answers", N_("还有 %(count)s 项必填要点没有填写。"), {"count": len(lacking)})]
    return []


def _lists(project: Project) -> list[Problem]:
    found = []
    if not project.offers:
        found.append(Problem("offers", N_("请写明社区提供什么。")))
    if not project.asks:
        found.append(Problem("asks", N_("请写明希望合作方带来什么。")))
    return found
