"""An organisation's own profile: what it can do, its licences, what it has done, and how its verification stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.access.actions import Action
from marketplace.identity.organisations import HOME_LEVELS
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import EditedMeanwhile, Invalid, NotFound, WrongState
from marketplace.kernel.words import N_
from marketplace.partners import service
from marketplace.partners.own import LicenceFile, OwnProfile, own_organisations, own_profile
from marketplace.partners.queries import PastWorkRow
from marketplace.partners.registration import correct_registration
from marketplace.web import context
from marketplace.web.files import file_view
from marketplace.web.forms import MarketForm, refuse_wrong, show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.meanwhile import differences
from marketplace.web.partner.profile_forms import (
    OTHER,
    PROFILE_TEXTS,
    LicenceForm,
    ProfileForm,
    RegistrationForm,
    WorkForm,
)
from marketplace.web.places import place, place_choices, places
from marketplace.web.submitting import add_problems
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import LICENCES, SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PARTNER_SIZES

blueprint = Blueprint("profile", __name__, url_prefix="/profile")

#: A licence that ends within this time is marked.
SOON = timedelta(days=30)


@needs(Action.PROPOSAL_START)
def detail(public_id: str = "") -> ResponseReturnValue:
    """Show the profile of one of the person's organisations; without an id that of the first."""
    names = own_organisations(context.read_session(), context.actor())
    if not names:
        return redirect(url_for("account.register_organisation"), 303)
    profile = _own(public_id or names[0].public_id)
    tree = places()
    names_of = {node.id: localised(node, "name") for node in tree.nodes}
    comma = translate(N_("、"))
    return render_template(
        "pages/partner/profile/detail.html",
        profile=profile,
        state=ORGANISATION.state(profile.state),
        names=names,
        kind=ORGANISATION_KINDS[profile.kind],
        place=place(tree, profile.territory_id),
        areas=comma.join(names_of[area] for area in profile.area_ids if area in names_of),
        sectors=[translate(SECTORS[key].label) for key in profile.sectors if key in SECTORS],
        size=PARTNER_SIZES.get(profile.size, ""),
        has_web=service.is_web_address(profile.website),
        gaps=_gaps(profile),
        licences=_licence_rows(profile),
    )


def _gaps(profile: OwnProfile) -> list[str]:
    """Return what keeps others from finding the organisation."""
    wanted = (
        (profile.summary_zh, N_("一段话介绍")), (profile.capabilities_zh, N_("能做什么")),
        (profile.sectors, N_("擅长的领域")), (profile.areas, N_("服务区域")), (profile.licences, N_("资质证照")),
        (profile.works, N_("做过的事")),
    )  # fmt: skip
    return [translate(label) for value, label in wanted if not value]


def _licence_rows(profile: OwnProfile) -> list[tuple[LicenceFile, str, Any]]:
    """Return licences with how they stand: over, soon over, or fine."""
    today = local_today(context.now())
    rows = []
    for licence in profile.licences:
        ends = licence.expires_on
        state = "good" if ends is None or ends > today + SOON else "over" if ends < today else "soon"
        rows.append((licence, state, file_view(licence.file) if licence.file else None))
    return rows


@needs(Action.ORGANISATION_EDIT)
def edit(public_id: str) -> ResponseReturnValue:
    """Change what the organisation says of itself."""
    profile = _own(public_id)
    form, changes = _profile_form(profile, sent=True), None
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                service.edit_profile(uow, public_id, form.command())
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            present = _own(public_id)
            changes = differences(_profile_form(present, sent=False), form)
            _take_version(form, present)
        else:
            flash(translate(N_("单位资料已保存。")), "good")
            return redirect(url_for("partner.profile.detail", public_id=public_id), 303)
    page = render_template("pages/partner/profile/edit.html", form=form, profile=profile, changes=changes)
    return page, 409 if changes is not None else form.status


def _profile_form(profile: OwnProfile, *, sent: bool) -> ProfileForm:
    data: dict[str, Any] = {name: getattr(profile, name) for name in PROFILE_TEXTS}
    data |= {"sectors": list(profile.sectors), "areas": list(profile.areas), "version": profile.version}
    form = ProfileForm(data=data) if sent else ProfileForm(formdata=None, data=data)
    form.areas.choices = place_choices()
    for name in ("sectors", "contact_name", "contact_phone"):
        form[name].flags.required = True
    return form


@needs(Action.ORGANISATION_EDIT)
def registration(public_id: str) -> ResponseReturnValue:
    """Correct who the organisation is; one that was returned goes to the street office again."""
    profile = _own(public_id)
    if not profile.is_correctable:
        raise WrongState("organisation", profile.state, "correct", N_("核验后，名称、编号和所在地由街道办理变更。"))
    form, changes = _registration_form(profile, sent=True), None
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                correct_registration(uow, public_id, form.command())
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            present = _own(public_id)
            changes = differences(_registration_form(present, sent=False), form)
            _take_version(form, present)
        else:
            returned = profile.state == "returned"
            flash(translate(N_("已重新提交，等街道核验。") if returned else N_("登记信息已更正。")), "good")
            return redirect(url_for("partner.profile.detail", public_id=public_id), 303)
    page = render_template("pages/partner/profile/registration.html", form=form, profile=profile, changes=changes)
    return page, 409 if changes is not None else form.status


def _registration_form(profile: OwnProfile, *, sent: bool) -> RegistrationForm:
    names = (
        "kind", "name_zh", "registration_number", "territory", "address", "contact_name", "contact_phone", "version",
    )  # fmt: skip
    data = {name: getattr(profile, name) for name in names}
    form = RegistrationForm(data=data) if sent else RegistrationForm(formdata=None, data=data)
    form.territory.choices = {"": N_("请选择"), **place_choices(HOME_LEVELS)}
    for name in ("kind", "name_zh", "territory", "contact_name", "contact_phone"):
        form[name].flags.required = True
    return form


@needs(Action.ORGANISATION_EDIT)
def licences(public_id: str, licence_id: str = "") -> ResponseReturnValue:
    """List licences and add one, or change one."""
    profile = _own(public_id)
    licence = next((row for row in profile.licences if row.public_id == licence_id), None)
    if licence_id and licence is None:
        raise NotFound()
    form = _licence_form(licence)
    if request.method == "POST":
        form.validate()
        try:
            with context.unit_of_work() as uow:
                service.save_licence(uow, public_id, form.command(), licence_id)
                refuse_wrong(form)
        except Invalid as error:
            add_problems(form, form.at_fields(list(error.problems)))
        else:
            flash(translate(N_("资质已保存。")), "good")
            return redirect(url_for("partner.profile.licences", public_id=public_id), 303)
    page = render_template(
        "pages/partner/profile/licences.html", form=form, profile=profile, licence=licence, rows=_licence_rows(profile)
    )
    return page, form.status


def _licence_form(licence: LicenceFile | None) -> LicenceForm:
    form = LicenceForm(data=_licence_data(licence) if licence else None)
    form.licence.flags.required = True
    if request.method == "GET" and licence is not None and licence.file is not None:
        form.file.keep([licence.file])
    return form


def _licence_data(licence: LicenceFile) -> dict[str, Any]:
    key = next((key for key, row in LICENCES.items() if row.label == licence.name), OTHER)
    return {
        "licence": key, "name": licence.name if key == OTHER else "", "number": licence.number,
        "issued_by": licence.issued_by, "expires_on": licence.expires_on,
    }  # fmt: skip


@needs(Action.ORGANISATION_EDIT)
def licence_remove(public_id: str, licence_id: str) -> ResponseReturnValue:
    """Ask once more, or take a licence off the profile."""
    profile = _own(public_id)
    licence = next((row for row in profile.licences if row.public_id == licence_id), None)
    if licence is None:
        raise NotFound()
    back = url_for("partner.profile.licences", public_id=public_id)
    if request.method == "POST":
        with context.unit_of_work() as uow:
            service.remove_licence(uow, public_id, licence_id)
        flash(translate(N_("已移除。")), "good")
        return redirect(back, 303)
    name = translate(licence.name)
    return render_template("pages/partner/profile/remove.html", name=name, back=back, profile=profile)


@needs(Action.ORGANISATION_EDIT)
def past_works(public_id: str, work_id: str = "") -> ResponseReturnValue:
    """List what was done before and add to it, or change an entry."""
    profile = _own(public_id)
    work = next((row for row in profile.works if row.public_id == work_id), None)
    if work_id and work is None:
        raise NotFound()
    form = _work_form(work)
    if request.method == "POST":
        form.validate()
        try:
            with context.unit_of_work() as uow:
                service.save_past_work(uow, public_id, form.command(), work_id)
                refuse_wrong(form)
        except Invalid as error:
            add_problems(form, error.problems)
        else:
            flash(translate(N_("已保存。")), "good")
            return redirect(url_for("partner.profile.past_works", public_id=public_id), 303)
    page = render_template("pages/partner/profile/past_works.html", form=form, profile=profile, work=work)
    return page, form.status


def _work_form(work: PastWorkRow | None) -> WorkForm:
    data = None
    if work is not None:
        data = {name: getattr(work, name) for name in ("title", "place", "summary", "amount_fen")}
        data["year"] = str(work.year)
    form = WorkForm(data=data)
    for name in ("title", "year"):
        form[name].flags.required = True
    return form


@needs(Action.ORGANISATION_EDIT)
def past_work_remove(public_id: str, work_id: str) -> ResponseReturnValue:
    """Ask once more, or take an entry off the profile."""
    profile = _own(public_id)
    work = next((row for row in profile.works if row.public_id == work_id), None)
    if work is None:
        raise NotFound()
    back = url_for("partner.profile.past_works", public_id=public_id)
    if request.method == "POST":
        with context.unit_of_work() as uow:
            service.remove_past_work(uow, public_id, work_id)
        flash(translate(N_("已移除。")), "good")
        return redirect(back, 303)
    return render_template("pages/partner/profile/remove.html", name=work.title, back=back, profile=profile)


def _own(public_id: str) -> OwnProfile:
    return own_profile(context.read_session(), context.actor(), context.now(), public_id)


def _take_version(form: MarketForm, present: OwnProfile) -> None:
    """Let the form be saved over the newer version once both were seen."""
    form["version"].data, form["version"].raw_data = present.version, None


#: endpoint, path, view, methods.
ROUTES: tuple[tuple[str, str, Callable[..., Any], tuple[str, ...]], ...] = (
    ("detail", "", detail, ("GET",)),
    ("detail", "/<public_id>", detail, ("GET",)),
    ("edit", "/<public_id>/edit", edit, ("GET", "POST")),
    ("registration", "/<public_id>/registration", registration, ("GET", "POST")),
    ("licences", "/<public_id>/licences", licences, ("GET", "POST")),
    ("licences", "/<public_id>/licences/<licence_id>", licences, ("GET", "POST")),
    ("licence_remove", "/<public_id>/licences/<licence_id>/remove", licence_remove, ("GET", "POST")),
    ("past_works", "/<public_id>/past-works", past_works, ("GET", "POST")),
    ("past_works", "/<public_id>/past-works/<work_id>", past_works, ("GET", "POST")),
    ("past_work_remove", "/<public_id>/past-works/<work_id>/remove", past_work_remove, ("GET", "POST")),
)

for _endpoint, _path, _view, _methods in ROUTES:
    blueprint.add_url_rule(_path, _endpoint, _view, methods=list(_methods))
