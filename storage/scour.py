"""What an erasure leaves on the disk although no row holds it any more: old segments of the index, the
write-ahead log, earlier versions of rows.
"""

from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa

from storage.transaction import Transaction

PAGES = 20  # of the index merged in a unit: some milliseconds
MERGE = "INSERT INTO search (search, rank) VALUES ('merge', ?)"


def merge_index(tx: Transaction, *, first: bool) -> bool:
    """One step of rewriting SQLite's index of words as one segment: what was taken out of it stands in older
    ones until then. Returns whether there is more to do (FTS5's documentation, "The 'merge' command").
    """
    if tx.dialect != "sqlite":
        return False
    before = _changes(tx)
    tx.driver.execute(MERGE, (-PAGES if first else PAGES,))
    return first or _changes(tx) - before >= 2  # by then only the command's own row was written


def _changes(tx: Transaction) -> int:
    tx.driver.execute("SELECT total_changes()")
    ((changes,),) = tx.driver.rows()
    return int(changes)


def scrub(writer: sa.Engine) -> None:
    """Moves SQLite's log into the file and empties it; waits for readers, five seconds at most. PostgreSQL
    writes the keys anew, for a destroyed one stands in its table until then.
    """
    if writer.dialect.name == "sqlite":
        with closing(writer.raw_connection()) as raw:  # in no transaction
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return
    with writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM FULL data_key")
        connection.exec_driver_sql("VACUUM search, address, attachment, thread_key")
