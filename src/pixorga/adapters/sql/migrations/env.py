"""
Where alembic gets its connection: from `pixorga.adapters.sql.schema`.
"""

from alembic import context

# The connection, and the table for its revision.
context.configure(**context.config.attributes, transactional_ddl=True)
context.run_migrations()
