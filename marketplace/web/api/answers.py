"""What the API says about a row: an allow-list of fields for each noun, nothing else, and no personal data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from flask import Response

from marketplace.partners.queries import ExpertRow, OrganisationRow
from marketplace.projects.queries import ProjectRow
from marketplace.projects.reading import ProjectView
from marketplace.proposals.results import OpenedProposal
from marketplace.territory.queries import TerritoryTree


def answer(body: Mapping[str, Any], status: int = 200) -> Response:
    """Return JSON; instants are UTC with a Z."""
    return Response(
        orjson.dumps(body, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS),
        status,
        content_type="application/json",
    )


def words(row: Any, name: str) -> dict[str, str]:
    """Return a text in both languages; the English one may be empty."""
    return {"zh": getattr(row, f"{name}_zh") or "", "en": getattr(row, f"{name}_en") or ""}


def places(tree: TerritoryTree, territory_id: int) -> list[dict[str, Any]]:
    """Return the territories of something, from large to small."""
    return [
        {"slug": node.slug, "level": node.level, "name": words(node, "name")} for node in tree.lineage(territory_id)
    ]


def project(row: ProjectRow, tree: TerritoryTree) -> dict[str, Any]:
    """Return a project of a list."""
    return {
        "id": row.public_id,
        "number": row.number,
        "title": words(row, "title"),
        "summary": words(row, "summary"),
        "sector": row.sector,
        "money_model": row.money_model,
        "state": row.state,
        "territory": places(tree, row.territory_id),
        "organisation": {"id": row.organisation_public_id, "name": words(row, "organisation")},
        "partner": words(row, "partner") if row.partner_zh else None,
        "published_at": row.published_at,
        "opens_at": row.opens_at,
        "questions_until": row.questions_until,
        "deadline_at": row.deadline_at,
        "example": row.is_example,
    }


def project_in_full(view: ProjectView, tree: TerritoryTree, opened: list[OpenedProposal]) -> dict[str, Any]:
    """Return a project with everything that its page shows."""
    return {
        "id": view.public_id,
        "number": view.number,
        "title": words(view, "title"),
        "summary": words(view, "summary"),
        "description_html": words(view, "description"),
        "sector": view.sector,
        "money_model": view.money_model,
        "terms": dict(view.terms),
        "state": view.state,
        "end_code": view.end_code or None,
        "territory": places(tree, view.territory_id),
        "organisation": {"id": view.organisation.public_id, "name": words(view.organisation, "name")},
        "partner": words(view.partner, "name") if view.partner else None,
        "offers": list(view.offers),
        "asks": list(view.asks),
        "eligibility": list(view.eligibility),
        "answers": dict(view.answers),
        "min_proposals": view.min_proposals,
        "dates": {
            name: getattr(view, name)
            for name in (
                "published_at", "opens_at", "questions_until", "deadline_at", "opened_at", "decided_at", "ended_at",
            )
        },
        "assets": [
            {"number": asset.number, "name": words(asset, "name"), "kind": asset.kind, "tenure": asset.tenure,
             "area_m2": None if asset.area_m2 is None else str(asset.area_m2), "address": asset.address}
            for asset in view.assets
        ],
        "criteria": [
            {"key": row.key, "name": words(row, "name"), "weight_bp": row.weight_bp, "minimum": row.minimum}
            for row in view.criteria
        ],
        "documents": [
            {"kind": row.kind, "title": row.title or row.name, "size": row.size, "sha256": row.sha256,
             "path": f"/files/{row.public_id}/{row.name}"}
            for row in view.documents
        ],
        "questions": [
            {"number": row.number, "text": row.text, "asked_at": row.asked_at, "answer": row.answer or None,
             "answered_at": row.answered_at}
            for row in view.questions
        ],
        "proposals": [_opened(row) for row in opened],
        "example": view.is_example,
    }  # fmt: skip


def _opened(row: OpenedProposal) -> dict[str, Any]:
    sealed_at: datetime | None = row.submitted_at
    return {
        "organisation": {"id": row.organisation_public_id, "name": words(row, "name")},
        "commitment": row.commitment,
        "sealed_at": sealed_at,
        "result": row.result or None,
        "reason": row.reason or None,
    }


def organisation(row: OrganisationRow, tree: TerritoryTree) -> dict[str, Any]:
    """Return an organisation of a list."""
    return {
        "id": row.public_id,
        "kind": row.kind,
        "name": words(row, "name"),
        "summary": words(row, "summary"),
        "sectors": list(row.sectors),
        "territory": places(tree, row.territory_id),
        "verified": row.verified,
        "example": row.is_example,
    }


def expert(row: ExpertRow, tree: TerritoryTree) -> dict[str, Any]:
    """Return an expert: the professional profile that the expert agreed to publish, no way to reach the person."""
    return {
        "id": row.public_id,
        "name": words(row, "name"),
        "title": words(row, "title"),
        "sectors": list(row.sectors),
        "territory": places(tree, row.territory_id),
        "example": row.is_example,
    }
