"""Migrations of the schema, by Alembic; `schema` gathers every model."""
