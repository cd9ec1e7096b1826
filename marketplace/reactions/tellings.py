"""Which event is told to whom, as which message, leading where: a table to read, with no code.

Proposals: an event of a single proposal is told to its applicant only. Results come from the project's event, so that
all applicants learn them at the same instant.
"""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC_PAGE = "/projects/<id>"
OWNERS_PAGE = "/community/projects/<id>"
STREETS_PAGE = "/street/projects/<id>"
OPENING_PAGE = "/street/openings/<id>"
PROPOSAL_PAGE = "/partner/proposals/<id>"
VERIFY_PAGE = "/street/organisations/<id>"
OWN_ORGANISATION_PAGE = "/partner/profile"


@dataclass(frozen=True)
class Telling:
    """One audience and its message.

    `audience`: owner, street, supervisors, partner, applicant, members. Who acted knows already, unless `tells_actor`.
    `<id>` in `href` is the public id: of the proposal for applicants, else of the project or organisation.
    """

    audience: str
    kind: str
    href: str
    tells_actor: bool = False


PROJECT: dict[str, tuple[Telling, ...]] = {
    "project.sent_to_street": (Telling("street", "project_sent_to_street", STREETS_PAGE),),
    "project.returned": (Telling("owner", "project_returned", OWNERS_PAGE),),
    "project.approved": (Telling("owner", "project_approved", OWNERS_PAGE),),
    "project.announced": (Telling("owner", "project_announced", OWNERS_PAGE),),
    "project.published": (Telling("owner", "project_published", PUBLIC_PAGE),),
    "project.closed": (
        Telling("street", "project_closed_street", OPENING_PAGE),
        Telling("owner", "project_closed_owner", PUBLIC_PAGE),
    ),
    "project.opened": (
        Telling("owner", "project_opened_owner", PUBLIC_PAGE),
        Telling("supervisors", "project_opened_owner", PUBLIC_PAGE),
    ),
    "project.shortlisted": (
        Telling("owner", "project_shortlisted_owner", PUBLIC_PAGE),
        Telling("supervisors", "project_shortlisted_owner", PUBLIC_PAGE),
    ),
    "project.roadshow": (Telling("owner", "project_roadshow_owner", PUBLIC_PAGE),),
    "project.proposed": (
        Telling("owner", "project_proposed_owner", PUBLIC_PAGE),
        Telling("supervisors", "project_proposed_owner", PUBLIC_PAGE),
    ),
    "project.awarded": (Telling("owner", "project_awarded_owner", OWNERS_PAGE),),
    "project.contracted": (
        Telling("partner", "project_contracted", PUBLIC_PAGE),
        Telling("street", "project_contracted", PUBLIC_PAGE),
    ),
    "project.operating": (
        Telling("partner", "project_operating", PUBLIC_PAGE),
        Telling("street", "project_operating", PUBLIC_PAGE),
    ),
    "project.completed": (
        Telling("partner", "project_completed", PUBLIC_PAGE),
        Telling("street", "project_completed", PUBLIC_PAGE),
    ),
    "project.terminated": (
        Telling("partner", "project_terminated", PUBLIC_PAGE),
        Telling("owner", "project_terminated", PUBLIC_PAGE),
        Telling("street", "project_terminated", PUBLIC_PAGE),
        Telling("supervisors", "project_terminated", PUBLIC_PAGE),
    ),
    "project.unsuccessful": (Telling("owner", "project_unsuccessful_owner", PUBLIC_PAGE),),
    "project.cancelled": (
        Telling("owner", "project_cancelled_owner", OWNERS_PAGE),
        Telling("street", "project_cancelled_owner", STREETS_PAGE),
    ),
    "project.recorded": (Telling("owner", "project_recorded", OWNERS_PAGE),),
}

_UNSEALED = (
    "opened", "in_review", "fixing", "shortlisted", "not_shortlisted", "candidate", "reserve", "awarded", "not_awarded",
    "disqualified",
)  # fmt: skip
_IN = ("shortlisted", "candidate", "reserve", "awarded", "not_awarded")

#: Event to the applicant's message, by the state of his proposal; a state that is absent is not told.
APPLICANTS: dict[str, dict[str, str]] = {
    "project.closed": {
        "submitted": "applicant_closed",
        "draft": "applicant_unsent",
        "unconfirmed": "applicant_unsent",
        **dict.fromkeys(_UNSEALED, "applicant_closed"),
    },
    "project.opened": dict.fromkeys(_UNSEALED, "applicant_opened"),
    "project.evaluating": dict.fromkeys(_UNSEALED, "applicant_evaluating"),
    "project.shortlisted": {
        **dict.fromkeys(_IN, "applicant_shortlisted"),
        "not_shortlisted": "applicant_not_shortlisted",
    },
    "project.roadshow": dict.fromkeys(_IN, "applicant_roadshow"),
    "project.proposed": {
        "candidate": "applicant_candidate",
        "awarded": "applicant_candidate",
        "reserve": "applicant_reserve",
        "shortlisted": "applicant_others_proposed",
        "not_awarded": "applicant_others_proposed",
    },
    "project.awarded": {
        "awarded": "applicant_awarded",
        "not_awarded": "applicant_not_awarded",
        "shortlisted": "applicant_not_awarded",
        "reserve": "applicant_not_awarded",
        "candidate": "applicant_not_awarded",
    },
    "project.unsuccessful": {
        "submitted": "applicant_unsuccessful",
        "unconfirmed": "applicant_unsuccessful",
        **dict.fromkeys(_UNSEALED, "applicant_unsuccessful"),
    },
    "project.cancelled": {
        "draft": "applicant_cancelled",
        "submitted": "applicant_cancelled",
        "unconfirmed": "applicant_cancelled",
        "withdrawn": "applicant_cancelled",
    },
}
#: These say why this proposal is in or out; the others give the project's reason.
WITH_OWN_REASON = frozenset({
    "applicant_shortlisted", "applicant_not_shortlisted", "applicant_candidate", "applicant_reserve",
    "applicant_awarded", "applicant_not_awarded",
})  # fmt: skip

#: Of these only the audience `applicant` is ever told before the opening; `inbox` holds to that whatever stands here.
PROPOSAL: dict[str, tuple[Telling, ...]] = {
    "proposal.submitted": (Telling("applicant", "proposal_submitted", PROPOSAL_PAGE, tells_actor=True),),
    "proposal.withdrawn": (Telling("applicant", "proposal_withdrawn", PROPOSAL_PAGE, tells_actor=True),),
    "proposal.unconfirmed": (Telling("applicant", "proposal_unconfirmed", PROPOSAL_PAGE),),
    "proposal.fixing": (Telling("applicant", "proposal_fixing", PROPOSAL_PAGE),),
    "proposal.fixed": (Telling("street", "proposal_fixed", OPENING_PAGE),),
    "proposal.disqualified": (Telling("applicant", "proposal_disqualified", PROPOSAL_PAGE),),
}

ORGANISATION: dict[str, tuple[Telling, ...]] = {
    "organisation.registered": (Telling("street", "organisation_registered", VERIFY_PAGE),),
    "organisation.resubmitted": (Telling("street", "organisation_resubmitted", VERIFY_PAGE),),
    "organisation.verified": (Telling("members", "organisation_verified", OWN_ORGANISATION_PAGE),),
    "organisation.returned": (Telling("members", "organisation_returned", OWN_ORGANISATION_PAGE),),
    "organisation.suspended": (Telling("members", "organisation_suspended", OWN_ORGANISATION_PAGE),),
    "organisation.reinstated": (Telling("members", "organisation_reinstated", OWN_ORGANISATION_PAGE),),
}

#: Steps that nobody needs to be told of; a test holds that every event of the machines is either told or listed here.
TOLD_TO_NOBODY = frozenset({
    "project.deciding", "project.redrafted", "proposal.opened", "proposal.in_review",
    "proposal.shortlisted", "proposal.not_shortlisted", "proposal.candidate", "proposal.reserve", "proposal.awarded",
    "proposal.not_awarded", "asset.listed", "asset.suspended", "asset.resumed", "asset.occupied", "asset.returned",
    "asset.retired",
})  # fmt: skip
