"""Messages that failed for good are marked until somebody has looked where else the citizen can be reached."""

from alembic import op

revision = "0002"
down_revision = "0001"

NOT_YET = {"sqlite": "0", "postgresql": "false"}
MARKED = {"sqlite": "stranded = 1", "postgresql": "stranded"}


def upgrade() -> None:
    """What failed before this revision was an officer's task, and stays one."""
    name = op.get_bind().dialect.name
    op.execute(f"ALTER TABLE outbox ADD COLUMN stranded BOOLEAN DEFAULT {NOT_YET[name]} NOT NULL")
    op.execute(f"CREATE INDEX ix_outbox_stranded ON outbox (id) WHERE {MARKED[name]}")
