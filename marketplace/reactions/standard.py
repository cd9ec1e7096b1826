"""Load every reaction, so that the registry is whole. Nothing else belongs here."""

from __future__ import annotations

import marketplace.reactions.account_mail
import marketplace.reactions.inbox
import marketplace.reactions.indexing
import marketplace.reactions.letters  # noqa: F401
from marketplace.reactions.registry import MARKET

__all__ = ["MARKET"]
