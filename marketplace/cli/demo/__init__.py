"""The demo world: the facts of five public reports, and marked examples of every state of every life cycle."""

from marketplace.cli.demo.command import group

__all__ = ["group"]
