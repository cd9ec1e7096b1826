"""Generated files are fresh, and machines and matrix agree with each other."""

from pathlib import Path

import pytest

from marketplace.access.actions import Action
from marketplace.access.matrix import MATRIX
from marketplace.kernel.machine import Machine
from marketplace.workflow.machines import MACHINES
from tests.house import generate
from tests.house.source import relative


@pytest.mark.parametrize("path", generate.generated(), ids=relative)
def test_generated_file_is_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == generate.generated()[path], "run `make docs` and read what changed"


@pytest.mark.parametrize("machine", MACHINES.values(), ids=lambda machine: machine.noun)
def test_life_cycle_is_sound(machine: Machine) -> None:
    assert list(machine.check()) == []


def test_every_move_needs_a_known_right_or_the_clock() -> None:
    known = {str(action) for action in Action}
    unknown = [
        f"{m.noun}.{move.verb}: {move.action}"
        for m in MACHINES.values()
        for move in m.moves
        if move.action not in known
    ]
    assert [line for line in unknown if not line.endswith((": ", ": clock"))] == []


def test_every_step_of_a_person_is_granted_in_each_state_it_starts_from() -> None:
    ungranted = [
        f"{machine.noun}.{move.verb} from {state}"
        for machine in MACHINES.values()
        for move in machine.moves
        # A step that follows from another noun's (a project unseals its proposals) is that noun's right.
        if not move.by_clock and move.action.startswith(f"{machine.noun}:")
        for state in move.sources
        if not any(g.action == move.action and (not g.states or state in g.states) for g in MATRIX)
    ]
    assert ungranted == []


def test_every_action_is_granted_to_somebody() -> None:
    assert set(Action) - {grant.action for grant in MATRIX} == set()


def test_no_grant_is_written_twice() -> None:
    assert len(MATRIX) == len(set(MATRIX))


def test_states_in_the_matrix_exist() -> None:
    known = set().union(*(machine.state_keys() for machine in MACHINES.values())) | {"published"}
    assert {state for grant in MATRIX for state in grant.states} - known == set()
