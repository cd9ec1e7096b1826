"""Questions about an open project, asked by signed-in people and answered by the community, shown without names."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.access.actions import Action
from marketplace.db.loading import load
from marketplace.db.unit_of_work import UnitOfWork
from marketplace.kernel.errors import Invalid, NotFound, TooLate, TooMany
from marketplace.kernel.events import Event
from marketplace.kernel.words import N_
from marketplace.projects.models import Project, Question
from marketplace.projects.rights import RIGHTS
from marketplace.projects.steps import load_for

MIN_QUESTION, MAX_QUESTION, MAX_ANSWER = 5, 500, 2000
#: Of one person about one project; more is a conversation, not a question.
MAX_OF_ONE_PERSON = 10


def ask(uow: UnitOfWork, project_id: str, text: str) -> Question:
    """Ask; the same text by the same person again is the same question, so that a double click asks once.

    :raises NotFound: where the actor may not read the project.
    :raises TooLate: where the time for questions has passed by the clock.
    :raises WrongState: where the project is not open.
    :raises Invalid: where the text is too short or too long.
    :raises TooMany: where one person has asked very often.
    """
    text = _clean(text)
    project = load(uow.session, Project, project_id, lock=True)
    RIGHTS.require(uow.actor, Action.PROJECT_READ, project, uow.now)
    # Signed-out people learn that they must sign in, whatever the clock says; the rest learn of the clock first.
    if uow.actor.signed_in and project.questions_until is not None:
        late = TooLate("project", project.state, "ask", N_("提问时间已过，不再接收新问题。"))
        if uow.now >= project.questions_until:
            raise late
        uow.must_commit_before(project.questions_until, late)
    project = load_for(uow, project_id, Action.QUESTION_ASK)
    if not MIN_QUESTION <= len(text) <= MAX_QUESTION:
        raise Invalid.one("text", N_("问题请写 %(low)d 到 %(high)d 个字。"), low=MIN_QUESTION, high=MAX_QUESTION)
    mine = select(Question).where(Question.project_id == project.id, Question.asked_by_id == uow.actor.user_id)
    same = uow.session.scalar(mine.where(Question.text == text))
    if same is not None:
        return same
    if (uow.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MAX_OF_ONE_PERSON:
        raise TooMany(N_("你对这个项目已经提了很多问题，请等社区答复后再提。"))
    last = uow.session.scalar(select(func.max(Question.number)).where(Question.project_id == project.id)) or 0
    question = Question(
        project_id=project.id, number=last + 1, asked_by_id=uow.actor.user_id, text=text, created_at=uow.now
    )
    uow.session.add(question)
    uow.session.flush()
    _record(uow, "question.asked", question, project)
    return question


def answer(uow: UnitOfWork, project_id: str, number: int, text: str) -> Question:
    """Answer a question; answering again replaces the answer.

    :raises NotFound: where the actor may not read the project, or there is no such question.
    :raises NotAllowed: where the actor does not work for the community.
    :raises WrongState: where the project is past the deadline and its opening.
    :raises Invalid: where the answer is empty or too long.
    """
    text = _clean(text)
    project = load_for(uow, project_id, Action.QUESTION_ANSWER)
    if not 1 <= len(text) <= MAX_ANSWER:
        raise Invalid.one("text", N_("答复请写 1 到 %(high)d 个字。"), high=MAX_ANSWER)
    question = uow.session.scalar(
        select(Question).where(Question.project_id == project.id, Question.number == number).with_for_update()
    )
    if question is None:
        raise NotFound()
    question.answer, question.answered_at, question.answered_by_id = text, uow.now, uow.actor.user_id
    _record(uow, "question.answered", question, project)
    return question


def _clean(text: str) -> str:
    """Return the text without control characters, with plain line ends and no more than one empty line."""
    lines = ("".join(mark for mark in line if mark.isprintable()).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _record(uow: UnitOfWork, name: str, question: Question, project: Project) -> None:
    data = {"project": project.public_id, "number": question.number}
    uow.record(Event(name, "question", question.id, question.public_id, data))
