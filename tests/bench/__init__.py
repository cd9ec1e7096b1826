"""Measurements, not tests: `make bench` writes its figures to `var/bench`."""
