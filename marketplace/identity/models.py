"""People, organisations, roles, sign-ins and messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from marketplace.access.actor import Role
from marketplace.db.base import Base, Identified, UtcDateTime, Versioned, one_of, state_check, state_column
from marketplace.kernel.sorting import sort_key
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.vocabulary import ORGANISATION_KINDS


class Organisation(Identified, Versioned, Base):
    """A body that owns, watches or answers: communities, street offices, enterprises and others."""

    __tablename__ = "organisations"
    __table_args__ = (
        one_of("kind", tuple(ORGANISATION_KINDS)),
        one_of("registration_kind", ("uscc", "legacy", "none")),
        state_check(ORGANISATION),
        Index("ix_organisations_list", "state", "kind", "sort_key", "id"),
        Index("ix_organisations_territory_path", "territory_path"),
    )

    kind: Mapped[str] = mapped_column(String(24))
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    #: Unified social credit code, or an older registration number; upper case. One organisation has one account.
    registration_number: Mapped[str | None] = mapped_column(String(24), unique=True)
    registration_kind: Mapped[str] = mapped_column(String(8), default="none")
    #: The number under which an office's own list knows it; kept at import.
    external_id: Mapped[str | None] = mapped_column(String(60), unique=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territories.id"))
    #: Copy of the territory's path, so that lists filter a branch without a join.
    territory_path: Mapped[str] = mapped_column(String(200))
    #: The community that owns a social enterprise.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    address: Mapped[str] = mapped_column(String(200), default="")
    summary_zh: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    founded_on: Mapped[date | None]
    #: Contact data is never public; see ORGANISATION_READ_PRIVATE.
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = state_column(ORGANISATION)
    #: Why it was returned or suspended; shown to its own members.
    state_reason: Mapped[str] = mapped_column(Text, default="")
    state_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sort_key: Mapped[str] = mapped_column(String(160), default="")
    is_example: Mapped[bool] = mapped_column(default=False)

    @validates("name_zh")
    def _sort_by_name(self, _name: str, name: str) -> str:
        self.sort_key = sort_key(name)
        return name


class User(Identified, Versioned, Base):
    """A person who can sign in."""

    __tablename__ = "users"

    #: Lower case; the name under which a person signs in.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(8), default="zh")
    mail_notices: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Made by the demo world; such accounts cannot exist in production.
    is_demo: Mapped[bool] = mapped_column(default=False)


class HeldRoleRow(Base):
    """A role that a person holds, for an organisation and over a territory where the role needs them."""

    __tablename__ = "held_roles"
    __table_args__ = (
        one_of("role", tuple(Role)),
        UniqueConstraint("user_id", "role", "organisation_id", "territory_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territories.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A session as a row: listed to its owner, revoked at once. Only the hash of its token is stored."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(60), default="")


class SignInAttempt(Base):
    """A failed sign-in; counted by name and by address to slow guessing without locking the owner out for long."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_email_hash_at", "email_hash", "at"),
        Index("ix_sign_in_attempts_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PasswordReset(Base):
    """A single-use link to set a new password; only its hash is stored."""

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InboxMessage(Base):
    """Something that a person is told; the text is made at reading time from the event, in the reader's language."""

    __tablename__ = "inbox_messages"
    __table_args__ = (
        UniqueConstraint("user_id", "outbox_id", "kind"),
        Index("ix_inbox_messages_user_id_read", "user_id", "read_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    outbox_id: Mapped[int]
    #: Which template of `reactions.messages` it is.
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Where to go: a path on this site.
    href: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
