"""Registering an organisation, and how far its verification is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.access.actions import Action
from marketplace.access.actor import Role
from marketplace.db.loading import load
from marketplace.identity.models import Organisation
from marketplace.identity.organisations import HOME_LEVELS, RegisterOrganisation
from marketplace.identity.rights import RIGHTS
from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_
from marketplace.partners.queries import sectors_of
from marketplace.partners.registration import register_partner
from marketplace.web import context
from marketplace.web.account.forms import OrganisationForm
from marketplace.web.forms import refuse_wrong
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.places import place, places
from marketplace.web.submitting import add_problems
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import ORGANISATION_KINDS

#: Two full-width blanks before a community, so that it stands under its street.
_INDENT = "　"


@dataclass(frozen=True)
class Registration:
    """An organisation as its own members see its verification."""

    public_id: str
    name_zh: str
    name_en: str
    kind_label: str
    registration_number: str | None
    is_legacy: bool
    territory: str
    sectors: str
    state: str
    state_label: str
    state_tone: str
    reason: str
    registered_at: datetime
    changed_at: datetime | None
    #: The reader acts for it, rather than for the office that looks at it.
    is_own: bool


@needs(Action.ORGANISATION_REGISTER)
def register_organisation() -> ResponseReturnValue:
    """Show the form, or register the organisation."""
    form = OrganisationForm()
    form.territory.choices = _places()
    form.sectors.choices = {sector.key: sector.label for sector in SECTORS.values()}
    if request.method == "POST":
        form.validate()
        try:
            with context.unit_of_work() as uow:
                organisation = register_partner(uow, _command(form), tuple(form.sectors.data or ()))
                refuse_wrong(form)
        except Invalid as error:
            # Both tell everything at once; what the form said already is not said again.
            add_problems(form, error.problems)
        else:
            flash(translate(N_("已收到单位登记，等街道核验。")), "good")
            return redirect(url_for("account.registration", public_id=organisation.public_id), 303)
    elif request.method == "GET":
        form.contact_name.data = context.actor().name
    return render_template("pages/account/register_organisation.html", form=form), form.status


@needs(Action.ORGANISATION_READ_PRIVATE)
def registration(public_id: str) -> str:
    """Show how far the verification of one's organisation is."""
    session = context.read_session()
    organisation = load(session, Organisation, public_id)
    RIGHTS.require(context.actor(), Action.ORGANISATION_READ, organisation, context.now())
    RIGHTS.require(context.actor(), Action.ORGANISATION_READ_PRIVATE, organisation, context.now())
    state = ORGANISATION.state(organisation.state)
    sectors = sectors_of(session, organisation.id)
    shown = Registration(
        public_id=organisation.public_id,
        name_zh=organisation.name_zh,
        name_en=organisation.name_en,
        kind_label=ORGANISATION_KINDS[organisation.kind],
        registration_number=organisation.registration_number,
        is_legacy=organisation.registration_kind == "legacy",
        territory=place(places(), organisation.territory_id),
        sectors=translate(N_("、")).join(translate(SECTORS[key].label) for key in sectors if key in SECTORS),
        state=organisation.state,
        state_label=state.label,
        state_tone=state.tone,
        reason=organisation.state_reason,
        registered_at=organisation.created_at,
        changed_at=organisation.state_changed_at,
        is_own=organisation.id in context.actor().organisation_ids(Role.PARTNER),
    )
    return render_template("pages/account/registration.html", organisation=shown, steps=_steps(shown))


def _command(form: OrganisationForm) -> RegisterOrganisation:
    names = (
        "kind", "name_zh", "name_en", "registration_number", "territory", "address", "contact_name", "contact_phone",
        "contact_email", "summary_zh",
    )  # fmt: skip
    return RegisterOrganisation(**{name: form[name].data or "" for name in names})


def _places() -> dict[str, dict[str, str]]:
    """Return streets and communities in groups named by what lies above them; the empty choice comes first."""
    tree = places()
    groups: dict[str, dict[str, str]] = {translate(N_("请选择")): {"": translate(N_("请选择"))}}
    for node in tree.nodes:
        if node.level not in HOME_LEVELS:
            continue
        lineage = tree.lineage(node.id)
        above = [above for above in lineage if above.level not in HOME_LEVELS]
        group = " / ".join(localised(one, "name") for one in above) or translate(N_("其他"))
        indent = _INDENT if node.level == "community" and any(one.level == "street" for one in lineage) else ""
        groups.setdefault(group, {})[node.slug] = indent + localised(node, "name")
    return groups


def _steps(organisation: Registration) -> list[dict[str, object]]:
    """Return the way to taking part as a timeline."""
    verified, returned = organisation.state == "verified", organisation.state == "returned"
    stopped = organisation.state == "suspended"
    review: dict[str, object] = {
        "label": translate(N_("街道核验")),
        "at": None if organisation.state == "pending" else organisation.changed_at,
        "state": "done" if verified or stopped else "stopped" if returned else "now",
        "note": organisation.reason if returned else translate(N_("街道办事处核对证照和联系人，通常几个工作日。")),
    }
    return [
        {"label": translate(N_("提交登记")), "at": organisation.registered_at, "state": "done", "note": None},
        review,
        {
            "label": translate(N_("已停用") if stopped else N_("公开展示，可以提交方案")),
            "at": None,
            "state": "stopped" if stopped else "now" if verified else "next",
            "note": organisation.reason if stopped else None,
        },
    ]
