"""Serve files to those who may read what uses them: pictures in sizes drawn here, everything else as a download.

Nothing is served inline as it came in. A file that nothing uses is its uploader's alone; an unknown file and one that
the reader may not see answer alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.access.actions import Action
from marketplace.access.actor import VISITOR, Actor
from marketplace.assets.models import Asset, AssetPhoto
from marketplace.assets.rights import RIGHTS as ASSETS
from marketplace.decisions.models import DecisionStep
from marketplace.files.checks import label_of
from marketplace.files.images import MEDIA_TYPE, SIZES
from marketplace.files.models import IMAGE
from marketplace.files.names import ascii_name
from marketplace.files.queries import FileRow, file_by_public_id
from marketplace.files.service import size_of_picture
from marketplace.identity.models import Organisation
from marketplace.identity.rights import RIGHTS as ORGANISATIONS
from marketplace.kernel.errors import NotFound
from marketplace.partners.models import Licence
from marketplace.projects.models import Project, ProjectAsset, ProjectDocument
from marketplace.projects.rights import RIGHTS as PROJECTS
from marketplace.proposals.models import Proposal, ProposalAttachment
from marketplace.proposals.rights import RIGHTS as PROPOSALS
from marketplace.web import context
from marketplace.web.gate import public
from marketplace.web.i18n import translate

blueprint = Blueprint("files", __name__, url_prefix="/files")

CSP = "default-src 'none'; sandbox"
_PICTURES = {f"{name}.jpg" for name in (*SIZES, "full")}
#: What everybody may see may be kept by everybody: a picture's address never changes its content.
_FOR_ALL = "public, max-age=86400, immutable"
_PICTURE_FOR_ONE = "private, max-age=300"
_DOCUMENT_FOR_ALL = "public, no-cache"
_DOCUMENT_FOR_ONE = "no-store"
#: Rows that use a file, their column of the file, and when an actor may read it for their sake.
_Use = tuple[Select[int], InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ColumnElement[bool]]


@dataclass(frozen=True)
class PhotoView:
    """A photograph as the macro `photo` wants it."""

    public_id: str
    alt: str = ""
    width: int | None = None
    height: int | None = None

    def url(self, size: str = "card") -> str:
        """Return the address of one of its sizes: thumb, card, page or full."""
        return url_for("files.get", public_id=self.public_id, name=f"{size}.jpg")


@dataclass(frozen=True)
class FileView:
    """A file as the macro `document_list` wants it; `size` in bytes."""

    name: str
    kind_label: str
    size: int
    sha256: str
    href: str


def file_view(row: FileRow, kind_label: str = "", title: str = "") -> FileView:
    """Return a file to list, under its title if it has one; `kind_label` is a message id, else the file's own kind."""
    href = url_for("files.get", public_id=row.public_id, name=row.name)
    return FileView(title or row.name, translate(kind_label or label_of(row.name)), row.size, row.sha256, href)


@blueprint.get("/<public_id>/<name>")
@public
def get(public_id: str, name: str) -> Response:
    """Answer with a picture in one of its sizes, or with the file as a download.

    :raises NotFound: where there is no such file for this reader.
    :raises FileDamaged: where its bytes are missing or changed.
    """
    session = context.read_session()
    row = file_by_public_id(session, public_id)
    actor, now = context.actor(), context.now()
    if row is None or not readable(session, row, actor, now):
        raise NotFound()
    for_all = not actor.signed_in or readable(session, row, VISITOR, now)
    if row.kind == IMAGE and name in _PICTURES:
        return _picture(row, name, for_all)
    if name != row.name:
        raise NotFound()
    return _download(row, for_all)


def readable(session: Session, row: FileRow, actor: Actor, now: datetime) -> bool:
    """Whether the actor may read what uses the file, or sent in a file that nothing uses."""
    uses = _uses(actor, now)
    found = session.execute(
        select(
            or_(*(use.where(condition, column == row.id).exists() for use, column, condition in uses)),
            or_(*(use.where(column == row.id).exists() for use, column, _ in uses)),
        )
    ).one()
    may_read, is_used = bool(found[0]), bool(found[1])
    return may_read or (not is_used and actor.signed_in and row.uploaded_by_id == actor.user_id)


def _uses(actor: Actor, now: datetime) -> list[_Use]:
    """Return all that can use a file."""
    project, inside = PROJECTS.visible(actor, now), PROJECTS.visible(actor, now, Action.PROJECT_READ_INTERNAL)
    offered = select(ProjectAsset.asset_id).join(Project, Project.id == ProjectAsset.project_id).where(project)
    return [
        (
            select(AssetPhoto.id).join(Asset, Asset.id == AssetPhoto.asset_id),
            AssetPhoto.file_id,
            or_(ASSETS.visible(actor, now), Asset.id.in_(offered)),
        ),
        (
            select(ProjectDocument.id).join(Project, Project.id == ProjectDocument.project_id),
            ProjectDocument.file_id,
            and_(project, or_(ProjectDocument.is_internal.is_(False), inside)),
        ),
        (
            select(DecisionStep.id).join(
                Project, and_(DecisionStep.subject_kind == "project", DecisionStep.subject_id == Project.id)
            ),
            DecisionStep.file_id,
            inside,
        ),
        (
            select(ProposalAttachment.id).join(Proposal, Proposal.id == ProposalAttachment.proposal_id),
            ProposalAttachment.file_id,
            PROPOSALS.visible(actor, now, Action.PROPOSAL_READ_CONTENT),
        ),
        (
            select(Licence.id).join(Organisation, Organisation.id == Licence.organisation_id),
            Licence.file_id,
            ORGANISATIONS.visible(actor, now, Action.ORGANISATION_READ_PRIVATE),
        ),
    ]


def _picture(row: FileRow, name: str, for_all: bool) -> Response:
    etag = f"{row.sha256}-{name.removesuffix('.jpg')}"
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        content = size_of_picture(context.market().store, row.sha256, name)
        response = Response(content, mimetype=MEDIA_TYPE)
    return _harmless(response, etag, _FOR_ALL if for_all else _PICTURE_FOR_ONE)


def _download(row: FileRow, for_all: bool) -> Response:
    if for_all and request.if_none_match.contains_weak(row.sha256):
        return _harmless(Response(status=304), row.sha256, _DOCUMENT_FOR_ALL)
    content = context.market().store.stream(row.sha256)
    response = Response(content, mimetype=row.media_type, direct_passthrough=True)
    response.content_length = row.size
    plain = ascii_name(row.name, row.public_id)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(row.name, safe='')}"
    )
    _harmless(response, row.sha256, _DOCUMENT_FOR_ALL if for_all else _DOCUMENT_FOR_ONE)
    response.make_conditional(request, accept_ranges=True, complete_length=row.size)
    return response


def disposition(name: str, stand_in: str) -> str:
    """Return the header that makes a download of it, under its own name in any script.

    Source: RFC 6266; names are clean already, so neither form can break out of its place.
    """
    return f"attachment; filename=\"{ascii_name(name, stand_in)}\"; filename*=UTF-8''{quote(name, safe='')}"


def _harmless(response: Response, etag: str, cache: str) -> Response:
    """Say that nothing in it may run, and who may keep it."""
    response.set_etag(etag)
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
