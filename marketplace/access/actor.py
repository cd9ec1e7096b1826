"""Who is acting: a frozen picture of a person's roles and where they hold; it reads nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.kernel.words import N_


class Role(StrEnum):
    """What a person may come as; everybody is a visitor."""

    VISITOR = "visitor"
    RESIDENT = "resident"
    COMMUNITY = "community"
    PARTNER = "partner"
    EXPERT = "expert"
    STREET = "street"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


ROLE_LABELS = {
    Role.VISITOR: N_("访客"),
    Role.RESIDENT: N_("居民"),
    Role.COMMUNITY: N_("社区经办人"),
    Role.PARTNER: N_("单位经办人"),
    Role.EXPERT: N_("专家"),
    Role.STREET: N_("街道经办人"),
    Role.SUPERVISOR: N_("监督员"),
    Role.OPERATOR: N_("平台管理员"),
}

#: Roles that are held for an organisation, and roles that are held over a territory.
ORGANISATION_ROLES = frozenset({Role.COMMUNITY, Role.PARTNER, Role.STREET})
TERRITORY_ROLES = frozenset({Role.STREET, Role.SUPERVISOR})


@dataclass(frozen=True)
class HeldRole:
    """One role, for one organisation and over one territory where it needs them.

    `territory_path` is the path of the territory (see `territory.models.Territory.path`); the role holds for it and below.
    """

    role: Role
    organisation_id: int | None = None
    territory_path: str | None = None


@dataclass(frozen=True)
class Actor:
    """The person (or nobody, or the system) that acts."""

    user_id: int | None = None
    public_id: str = ""
    name: str = ""
    held: tuple[HeldRole, ...] = field(default=())
    is_system: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether this is a known person."""
        return self.user_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        """All roles; everybody is a visitor, everybody who signed in a resident."""
        own = {held.role for held in self.held} | {Role.VISITOR}
        if self.signed_in:
            own.add(Role.RESIDENT)
        return frozenset(own)

    def organisation_ids(self, role: Role) -> frozenset[int]:
        """Return the organisations for which this role is held."""
        return frozenset(
            held.organisation_id for held in self.held if held.role == role and held.organisation_id is not None
        )

    def territory_paths(self, role: Role) -> tuple[str, ...]:
        """Return the paths of the territories over which this role is held."""
        return tuple(sorted({held.territory_path for held in self.held if held.role == role and held.territory_path}))


VISITOR = Actor()
#: The clock and the worker.
SYSTEM = Actor(name=N_("系统"), is_system=True)
