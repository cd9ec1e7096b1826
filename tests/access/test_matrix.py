"""The matrix: the gate and the subject agree, and what is absent is forbidden."""

from __future__ import annotations

import pytest

from marketplace.access.actions import Action
from marketplace.access.actor import SYSTEM, VISITOR, Actor, HeldRole, Role
from marketplace.access.matrix import MATRIX, could_ever, grants_for
from marketplace.workflow.machines import MACHINES
from marketplace.workflow.proposal import SEALED_STATES


def _actor(role: Role) -> Actor:
    return VISITOR if role == Role.VISITOR else Actor(1, "x", "x", (HeldRole(role, 1, "/1/"),))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_the_gate_lets_in_whoever_has_a_row(role: Role, action: Action) -> None:
    actor = _actor(role)
    expected = any(grant.action == action and grant.role in actor.roles for grant in MATRIX)
    assert could_ever(actor, action) is expected is bool(grants_for(actor, action))


def test_every_action_is_somebodys_and_every_state_exists() -> None:
    assert {grant.action for grant in MATRIX} == set(Action)
    states = {state for machine in MACHINES.values() for state in machine.state_keys()}
    assert {state for grant in MATRIX for state in grant.states} <= states


def test_before_the_opening_the_applicant_alone_reads_a_proposal() -> None:
    for grant in MATRIX:
        if grant.action in (Action.PROPOSAL_READ, Action.PROPOSAL_READ_CONTENT) and grant.role != Role.PARTNER:
            assert "project_unsealed" in grant.facts
            assert grant.states and not grant.states & set(SEALED_STATES)


def test_the_system_may_and_a_role_without_its_place_may_not() -> None:
    assert could_ever(SYSTEM, Action.PROJECT_REVIEW)
    assert Actor(1, "x", "x", (HeldRole(Role.STREET),)).territory_paths(Role.STREET) == ()
    assert Actor(1, "x", "x", (HeldRole(Role.COMMUNITY),)).organisation_ids(Role.COMMUNITY) == frozenset()
