"""How Alembic runs here: on a connection that is handed over, in a transaction that is already open."""

from alembic import context

from storage import identity, schema

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=[schema.metadata, identity.metadata],
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
