"""Register an organisation together with what it works in; who it is stays `identity`'s business."""

from __future__ import annotations

from marketplace.db.unit_of_work import UnitOfWork
from marketplace.identity.models import Organisation
from marketplace.identity.organisations import RegisterOrganisation, register_organisation
from marketplace.kernel.errors import Invalid, Problem
from marketplace.kernel.words import N_
from marketplace.partners.models import OrganisationSector, PartnerProfile
from marketplace.workflow.sectors import SECTORS

MOST_SECTORS = 6


def register_partner(uow: UnitOfWork, command: RegisterOrganisation, sectors: tuple[str, ...]) -> Organisation:
    """Make a pending organisation with an empty capability profile and its sectors.

    :raises NotSignedIn: where nobody acts.
    :raises Invalid: with every problem at once, those of the sectors included.
    """
    chosen = tuple(dict.fromkeys(sectors))
    problems: list[Problem] = []
    if not chosen or any(sector not in SECTORS for sector in chosen):
        problems.append(Problem("sectors", N_("请至少选择一个领域，街道和社区按领域找合作单位。")))
    if len(chosen) > MOST_SECTORS:
        problems.append(Problem("sectors", N_("最多选 %(max)s 个领域，选最擅长的。"), {"max": MOST_SECTORS}))
    try:
        organisation = register_organisation(uow, command)
    except Invalid as error:
        raise Invalid([*error.problems, *problems]) from error
    if problems:
        raise Invalid(problems)
    uow.session.add(PartnerProfile(organisation_id=organisation.id))
    uow.session.add_all(OrganisationSector(organisation_id=organisation.id, sector=sector) for sector in chosen)
    return organisation
