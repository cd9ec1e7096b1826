"""Import every model, so that the metadata is whole."""

from __future__ import annotations

from sqlalchemy import MetaData

import marketplace.assets.models  # noqa: F401
import marketplace.db.audit  # noqa: F401
import marketplace.db.numbers  # noqa: F401
import marketplace.db.outbox  # noqa: F401
import marketplace.db.site_version  # noqa: F401
import marketplace.decisions.models  # noqa: F401
import marketplace.files.models  # noqa: F401
import marketplace.identity.models  # noqa: F401
import marketplace.operation.models  # noqa: F401
import marketplace.partners.models  # noqa: F401
import marketplace.projects.models  # noqa: F401
import marketplace.proposals.models  # noqa: F401
import marketplace.review.models  # noqa: F401
import marketplace.roadshows.models  # noqa: F401
import marketplace.territory.models  # noqa: F401
from marketplace.db.base import Base


def metadata() -> MetaData:
    """Return the metadata of all tables."""
    return Base.metadata
