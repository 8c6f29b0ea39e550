"""Alembic's door: it works on the connection that `migrating` gives."""

from alembic import context

from reflexes_calls.storage.tables import metadata

connection = context.config.attributes["connection"]
# SQLite's driver is told to begin and end transactions as PostgreSQL does (`storage.engine`), so
# that one which is stopped half way leaves nothing on either.
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
