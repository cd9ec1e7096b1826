"""The tree of territories: look at it, add a node, rename one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from marketplace.access.actions import Action
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotFound
from marketplace.kernel.words import N_
from marketplace.territory.editing import NAMES, add_territory, edit_territory, fingerprint
from marketplace.territory.importing import TerritoryLine
from marketplace.territory.models import Territory
from marketplace.web import context
from marketplace.web.forms import MarketForm, at_most, one_line, optional, refuse_wrong, required, required_choice
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.meanwhile import differences
from marketplace.web.places import place_choices, places
from marketplace.web.street.shared import Answer
from marketplace.web.submitting import add_problems
from marketplace.workflow.vocabulary import TERRITORY_LEVELS

blueprint = Blueprint("territories", __name__, url_prefix="/territories")


class NamesForm(MarketForm):
    """Names and notes; `seen` stands for what was edited."""

    name_zh = StringField(N_("中文名"), [required(), at_most(80)], filters=[one_line])
    name_en = StringField(N_("英文名"), [optional(), at_most(120)], filters=[one_line])
    note_zh = TextAreaField(N_("中文说明"), [optional(), at_most(400)], render_kw={"rows": 3})
    note_en = TextAreaField(N_("英文说明"), [optional(), at_most(400)], render_kw={"rows": 3})
    seen = HiddenField(validators=[optional()])

    def line(self, slug: str, level: str, parent: str) -> TerritoryLine:
        """Return the command."""
        texts = {name: self[name].data or "" for name in NAMES}
        return TerritoryLine(slug=slug, level=level, parent=parent, **texts)


class NewTerritoryForm(NamesForm):
    """A new node."""

    parent = SelectField(N_("上级"), [optional()])
    level = SelectField(N_("级别"), [required_choice()])
    slug = StringField(
        N_("短名"), [required(), at_most(40)], filters=[one_line],
        description=N_("小写字母、数字和连字符，用在网址里，以后不能改。"),
    )  # fmt: skip

    def offer(self) -> None:
        """Fill the choices."""
        self.level.choices = {"": N_("请选择"), **TERRITORY_LEVELS}
        self.parent.choices = {"": N_("没有上级"), **place_choices()}


@blueprint.get("", endpoint="list")
@needs(Action.TERRITORY_MANAGE)
def show_list() -> str:
    """Show the whole tree."""
    return render_template("pages/admin/territories/list.html", nodes=places().nodes, levels=TERRITORY_LEVELS)


@blueprint.route("/new", methods=["GET", "POST"], endpoint="new")
@needs(Action.TERRITORY_MANAGE)
def new() -> Answer:
    """Add a node."""
    form = NewTerritoryForm()
    form.offer()
    if request.method == "GET":
        form.parent.data = request.args.get("parent", "")
    if request.method == "POST":
        form.validate()
        line = form.line(form.slug.data or "", form.level.data or "", form.parent.data or "")
        try:
            with context.unit_of_work() as uow:
                add_territory(uow, line)
                refuse_wrong(form)
        except Invalid as error:
            add_problems(form, error.problems)
        else:
            flash(translate(N_("区划已增加。")), "good")
            return redirect(url_for("admin.territories.list"), 303)
    return render_template("pages/admin/territories/new.html", form=form), form.status


@blueprint.route("/<slug>/edit", methods=["GET", "POST"], endpoint="edit")
@needs(Action.TERRITORY_MANAGE)
def edit(slug: str) -> Answer:
    """Change names and notes of a node."""
    stored, seen, level = _stored(slug)
    form, conflict = NamesForm(data={**stored, "seen": seen}), None
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                edit_territory(uow, slug, form.line(slug, "", ""), form.seen.data or "")
        except Invalid as error:
            add_problems(form, error.problems)
        except EditedMeanwhile:
            stored, seen, level = _stored(slug)
            conflict = differences(NamesForm(formdata=None, data=stored), form)
            form.seen.data, form.seen.raw_data = seen, None
        else:
            flash(translate(N_("已保存。")), "good")
            return redirect(url_for("admin.territories.list"), 303)
    page = render_template(
        "pages/admin/territories/edit.html", form=form, name=localised(stored, "name"), slug=slug, conflict=conflict,
        level=TERRITORY_LEVELS[level],
    )  # fmt: skip
    return page, 409 if conflict is not None else form.status


def _stored(slug: str) -> tuple[dict[str, str], str, str]:
    row = context.read_session().scalar(select(Territory).where(Territory.slug == slug))
    if row is None:
        raise NotFound()
    return {name: getattr(row, name) for name in NAMES}, fingerprint(row), row.level
