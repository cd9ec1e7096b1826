"""Browsers for each role of the small world, and the words that must not be seen before an opening."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.access.actor import Actor
from marketplace.db.loading import load
from marketplace.identity.models import Organisation
from marketplace.proposals.models import Proposal, ProposalReceipt
from tests.factories.people import client_of
from tests.factories.world import World


def people_of(world: World) -> dict[str, Actor | None]:
    """Return one person for each role, a visitor among them."""
    return {
        "visitor": None, "resident": world.resident, "clerk": world.clerk, "partner": world.partner_actors[0],
        "officer": world.officer, "rival": world.rival_officer, "supervisor": world.supervisor,
        "operator": world.operator,
    }  # fmt: skip


def statuses(app: Flask, world: World, path: str, method: str = "GET") -> dict[str, int]:
    """Return what each person gets from an address; a visitor's way to the sign-in page counts as 401."""
    found = {}
    for name, actor in people_of(world).items():
        client = client_of(app, actor)
        found[name] = _status(client, path, method)
    return found


def _status(client: FlaskClient, path: str, method: str) -> int:
    answer = client.open(path, method=method)
    to_sign_in = answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
    return 401 if to_sign_in else answer.status_code


def secrets_of(world: World, proposal: str) -> list[str]:
    """Return what nobody may read of a sealed proposal: its words, its ids, its commitment, its applicant's name."""
    with world.database.read() as session:
        row = load(session, Proposal, proposal)
        receipts = session.scalars(select(ProposalReceipt).where(ProposalReceipt.proposal_id == row.id)).all()
        applicant = session.get_one(Organisation, row.organisation_id).name_zh
    told = [part for receipt in receipts for part in (receipt.public_id, receipt.commitment, receipt.commitment[:12])]
    return ["机密", row.public_id, applicant, *told]
