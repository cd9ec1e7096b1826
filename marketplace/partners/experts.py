"""What an expert says of himself or herself: sectors, languages, when there is time, ties to declare."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.access.actions import Action
from marketplace.access.actor import Role
from marketplace.db.loading import same_version
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import Invalid, NotAllowed, NotSignedIn, Problem
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.partners.models import Expert
from marketplace.partners.rights import EXPERT_RIGHTS
from marketplace.partners.service import FILL_IN, TOO_LONG
from marketplace.territory.models import Territory
from marketplace.workflow.sectors import SECTORS

MOST_SECTORS = 6
LANGUAGES = {"zh": N_("中文"), "en": N_("英语"), "mn": N_("蒙古语")}
_LONGEST = {
    "name_zh": 80, "name_en": 120, "title_zh": 120, "title_en": 200, "bio_zh": 1000, "bio_en": 3000,
    "availability": 200, "conflicts": 2000,
}  # fmt: skip


@dataclass(frozen=True)
class EditExpert:
    """The entry as typed; `territory` is a slug, `version` is 0 where there is no entry yet."""

    version: int
    name_zh: str
    name_en: str
    title_zh: str
    title_en: str
    territory: str
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    bio_zh: str
    bio_en: str
    availability: str
    conflicts: str
    is_published: bool


def edit_own_entry(uow: UnitOfWork, command: EditExpert) -> Expert:
    """Change the acting person's own entry, or begin it.

    :raises NotAllowed: for people who are no experts.
    :raises EditedMeanwhile: where another version was saved first.
    :raises Invalid: with every problem at once.
    """
    if uow.actor.user_id is None:
        raise NotSignedIn()
    expert = uow.session.scalar(select(Expert).where(Expert.user_id == uow.actor.user_id).with_for_update())
    if expert is None:
        if Role.EXPERT not in uow.actor.roles:
            raise NotAllowed()
        expert = Expert(user_id=uow.actor.user_id, created_at=uow.now, version=1)
    else:
        EXPERT_RIGHTS.require(uow.actor, Action.EXPERT_EDIT, expert, uow.now)
        same_version(expert.version, command.version)
    problems = entry_problems(command)
    territory = uow.session.scalar(select(Territory).where(Territory.slug == command.territory))
    if territory is None:
        problems.append(Problem("territory", N_("请选择所在的区划。")))
    if problems or territory is None:
        raise Invalid(problems)
    for name in _LONGEST:
        setattr(expert, name, getattr(command, name).strip())
    expert.territory_id, expert.is_published = territory.id, command.is_published
    expert.sectors = list(dict.fromkeys(command.sectors))
    expert.languages = list(dict.fromkeys(command.languages))
    uow.session.add(expert)
    uow.session.flush()
    data = {"is_published": expert.is_published}
    uow.record(Event("expert.edited", "expert", expert.id, expert.public_id, data))
    return expert


def entry_problems(command: EditExpert) -> list[Problem]:
    """Return what is wrong with an entry, without looking anything up."""
    problems = [] if command.name_zh.strip() else [Problem("name_zh", FILL_IN)]
    for name, most in _LONGEST.items():
        count = len(getattr(command, name).strip())
        if count > most:
            problems.append(Problem(name, TOO_LONG, {"maximum": most, "count": count}))
    if not command.sectors or set(command.sectors) - set(SECTORS):
        problems.append(Problem("sectors", N_("请至少选择一个领域，社区按领域找专家。")))
    elif len(set(command.sectors)) > MOST_SECTORS:
        problems.append(Problem("sectors", N_("最多选 %(max)s 个领域，选最擅长的。"), {"max": MOST_SECTORS}))
    if not command.languages or set(command.languages) - set(LANGUAGES):
        problems.append(Problem("languages", N_("请至少选择一种语言。")))
    return problems
