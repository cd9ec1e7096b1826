"""All life cycles in one place, for the help page, the generated docs, the API and the tests."""

from __future__ import annotations

from marketplace.kernel.machine import Machine
from marketplace.workflow.asset import ASSET
from marketplace.workflow.organisation import ORGANISATION
from marketplace.workflow.project import PROJECT
from marketplace.workflow.proposal import PROPOSAL

MACHINES: dict[str, Machine] = {machine.noun: machine for machine in (ASSET, ORGANISATION, PROJECT, PROPOSAL)}
