"""The floors: who may import whom, as contracts in `setup.cfg`."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.house import source


def test_every_contract_of_the_floors_is_kept() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--config", "setup.cfg", "--cache-dir", "var/import-linter"],
        cwd=source.ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_no_import_hides_behind_type_checking_or_a_string() -> None:
    """`importlib.import_module` of our own rooms would slip past the contracts."""
    hidden = [
        f"{path}:{call.lineno}"
        for path, tree in source.modules().items()
        # The composition root may load whole audiences by name.
        if path != "marketplace/app.py"
        for call in source.calls(tree, "import_module", "__import__")
        if "marketplace" in ast.unparse(call)
    ]
    assert hidden == []
