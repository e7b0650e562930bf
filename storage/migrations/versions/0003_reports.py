"""Delivery reports name the delivery that brought them: it shows whom our message went to, and goes with them."""

from alembic import op

revision = "0003"
down_revision = "0002"

KIND = {"sqlite": "INTEGER", "postgresql": "BIGINT"}


def upgrade() -> None:
    """Of reports that came before this revision nobody knows it."""
    name = "fk_delivery_report_envelope_id_envelope"
    kind = KIND[op.get_bind().dialect.name]
    op.execute(
        f"ALTER TABLE delivery_report ADD COLUMN envelope_id {kind} CONSTRAINT {name} REFERENCES envelope (id)"
    )
