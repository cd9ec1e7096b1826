"""File fields that never ask for the same file twice: what came in stays, even where the rest of the form is wrong.

A new file is checked and stored as soon as the form is validated, in a unit of work of its own. What is kept travels
with the page as signed tokens that only the person who was shown the page can send back. No rights over a noun here:
the page's service decides what the files become.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import html_params

from marketplace.files.checks import Accept, Upload, extensions
from marketplace.files.models import IMAGE
from marketplace.files.names import clean_name
from marketplace.files.queries import FileRow, files_by_public_id, row_of
from marketplace.files.service import prepare, register, require_room
from marketplace.kernel.errors import Invalid, NotSignedIn, TooMany
from marketplace.kernel.words import N_
from marketplace.web import context
from marketplace.web.i18n import translate

#: A page may lie open for a week before its kept files have to be chosen again.
TOKEN_SECONDS = 7 * 24 * 3600
_SALT = "kept file"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)


def token_for(public_id: str) -> str:
    """Return what the present person may send back to keep this file."""
    return str(_signer().dumps([public_id, context.actor().user_id]))


def public_id_of(token: str) -> str | None:
    """Return the file of a token; None where it is altered, too old, or was given to somebody else."""
    try:
        public_id, user_id = _signer().loads(token[:500], max_age=TOKEN_SECONDS)
    except (BadData, ValueError, TypeError):
        return None
    return str(public_id) if user_id is not None and user_id == context.actor().user_id else None


class KeptFile:
    """A kept file as the template lists it."""

    def __init__(self, row: FileRow) -> None:
        """Wrap a row."""
        self.row = row
        self.name, self.size, self.public_id = row.name, row.size, row.public_id

    @property
    def token(self) -> str:
        """What the hidden input sends back."""
        return token_for(self.public_id)


class UploadWidget:
    """The file input alone; `components/file_upload.html` draws the kept files around it."""

    input_type = "file"

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        """Return the input."""
        attributes.setdefault("id", field.id)
        if field.errors:
            attributes.setdefault("aria-invalid", "true")
        params = html_params(
            type="file", name=field.name, accept=",".join(field.extensions), multiple=field.max_files > 1, **attributes
        )
        return Markup(f"<input {params}>")  # noqa: S704  html_params escapes


class UploadField(Field):
    """One or several files. `data` is the list of `FileRow` that belong to the form now: kept ones, then new ones."""

    widget = UploadWidget()

    def __init__(
        self,
        label: str,
        validators: Sequence[Any] = (),
        *,
        accept: Accept = Accept.DOCUMENT,
        max_files: int = 1,
        required: bool = False,
        **options: Any,
    ) -> None:
        """Take what the field accepts and how many."""
        super().__init__(label, list(validators), **options)
        self.accept, self.max_files = accept, max_files
        self.extensions = extensions(accept)
        self.flags.required = required
        self._new: list[FileStorage] = []
        self._tokens: list[str] = []
        self.data: list[FileRow] = []

    @property
    def kept(self) -> list[KeptFile]:
        """What the server holds already, for the template."""
        return [KeptFile(row) for row in self.data]

    @property
    def file_id(self) -> int | None:
        """Inner id of the first file, or None."""
        return self.data[0].id if self.data else None

    def keep(self, rows: Sequence[FileRow]) -> None:
        """Show files that belong to the record already; for the GET of an edit page. The caller has checked rights."""
        self.data = list(rows)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Note what was sent; nothing is stored before `validate`."""
        self.process_errors = []
        self.data = [row for row in data if isinstance(row, FileRow)] if isinstance(data, (list, tuple)) else []
        if formdata is None:
            return
        self._new = [
            sent
            for sent in formdata.getlist(self.name)
            if isinstance(sent, FileStorage) and (sent.filename or "").strip()
        ]
        removed = set(formdata.getlist(f"{self.name}-remove"))
        self._tokens = [token for token in formdata.getlist(f"{self.name}-kept") if token not in removed]
        self.data = []

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check and store what is new, and collect every problem.

        :raises NotSignedIn: where nobody acts.
        :raises Unavailable: where there is no room in the store.
        """
        self.errors = []
        if (self._new or self._tokens) and not context.actor().signed_in:
            raise NotSignedIn()
        problems = self._take_back()
        for sent in self._new:
            problems += self._take_in(sent)
        self._new, self._tokens = [], []
        if not self.data and not problems and self.flags.required:
            problems.append(translate(N_("请上传文件。")))
        self.errors = problems
        return not problems and bool(super().validate(form, extra_validators))

    def pre_validate(self, form: Any) -> None:
        """Do nothing: `validate` has done it."""

    def _take_back(self) -> list[str]:
        """Put the kept files into `data`; return the problems."""
        if not self._tokens:
            return []
        asked = [public_id_of(token) for token in self._tokens[:100]]
        found = files_by_public_id(context.read_session(), {each for each in asked if each})
        rows = [found[each] for each in dict.fromkeys(asked) if each in found]
        self.data = [row for row in rows if self.accept is Accept.DOCUMENT or row.kind == IMAGE][: self.max_files]
        if len(self.data) < len(set(self._tokens)):
            return [translate(N_("之前上传的文件已失效，请重新选择。"))]
        return []

    def _take_in(self, sent: FileStorage) -> list[str]:
        """Check and store one new file; return the problems, each with the file's name."""
        name = clean_name(sent.filename or "")
        if len(self.data) >= self.max_files:
            # One place, one new file: it takes the place of the one before.
            if self.max_files > 1:
                return [translate(N_("最多 %(most)s 个文件，“%(name)s”没有保存。"), most=self.max_files, name=name)]
            self.data = []
        installation = context.market()
        try:
            require_room(context.read_session(), context.actor(), context.now())
            upload = Upload(sent.filename or "", cast(BinaryIO, sent.stream))
            prepared = prepare(installation.store, upload, self.accept, installation.settings.upload_limit_bytes)
            with context.unit_of_work() as uow:
                self.data.append(row_of(register(uow, prepared)))
        except TooMany as error:
            return [translate(error.message)]
        except Invalid as error:
            said = [translate(problem.message, **problem.params) for problem in error.problems]
            return [translate(N_("“%(name)s”：%(problem)s"), name=name, problem=each) for each in said]
        return []
