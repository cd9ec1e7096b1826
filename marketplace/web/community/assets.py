"""The asset register of a community: what it has, what may be done with it, and the steps of its life."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.assets.queries import AssetRecord, asset_counts, asset_page, asset_record, own_organisations
from marketplace.assets.service import AssetFacts, edit_asset, move_asset, problems_of, register_asset
from marketplace.kernel.errors import EditedMeanwhile, Invalid, WrongState
from marketplace.kernel.machine import Move
from marketplace.kernel.words import N_
from marketplace.projects.desk_lists import projects_on_asset
from marketplace.web import context
from marketplace.web.community.asset_forms import TENURE_NOTES, AssetForm, MoveForm, NewAssetForm, form_of, stored
from marketplace.web.files import PhotoView
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import localised, translate
from marketplace.web.meanwhile import Difference, differences
from marketplace.web.paging import pager
from marketplace.web.submitting import add_problems, version_of
from marketplace.workflow.asset import ASSET
from marketplace.workflow.vocabulary import ASSET_KINDS, TENURES

blueprint = Blueprint("assets", __name__, url_prefix="/assets")

Answer = str | Response | tuple[str, int]


@blueprint.get("", endpoint="list")
@needs(Action.ASSET_CREATE)
def show_list() -> Answer:
    """Show everything the community has registered."""
    session, actor, now = context.read_session(), context.actor(), context.now()
    page = asset_page(session, actor, now, request.args.get("after", ""))
    counts = asset_counts(session, actor, now)
    return render_template(
        "pages/community/assets/list.html",
        rows=page.rows,
        photos={row.id: PhotoView(row.photo, localised(row, "name")) for row in page.rows if row.photo},
        page=pager(page, "community.assets.list"),
        counts=[(state, counts[state.key]) for state in ASSET.states if state.key in counts],
        several=len({row.organisation_zh for row in page.rows}) > 1,
        states={state.key: state for state in ASSET.states},
        kinds=ASSET_KINDS,
        tenures=TENURES,
    )


@blueprint.route("/new", methods=["GET", "POST"], endpoint="new")
@needs(Action.ASSET_CREATE)
def register() -> Answer:
    """Enter an asset in the register."""
    form = NewAssetForm()
    organisations = own_organisations(context.read_session(), context.actor())
    form.organisation.choices = {each.public_id: localised(each, "name") for each in organisations}
    if len(organisations) == 1:
        form.organisation.data = organisations[0].public_id
    if request.method == "POST" and _checked(form, facts := _facts(form, None)):
        try:
            with context.unit_of_work() as uow:
                public_id = register_asset(uow, form.organisation.data, facts).public_id
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(N_("资产已登记。列入可招商后就可以用来发布项目。")), "good")
            return redirect(url_for("community.assets.detail", public_id=public_id), 303)
    return _form_page(form, None), form.status


@blueprint.get("/<public_id>", endpoint="detail")
@needs(Action.ASSET_MANAGE)
def detail(public_id: str) -> Answer:
    """Show one asset with all that is known of it."""
    record = _record(public_id)
    return render_template(
        "pages/community/assets/detail.html",
        record=record,
        state=ASSET.state(record.state),
        kind=ASSET_KINDS[record.kind],
        tenure=TENURES[record.tenure],
        tenure_note=TENURE_NOTES[record.tenure],
        photos=[PhotoView(photo.file.public_id, photo.alt or localised(record, "name")) for photo in record.photos],
        moves=[ASSET.move(verb, record.state) for verb in record.verbs],
        projects=projects_on_asset(context.read_session(), context.actor(), context.now(), record.id),
    )


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"], endpoint="edit")
@needs(Action.ASSET_EDIT)
def edit(public_id: str) -> Answer:
    """Change what is said about an asset."""
    record = _record(public_id)
    if not record.may_edit:
        raise WrongState("asset", record.state, "edit")
    form, conflict = AssetForm(data=stored(record)), None
    if request.method == "GET":
        form.photos.keep([photo.file for photo in record.photos])
    elif _checked(form, facts := _facts(form, version_of(form)), listed=record.state == "listed"):
        try:
            with context.unit_of_work() as uow:
                edit_asset(uow, public_id, facts)
        except Invalid as error:
            show_problems(form, error)
        except EditedMeanwhile:
            conflict = _conflict(public_id, form)
        else:
            flash(translate(N_("已保存。")), "good")
            return redirect(url_for("community.assets.detail", public_id=public_id), 303)
    return _form_page(form, record, conflict), 409 if conflict is not None else form.status


@blueprint.route("/<public_id>/move/<verb>", methods=["GET", "POST"], endpoint="move")
@needs(Action.ASSET_MANAGE)
def move(public_id: str, verb: str) -> Answer:
    """Ask once more, for the reason where there must be one, and take a step of the asset's life."""
    record, form = _record(public_id), MoveForm()
    step = _step(record, verb)
    if request.method == "POST" and form.validate():
        try:
            with context.unit_of_work() as uow:
                move_asset(uow, public_id, verb, form.reason.data or "")
        except Invalid as error:
            show_problems(form, error)
        else:
            target = translate(ASSET.state(step.target).label)
            flash(translate(N_("已更新，现在的状态是“%(state)s”。"), state=target), "good")
            return redirect(url_for("community.assets.detail", public_id=public_id), 303)
    page = render_template("pages/community/assets/move.html", record=record, form=form, move=step)
    return page, form.status


def _record(public_id: str) -> AssetRecord:
    return asset_record(context.read_session(), context.actor(), context.now(), public_id)


def _step(record: AssetRecord, verb: str) -> Move:
    return ASSET.move(verb, record.state)


def _facts(form: AssetForm, version: int | None) -> AssetFacts:
    """Check the form first, so that new photographs are in, and return the command."""
    form.validate()
    alts = {row.public_id: request.form.get(f"alt-{row.public_id}", "").strip() for row in form.photos.data}
    return form.facts(alts, version)


def _checked(form: AssetForm, facts: AssetFacts, *, listed: bool = False) -> bool:
    """Whether neither the form nor the facts have a problem; all of them are at their fields afterwards."""
    add_problems(form, problems_of(facts, listed=listed))
    return not form.errors


def _conflict(public_id: str, form: AssetForm) -> tuple[Difference, ...]:
    """Let the form be saved over the newer version once both were seen."""
    record = _record(public_id)
    found = differences(form_of(record), form)
    form.version.data = str(record.version)
    return found


def _form_page(form: AssetForm, record: AssetRecord | None, conflict: tuple[Difference, ...] | None = None) -> str:
    alts = {photo.file.public_id: photo.alt for photo in record.photos} if record else {}
    alts |= {key.removeprefix("alt-"): text for key, text in request.form.items() if key.startswith("alt-")}
    return render_template(
        "pages/community/assets/form.html",
        form=form,
        record=record,
        alts=alts,
        conflict=conflict,
        tenure_notes=TENURE_NOTES,
        pictures={row.public_id: PhotoView(row.public_id) for row in form.photos.data},
    )
