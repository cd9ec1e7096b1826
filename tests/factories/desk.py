"""Pages and forms as somebody without scripts meets them: read a page, change some fields, press a button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from marketplace.access.actor import Actor, HeldRole, Role
from marketplace.identity.models import HeldRoleRow, Organisation
from marketplace.projects import service
from tests.factories.world import World, sent_project

Values = dict[str, list[str]]


class Form(HTMLParser):
    """The fields of the form of a page that holds `has`, with what a browser would send."""

    def __init__(self, html: str, has: str = "csrf_token") -> None:
        """Read a page."""
        super().__init__()
        self.forms: list[Values] = []
        self._select = self._area = ""
        self.feed(html)
        self.values = next((form for form in self.forms if has in form), {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what is filled, ticked or chosen."""
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                self.forms[-1].setdefault(name, [])
            else:
                self.forms[-1].setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self._select = name
            self.forms[-1].setdefault(name, [])
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][self._select].append(given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = [""]

    def handle_data(self, data: str) -> None:
        """Collect what stands in a text area; the first line end is the page's own."""
        if self._area:
            self.forms[-1][self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a list or an area."""
        if tag == "select":
            self._select = ""
        if tag == "textarea" and self._area:
            held = self.forms[-1][self._area]
            held[0] = held[0].removeprefix("\r\n").removeprefix("\n")
            self._area = ""


class Sheet:
    """A browser of one person."""

    def __init__(self, client: FlaskClient) -> None:
        """Take the browser."""
        self.client = client

    def get(self, path: str, status: int = 200) -> str:
        """Return a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (answer.status_code, answer.get_data(as_text=True)[-3000:])
        return str(answer.get_data(as_text=True))

    def send(
        self, path: str, changes: Mapping[str, Any], *, page: str | None = None, has: str = "csrf_token",
        status: int = 303, drop: Sequence[str] = (),
    ) -> TestResponse:  # fmt: skip
        """Fill the form of a page as it stands, change some fields and send it."""
        values: dict[str, Any] = dict(Form(page if page is not None else self.get(path), has).values)
        values.update({name: value if isinstance(value, (list, tuple)) else [value] for name, value in changes.items()})
        values = {name: value for name, value in values.items() if name not in drop}
        answer = self.client.post(path, data=values)
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.status_code, text[-3000:])
        return answer

    def statements(self, path: str) -> int:
        """Count the statements of one page."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        engine = self.client.application.extensions["market"].database.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            self.get(path)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)


def neighbour_of(world: World) -> Actor:
    """Make the resident the clerk of another community in the same territory."""
    with world.uow() as uow:
        home = uow.session.scalars(select(Organisation).where(Organisation.public_id == world.community)).one()
        other = Organisation(
            kind="community", name_zh="邻近社区居委会", territory_id=home.territory_id,
            territory_path=home.territory_path, state="verified", created_at=uow.now,
        )  # fmt: skip
        uow.session.add(other)
        uow.session.flush()
        uow.session.add(
            HeldRoleRow(
                user_id=world.resident.user_id, role=Role.COMMUNITY, organisation_id=other.id, granted_at=uow.now
            )
        )
        held = (HeldRole(Role.COMMUNITY, other.id, home.territory_path),)
    return Actor(world.resident.user_id, world.resident.public_id, world.resident.name, held)


def returned_project(world: World, reason: str, **over: Any) -> str:
    """Take a project through its decision to the street office, and back with a reason."""
    public_id = sent_project(world, **over)
    with world.uow(world.officer) as uow:
        service.review_project(uow, public_id, "return", reason)
    return public_id
