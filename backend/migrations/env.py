"""Alembic's entry: the connection that backend.migrations.apply opened in, its migrations run in one transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
