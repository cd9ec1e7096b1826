"""Answer what people ask about a project; the answers are public."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, NotFound, WrongState
from marketplace.kernel.words import N_
from marketplace.projects.desk_queries import desk_questions
from marketplace.projects.questions import answer
from marketplace.web import context
from marketplace.web.community.project_forms import AnswerForm
from marketplace.web.community.projects import Answer, blueprint, desk, page
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate


@blueprint.route("/<public_id>/questions", methods=["GET", "POST"])
@needs(Action.PROJECT_CREATE)
def questions(public_id: str) -> Answer:
    """Show all questions, those without an answer first, and answer one."""
    project = desk(public_id)
    rows = desk_questions(context.read_session(), project.id)
    forms = {row.number: AnswerForm(formdata=None, text=row.answer, prefix=f"q{row.number}") for row in rows}
    status = 200
    if request.method == "POST":
        if not project.may_answer:
            raise WrongState("project", project.state, "answer")
        typed = request.form.get("number", "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
        if number not in forms:
            raise NotFound()
        form = forms[number] = AnswerForm(prefix=f"q{number}")
        if form.validate():
            try:
                with context.unit_of_work() as uow:
                    answer(uow, public_id, number, form.text.data or "")
            except Invalid as error:
                show_problems(form, error)
            else:
                flash(translate(N_("答复已公开。")), "good")
                return redirect(url_for("community.projects.questions", public_id=public_id), 303)
        status = form.status
    return page("questions", project, rows=[(row, forms[row.number]) for row in rows]), status
