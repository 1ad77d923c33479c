"""What alembic runs for each command: the versions, on the connection it was handed."""

from alembic import context

from daemon import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller holds the transaction
)
context.run_migrations()
