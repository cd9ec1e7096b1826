"""四议两公开 on the desk: the steps in order, the rule of each in plain words, and the form to record one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import flash, redirect, request, url_for
from wtforms import HiddenField, TextAreaField

from marketplace.access.actions import Action
from marketplace.decisions.queries import DecisionFile
from marketplace.files.checks import Accept
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.words import N_
from marketplace.projects.desk_queries import DeskProject
from marketplace.projects.service import record_decision
from marketplace.web import context
from marketplace.web.community.projects import Answer, blueprint, desk, page
from marketplace.web.fields import LocalDayField, WholeField, filled
from marketplace.web.files import FileView, file_view
from marketplace.web.forms import MarketForm, at_most
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.submitting import add_problems
from marketplace.web.uploads import UploadField
from marketplace.workflow.decisions import OWNERS, StepNumbers, problems_of, required_steps
from marketplace.workflow.vocabulary import DECISION_STEPS

RULES = {
    "party_proposal": N_("党组织开会提出要办的事。到会过半，到会的人过半赞成，就算通过。"),
    "two_committees": N_("社区“两委”一起商议方案。到会过半，到会的人过半赞成。"),
    "party_members": N_("党员大会审议。到会过半，到会的人过半赞成。"),
    "residents": N_("居民会议或居民代表会议表决。到会过半，到会的人过半赞成。"),
    "owners_vote": N_(
        "小区共有的场地还要业主共同决定：参与的人数和面积都达到三分之二，其中同意的人数和面积都达到四分之三。"
    ),
    "decision_published": N_("把决议贴出来、发到群里，公开满 7 天。只要填公开的日期。"),
}


class DecisionForm(MarketForm):
    """What one meeting or vote counted."""

    step = HiddenField()
    held_on = LocalDayField(N_("日期"), [filled()])
    called = WholeField(N_("应到人数"))
    present = WholeField(N_("实到人数"))
    votes_for = WholeField(N_("赞成"))
    votes_against = WholeField(N_("反对"))
    abstained = WholeField(N_("弃权"))
    area_total_m2 = WholeField(N_("专有部分总面积"))
    area_present_m2 = WholeField(N_("参与表决的面积"))
    area_for_m2 = WholeField(N_("同意的面积"))
    summary = TextAreaField(N_("结论"), [at_most(1000)], description=N_("一两句话，会和结果一起公开。不写居民姓名。"))
    file = UploadField(N_("会议记录"), accept=Accept.DOCUMENT, max_files=1,
                       description=N_("签字扫描件或照片。只有本社区和街道看得到。"))  # fmt: skip

    def numbers(self, step: str) -> StepNumbers:
        """Return what was counted, as far as it can be read."""
        if step == "decision_published":
            return StepNumbers(step, self.held_on.data)
        numbers = StepNumbers(
            step, self.held_on.data, self.called.data or 0, self.present.data or 0, self.votes_for.data or 0,
            self.votes_against.data or 0, self.abstained.data or 0,
        )  # fmt: skip
        if step != OWNERS:
            return numbers
        return replace(
            numbers, area_total_m2=self.area_total_m2.data, area_present_m2=self.area_present_m2.data,
            area_for_m2=self.area_for_m2.data,
        )  # fmt: skip


@dataclass(frozen=True)
class StepView:
    """A decision step as the page shows it."""

    key: str
    number: int
    label: str
    rule: str
    held: DecisionFile | None
    problems: tuple[str, ...]
    file: FileView | None

    @property
    def done(self) -> bool:
        """Whether nothing of it stands in the way."""
        return self.held is not None and not self.problems


@blueprint.route("/<public_id>/decisions", methods=["GET", "POST"])
@needs(Action.PROJECT_CREATE)
def decisions(public_id: str) -> Answer:
    """Show the decision steps, and record one."""
    project = desk(public_id)
    recording = project.state == "deciding" and project.may_submit
    if request.method == "POST" and not recording:
        raise WrongState("project", project.state, "record_decision", N_("只有民主决策中的项目可以登记会议。"))
    steps = step_views(project)
    asked = request.values.get("step", "")
    chosen = asked if asked in {step.key for step in steps} else _first_gap(steps)
    form = DecisionForm()
    form.step.data = chosen
    if request.method == "POST" and _checked(form, chosen):
        try:
            with context.unit_of_work() as uow:
                file = form.file.data[0].public_id if form.file.data else ""
                row = record_decision(uow, public_id, form.numbers(chosen), form.summary.data or "", file)
                carried = row.passed
        except Invalid as error:
            add_problems(form, error.problems)
        else:
            _tell(chosen, carried)
            return redirect(url_for("community.projects.decisions", public_id=public_id), 303)
    shown = page(
        "decisions", project, form=form, steps=steps, chosen=chosen if recording else "", recording=recording,
        chosen_label=translate(DECISION_STEPS[chosen]) if chosen else "", rules=RULES, owners=OWNERS,
    )  # fmt: skip
    return shown, form.status


def step_views(project: DeskProject) -> list[StepView]:
    """Return the steps that the assets' tenure asks for, in order, with what is wrong with each."""
    held = {row.step: row for row in project.decisions}
    views = []
    for number, key in enumerate(required_steps(project.tenures), start=1):
        row = held.get(key)
        problems = tuple(
            translate(message, **params) for step, message, params in project.lacking_steps if step == key and row
        )
        file = file_view(row.file) if row and row.file else None
        views.append(StepView(key, number, translate(DECISION_STEPS[key]), translate(RULES[key]), row, problems, file))
    return views


def _first_gap(steps: list[StepView]) -> str:
    return next((step.key for step in steps if step.held is None or not step.held.passed), "")


def _checked(form: DecisionForm, step: str) -> bool:
    """Gather what the form and the rules find, at once."""
    form.validate()
    if form.held_on.data is not None:
        add_problems(form, problems_of(form.numbers(step), local_today(context.now())))
    if not (form.summary.data or "").strip():
        form.summary.errors = [*form.summary.errors, translate(N_("请用一两句话写明会议结论。"))]
    return not form.errors


def _tell(step: str, carried: bool) -> None:
    label = translate(DECISION_STEPS[step])
    if carried:
        flash(translate(N_("已登记：%(step)s，通过。"), step=label), "good")
    else:
        flash(translate(N_("已登记：%(step)s，没有通过。可以重新召开后再登记。"), step=label), "warn")
