"""Import every model, so that the metadata is whole."""

from __future__ import annotations

from sqlalchemy import MetaData

import marketplace.assets.models
import marketplace.db.audit
import marketplace.db.numbers
import marketplace.db.outbox
import marketplace.db.site_version
import marketplace.decisions.models
import marketplace.files.models
import marketplace.identity.models
import marketplace.operation.models
import marketplace.partners.models
import marketplace.projects.models
import marketplace.proposals.models
import marketplace.review.models
import marketplace.roadshows.models
import marketplace.territory.models  # noqa: F401
from marketplace.db.base import Base


def metadata() -> MetaData:
    """Return the metadata of all tables."""
    return Base.metadata
