"""Organisations of the street: who waits to be verified, what each says of itself, and the steps of verification."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for

from marketplace.access.actions import Action
from marketplace.identity.registration_numbers import check_again
from marketplace.identity.verification import judge_organisation
from marketplace.kernel.clock import local_today
from marketplace.kernel.errors import EditedMeanwhile, Invalid, WrongState
from marketplace.kernel.words import N_
from marketplace.partners.dossier import Dossier, dossier, organisation_counts, organisations_in
from marketplace.web import context
from marketplace.web.files import file_view
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.paging import pager
from marketplace.web.places import place, places
from marketplace.web.street.forms import OrganisationReasonForm, VersionForm
from marketplace.web.street.shared import Answer, plain_id
from marketplace.web.submitting import version_of
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS, PARTNER_SIZES

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")

TABS = ("pending", "returned", "verified", "suspended")
STATES = {state.key: state for state in ORGANISATION.states}
#: result of the check -> short label, tone, what to do about it
NUMBER_CHECKS = {
    "uscc": (N_("校验正确"), "good", N_("统一社会信用代码，校验码正确")),
    "legacy": (N_("旧编号"), "warn", N_("旧注册号，请对照原证照人工核对")),
    "none": (N_("没有编号"), "warn", N_("没有编号，请核对其他证明")),
    "broken": (N_("校验不通过"), "bad", N_("不是有效的统一社会信用代码，请退回让单位改正")),
}
DONE = {
    "verify": N_("已核验通过，对方会收到通知。"),
    "send_back": N_("已退回，对方会看到理由。"),
    "suspend": N_("已停用。"),
    "reinstate": N_("已恢复。"),
}


@blueprint.get("", endpoint="list")
@needs(Action.ORGANISATION_VERIFY)
def show_list() -> str:
    """Show organisations of the street by state, those who wait longest first."""
    tab = request.args.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    session, actor, now = context.read_session(), context.actor(), context.now()
    counts = organisation_counts(session, actor, now)
    page = organisations_in(session, actor, now, tab, request.args.get("after", ""))
    tree = places()
    return render_template(
        "pages/street/organisations/list.html",
        tab=tab,
        tabs=[
            (key, translate(STATES[key].label), url_for("street.organisations.list", tab=key), counts.get(key, 0))
            for key in TABS
        ],
        rows=[(row, place(tree, row.territory_id)) for row in page.rows],
        kinds=ORGANISATION_KINDS,
        checks=NUMBER_CHECKS,
        page=pager(page, "street.organisations.list", tab=tab),
    )


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.ORGANISATION_VERIFY)
def detail(public_id: str) -> str:
    """Show everything that an organisation says of itself, who resembles it, and what can be done."""
    return render_template("pages/street/organisations/detail.html", **_page(_dossier(public_id)))


@blueprint.route("/<public_id>/move/<verb>", methods=["GET", "POST"], endpoint="move")
@needs(Action.ORGANISATION_VERIFY)
def move(public_id: str, verb: str) -> Answer:
    """Say what follows, ask for the reason where there must be one, and take the step."""
    record = _dossier(public_id)
    if verb not in record.verbs:
        raise WrongState("organisation", record.state, verb)
    step = ORGANISATION.move(verb, record.state)
    form = OrganisationReasonForm() if step.needs_reason else VersionForm()
    changed = False
    if request.method == "POST" and form.validate():
        reason = form["reason"].data or "" if step.needs_reason else ""
        try:
            with context.unit_of_work() as uow:
                judge_organisation(uow, public_id, verb, reason, version_of(form))
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            changed, record = True, _dossier(public_id)
        else:
            flash(translate(DONE[verb]), "good")
            return redirect(url_for("street.organisations.detail", public_id=public_id), 303)
    form.version.data, form.version.raw_data = str(record.version), None
    page = render_template(
        "pages/street/organisations/move.html", form=form, move=step, changed=changed, **_page(record)
    )
    return page, 409 if changed else form.status


def _dossier(public_id: str) -> Dossier:
    return dossier(context.read_session(), context.actor(), context.now(), plain_id(public_id))


def _page(record: Dossier) -> dict[str, object]:
    tree, view = places(), record.view
    comma = translate(N_("、"))
    today = local_today(context.now())
    return {
        "record": record,
        "view": view,
        "name": localised(view.row, "name"),
        "state": STATES[record.state],
        "states": STATES,
        "number_check": NUMBER_CHECKS[check_again(view.registration_number)],
        "kind": translate(ORGANISATION_KINDS[view.row.kind]),
        "territory": place(tree, view.row.territory_id),
        "sectors": comma.join(translate(SECTORS[key].label) for key in view.row.sectors if key in SECTORS),
        "areas": comma.join(localised(tree.by_id[key], "name") for key in view.areas if key in tree.by_id),
        "size": translate(PARTNER_SIZES[view.size]) if view.size in PARTNER_SIZES else "",
        "licences": [(row, row.expires_on is not None and row.expires_on < today) for row in record.licences],
        "scans": [file_view(row.file, "", row.name) for row in record.licences if row.file],
        "moves": [ORGANISATION.move(verb, record.state) for verb in record.verbs],
    }
