"""The typed documents of a project: attached and taken off while it is a draft, read afterwards."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid
from marketplace.kernel.words import N_
from marketplace.projects.commands import AddDocument
from marketplace.projects.drafting import add_document, remove_document
from marketplace.web import context
from marketplace.web.community.project_forms import DocumentForm
from marketplace.web.community.project_views import document_view
from marketplace.web.community.projects import Answer, blueprint, desk, page
from marketplace.web.community.sections import editable
from marketplace.web.forms import show_problems
from marketplace.web.gate import needs
from marketplace.web.i18n import translate
from marketplace.workflow.sectors import SECTORS
from marketplace.workflow.vocabulary import DOCUMENT_KINDS


@blueprint.route("/<public_id>/documents", methods=["GET", "POST"])
@needs(Action.PROJECT_CREATE)
def documents(public_id: str) -> Answer:
    """Show the documents, and attach one."""
    project = editable(public_id) if request.method == "POST" else desk(public_id)
    form = DocumentForm()
    if request.method == "POST" and form.validate():
        command = AddDocument(
            form.file.data[0].public_id, form.kind.data or "", form.title.data or "", bool(form.is_internal.data)
        )
        try:
            with context.unit_of_work() as uow:
                add_document(uow, public_id, command)
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(translate(N_("文件已添加。")), "good")
            return _back(public_id)
    there = {row.kind for row in project.documents}
    shown = page(
        "documents", project, form=form,
        rows=[(row.public_id, document_view(row)) for row in project.documents],
        wanted=[translate(DOCUMENT_KINDS[key]) for key in SECTORS[project.sector].document_kinds if key not in there],
    )  # fmt: skip
    return shown, form.status


@blueprint.post("/<public_id>/documents/<document_id>/remove")
@needs(Action.PROJECT_EDIT)
def remove(public_id: str, document_id: str) -> Response:
    """Take a document off a draft; the file stays in the uploader's keeping."""
    editable(public_id)
    with context.unit_of_work() as uow:
        remove_document(uow, public_id, document_id)
    flash(translate(N_("文件已移除。")), "good")
    return _back(public_id)


def _back(public_id: str) -> Response:
    return redirect(url_for("community.projects.documents", public_id=public_id), 303)
