"""Alembic's entry: runs migrations on the connection that `migrations.run` hands over."""

from __future__ import annotations

from alembic import context

from marketplace.migrations.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
