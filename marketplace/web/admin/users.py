"""People who can sign in: find one, make one, look at one. What is done to an account stands in `user_roles`."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms import EmailField, Form, PasswordField, RadioField, SelectField, StringField

from marketplace.access.actions import Action
from marketplace.access.actor import ORGANISATION_ROLES, ROLE_LABELS, TERRITORY_ROLES, Role
from marketplace.identity.administration import CreateUser, GrantRole, create_user
from marketplace.identity.people import NO_ROLE, PersonView, organisations_named, people, person
from marketplace.kernel.errors import Invalid, Problem
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web.forms import MarketForm, at_most, one_line, optional, refuse_wrong, required, required_choice
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.web.paging import pager
from marketplace.web.places import place_choices
from marketplace.web.street.shared import Answer, plain_id
from marketplace.web.submitting import add_problems

blueprint = Blueprint("users", __name__, url_prefix="/users")

#: Roles that can be given; everybody is visitor and resident anyway.
GIVEN = tuple(role for role in Role if role not in (Role.VISITOR, Role.RESIDENT))
NOT_FOUND = N_("没有找到这个单位。请填写单位全称、登记编号或单位代号。")
SEVERAL = N_("有几家单位叫这个名字，请填写登记编号。")


class UserFilter(Form):
    """What the list is narrowed to."""

    q = StringField(N_("姓名或邮箱"))
    role = SelectField(N_("角色"))


class RoleForm(MarketForm):
    """A role with what it is held for."""

    role = SelectField(N_("角色"), [required_choice()])
    organisation = StringField(
        N_("所属单位"), [optional(), at_most(120)], filters=[one_line],
        description=N_("社区、单位和街道经办人要填：单位全称、登记编号或单位代号。"),
    )  # fmt: skip
    territory = SelectField(
        N_("管辖区划"), [optional()], description=N_("监督员要选；街道经办人不选时按单位所在区划。")
    )

    def offer(self, *, may_be_none: bool = False) -> None:
        """Fill the choices."""
        none = N_("暂不分配角色") if may_be_none else N_("请选择")
        self.role.choices = {"": none, **{role.value: ROLE_LABELS[role] for role in GIVEN}}
        self.territory.choices = {"": N_("不限定"), **place_choices()}

    def wanted(self) -> GrantRole | None:
        """Return the role; None where the organisation is unclear, and the field says why."""
        typed, role = self.organisation.data or "", self.role.data or ""
        organisation = ""
        if typed and role in ORGANISATION_ROLES:
            found = organisations_named(context.read_session(), typed)
            if len(found) != 1:
                add_problems(self, [Problem("organisation", SEVERAL if found else NOT_FOUND)])
                return None
            organisation = found[0][0]
        territory = self.territory.data or "" if role in TERRITORY_ROLES else ""
        return GrantRole(role, organisation, territory)


class NewUserForm(RoleForm):
    """A new account, with its first role."""

    email = EmailField(N_("邮箱"), [required(), at_most(254)], filters=[one_line], description=N_("用它登录。"))
    name = StringField(N_("姓名"), [required(), at_most(80)], filters=[one_line])
    password = PasswordField(
        N_("初始密码"), [required(), at_most(256)], description=N_("当面或电话告诉本人，请本人登录后修改。"),
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    locale = RadioField(
        N_("界面语言"), [required_choice()], default="zh",
        choices={"zh": N_("中文"), "en": N_("英语")},
    )  # fmt: skip
    role = SelectField(N_("角色"), [optional()])


@blueprint.get("", endpoint="list")
@needs(Action.USER_MANAGE)
def show_list() -> str:
    """Show accounts, the newest first."""
    form = UserFilter(request.args)
    given = {role.value: ROLE_LABELS[role] for role in GIVEN}
    form.role.choices = {"": N_("全部"), NO_ROLE: N_("没有角色"), **given}
    words, role = (one_line(form.q.data) or "")[:80], form.role.data or ""
    role = role if role in {*GIVEN, NO_ROLE} else ""
    page = people(context.read_session(), context.actor(), words=words, role=role, after=request.args.get("after", ""))
    return render_template(
        "pages/admin/users/list.html",
        form=form,
        count=bool(words) + bool(role),
        rows=page.rows,
        roles=ROLE_LABELS,
        page=pager(page, "admin.users.list", q=words, role=role),
    )


@blueprint.route("/new", methods=["GET", "POST"], endpoint="new")
@needs(Action.USER_MANAGE)
def new() -> Answer:
    """Make an account that may sign in at once."""
    form = NewUserForm()
    form.offer(may_be_none=True)
    if request.method == "POST":
        form.validate()
        role = form.wanted() if form.role.data else None
        command = CreateUser(
            form.email.data or "", form.name.data or "", form.password.data or "", form.locale.data or "",
            (role,) if role else (),
        )  # fmt: skip
        try:
            with context.unit_of_work() as uow:
                public_id = create_user(uow, command).public_id
                refuse_wrong(form)
        except Invalid as error:
            add_problems(form, error.problems)
        else:
            flash(translate(N_("账号已建立，可以登录了。")), "good")
            return redirect(url_for("admin.users.detail", public_id=public_id), 303)
    return render_template("pages/admin/users/new.html", form=form), form.status


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.USER_MANAGE)
def detail(public_id: str) -> str:
    """Show one account: its roles, its sessions, and what can be done."""
    form = RoleForm()
    form.offer()
    return person_page(one(public_id), form)


def one(public_id: str) -> PersonView:
    """Return one account.

    :raises NotFound: where there is none.
    """
    return person(context.read_session(), context.actor(), context.now(), plain_id(public_id))


def person_page(view: PersonView, form: RoleForm) -> str:
    """Return the page of one account."""
    own = view.row.row_id == context.actor().user_id
    return render_template("pages/admin/users/detail.html", view=view, form=form, roles=ROLE_LABELS, is_me=own)
