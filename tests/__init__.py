"""Tests mirror the package: `marketplace/<room>/<module>.py` is tested in `tests/<room>/test_<module>.py`."""
