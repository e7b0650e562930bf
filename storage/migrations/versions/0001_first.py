"""The first tables."""

from alembic import op

from storage import identity, schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    """As long as nobody has a database, the first tables are what the schema says; a test holds
    the two together. The first release freezes them here.
    """
    schema.metadata.create_all(op.get_bind(), checkfirst=False)
    identity.metadata.create_all(op.get_bind(), checkfirst=False)
