"""The first tables, frozen: what changes is written in a later revision."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Statement by statement: SQLite's driver would commit before a script."""
    connection = op.get_bind()
    written = Path(__file__).with_suffix(f".{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in written.rstrip().removesuffix(";").split(";\n"):
        connection.exec_driver_sql(statement)
