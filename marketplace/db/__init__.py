"""Rows: base types, sessions, the unit of work with its one commit, the outbox and the audit chain."""
