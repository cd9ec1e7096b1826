"""The expert's own entry: what others find, and ties that only street offices read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.access.actions import Action
from marketplace.kernel.errors import EditedMeanwhile, Invalid
from marketplace.kernel.words import N_
from marketplace.partners.experts import LANGUAGES, EditExpert, edit_own_entry
from marketplace.partners.own import OwnEntry, own_entry
from marketplace.web import context
from marketplace.web.forms import MarketForm, one_line, show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.meanwhile import differences
from marketplace.web.places import place, place_choices, places
from marketplace.web.submitting import version_of
from marketplace.workflow.sectors import SECTORS

blueprint = Blueprint("profile", __name__, url_prefix="/profile")
_TEXTS = ("name_zh", "name_en", "title_zh", "title_en", "bio_zh", "bio_en", "availability", "conflicts", "territory")


class EntryForm(MarketForm):
    """An expert's entry."""

    name_zh = StringField(N_("姓名或称呼"), filters=[one_line], description=N_("可以用岗位名，例如“社区规划师”。"))
    title_zh = StringField(N_("擅长"), filters=[one_line], description=N_("一句话，例如“老旧小区改造、摊位规划”。"))
    territory = SelectField(N_("所在区划"), validate_choice=False)
    sectors = SelectMultipleField(
        N_("领域"), choices={sector.key: sector.label for sector in SECTORS.values()}, validate_choice=False,
        description=N_("选 1–6 个。"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    languages = SelectMultipleField(
        N_("语言"), choices=LANGUAGES, validate_choice=False, widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )  # fmt: skip
    bio_zh = TextAreaField(
        N_("介绍"), description=N_("做过什么、能帮社区解决什么。最多 1000 字。"), render_kw={"rows": 6}
    )
    availability = StringField(N_("什么时候有空"), filters=[one_line], description=N_("例如“工作日晚上，每月两次”。"))
    conflicts = TextAreaField(
        N_("利益关系申报"), render_kw={"rows": 4},
        description=N_("任职、持股、亲属所在的单位，一行一个。只有街道办事处能看到，用来安排回避。"),
    )  # fmt: skip
    is_published = BooleanField(N_("公开展示我的资料"))
    name_en = StringField(N_("英文姓名或称呼"), filters=[one_line])
    title_en = StringField(N_("英文的擅长"), filters=[one_line])
    bio_en = TextAreaField(N_("英文介绍"), render_kw={"rows": 4})
    version = HiddenField()

    def command(self) -> EditExpert:
        """Return what was typed."""
        values: dict[str, Any] = {name: self[name].data or "" for name in _TEXTS}
        return EditExpert(
            version_of(self), **values, sectors=tuple(self.sectors.data or ()), languages=tuple(self.languages.data or ()),
            is_published=bool(self.is_published.data),
        )  # fmt: skip


@blueprint.get("", endpoint="detail")
@needs(Action.EXPERT_EDIT)
def detail() -> ResponseReturnValue:
    """Show the entry as others see it, and what they do not."""
    entry = own_entry(context.read_session(), context.actor())
    if entry is None:
        return redirect(url_for("expert.profile.edit"), 303)
    comma = translate(N_("、"))
    tree = places()
    return render_template(
        "pages/expert/profile/detail.html",
        entry=entry,
        place=place(tree, entry.territory_id),
        sectors=comma.join(translate(SECTORS[key].label) for key in entry.sectors if key in SECTORS),
        languages=comma.join(translate(LANGUAGES[key]) for key in entry.languages if key in LANGUAGES),
    )


@blueprint.route("/edit", methods=["GET", "POST"], endpoint="edit")
@needs(Action.EXPERT_EDIT)
def edit() -> ResponseReturnValue:
    """Change the entry, or begin it."""
    entry = own_entry(context.read_session(), context.actor())
    form, changes = _form(entry, sent=True), None
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                edit_own_entry(uow, form.command())
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            present = own_entry(context.read_session(), context.actor())
            changes = differences(_form(present, sent=False), form)
            form.version.data, form.version.raw_data = str(present.version if present else 0), None
        else:
            flash(translate(N_("专家资料已保存。")), "good")
            return redirect(url_for("expert.profile.detail"), 303)
    page = render_template("pages/expert/profile/edit.html", form=form, entry=entry, changes=changes)
    return page, 409 if changes is not None else form.status


def _form(entry: OwnEntry | None, *, sent: bool) -> EntryForm:
    data: dict[str, Any] = {"name_zh": context.actor().name, "languages": ["zh"], "is_published": True}
    if entry is not None:
        data = {name: getattr(entry, name) for name in (*_TEXTS, "is_published", "version")}
        data |= {"sectors": list(entry.sectors), "languages": list(entry.languages)}
    form = EntryForm(data=data) if sent else EntryForm(formdata=None, data=data)
    form.territory.choices = {"": N_("请选择"), **place_choices()}
    for name in ("name_zh", "territory", "sectors", "languages"):
        form[name].flags.required = True
    return form
