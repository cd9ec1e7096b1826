"""Every right that the site knows, as `noun:verb`."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """A right; the matrix says who holds it."""

    SITE_READ = "site:read"

    ACCOUNT_REGISTER = "account:register"
    ACCOUNT_MANAGE = "account:manage"
    TODO_READ = "todo:read"

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_REGISTER = "organisation:register"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_READ_PRIVATE = "organisation:read_private"
    ORGANISATION_VERIFY = "organisation:verify"

    EXPERT_READ = "expert:read"
    EXPERT_EDIT = "expert:edit"

    ASSET_READ = "asset:read"
    ASSET_CREATE = "asset:create"
    ASSET_EDIT = "asset:edit"
    ASSET_MANAGE = "asset:manage"

    PROJECT_READ = "project:read"
    PROJECT_READ_INTERNAL = "project:read_internal"
    PROJECT_CREATE = "project:create"
    PROJECT_EDIT = "project:edit"
    PROJECT_SUBMIT = "project:submit"
    PROJECT_REVIEW = "project:review"
    PROJECT_PUBLISH = "project:publish"
    PROJECT_CANCEL = "project:cancel"
    PROJECT_OPEN_PROPOSALS = "project:open_proposals"
    PROJECT_SHORTLIST = "project:shortlist"
    PROJECT_DECIDE = "project:decide"
    PROJECT_OPERATE = "project:operate"
    PROJECT_SUPERVISE = "project:supervise"

    QUESTION_ASK = "question:ask"
    QUESTION_ANSWER = "question:answer"

    PROPOSAL_START = "proposal:start"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_READ_CONTENT = "proposal:read_content"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_SUBMIT = "proposal:submit"
    PROPOSAL_WITHDRAW = "proposal:withdraw"
    PROPOSAL_FIX = "proposal:fix"

    USER_MANAGE = "user:manage"
    TERRITORY_MANAGE = "territory:manage"
    AUDIT_READ = "audit:read"
    JOB_MANAGE = "job:manage"
