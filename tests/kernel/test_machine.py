"""Life cycles: only what the table says, and a reason where it asks for one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from marketplace.access.actions import Action
from marketplace.kernel.errors import Invalid, WrongState
from marketplace.kernel.machine import Machine
from marketplace.workflow.machines import MACHINES


@dataclass
class Thing:
    state: str


@pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
def test_tables_are_sound(machine: Machine) -> None:
    assert list(machine.check()) == []
    for move in machine.moves:
        assert move.by_clock or Action(move.action)


@pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
def test_every_state_and_verb_either_moves_as_written_or_stays(machine: Machine) -> None:
    verbs = {move.verb for move in machine.moves}
    for state in machine.state_keys():
        for verb in verbs:
            thing = Thing(state)
            legal = [move for move in machine.moves if move.verb == verb and state in move.sources]
            if legal:
                machine.fire(thing, verb, reason="有理由")
                assert thing.state == legal[0].target
            else:
                with pytest.raises(WrongState):
                    machine.fire(thing, verb, reason="有理由")
                assert thing.state == state


@pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
def test_a_step_that_needs_a_reason_does_not_go_without(machine: Machine) -> None:
    for move in machine.moves:
        if move.needs_reason:
            thing = Thing(move.sources[0])
            with pytest.raises(Invalid):
                machine.fire(thing, move.verb, reason="   ")
            assert thing.state == move.sources[0]
