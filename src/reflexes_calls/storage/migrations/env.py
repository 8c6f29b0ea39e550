"""Alembic's door: it works on the connection that `migrating` gives."""

from alembic import context

from reflexes_calls.storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
