"""The same site on a clock that a journey can put forward: real time plus what stands in a file.

Deadlines are never nearer than an hour, and nobody waits that long. It must not touch what is stored: the site passes
its deadlines itself, by the clock that it was given.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from marketplace.app import create_app
from marketplace.kernel.clock import SystemClock


class ShiftedClock(SystemClock):
    """The machine's clock, put forward by the seconds that the file says."""

    def __init__(self, shift: Path) -> None:
        """Take the file; where there is none, the time is the machine's."""
        self._shift = shift

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        shift = float(self._shift.read_text()) if self._shift.exists() else 0.0
        return super().now() + timedelta(seconds=shift)


app = create_app(clock=ShiftedClock(Path(os.environ["E2E_CLOCK"])))
