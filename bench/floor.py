"""The least rows: what one complaint needs at least, written by bare sqlite3, sealed as the program seals.

A row set is a raw event, a contact, a complaint, a message, a planned acknowledgement, a history entry and
a full-text entry. `write` puts many in one transaction, a statement a table, the full-text entries last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.bare import connect, count_rows
from bench.letters import Letter
from bench.mailbox import note, received_at
from core.message import Address
from storage.seal import Sealer
from storage.search import tokens

SCHEMA = """
CREATE TABLE raw_event (id INTEGER PRIMARY KEY, account TEXT NOT NULL, key_hash BLOB NOT NULL, wrapped BLOB NOT NULL,
    body BLOB NOT NULL, received_at INTEGER NOT NULL, state TEXT NOT NULL, UNIQUE (account, key_hash));
CREATE TABLE contact (id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, address_hash BLOB NOT NULL UNIQUE,
    content BLOB NOT NULL);
CREATE TABLE complaint (id INTEGER PRIMARY KEY, ticket TEXT NOT NULL UNIQUE, contact_id INTEGER NOT NULL
    REFERENCES contact (id), status TEXT NOT NULL, sector TEXT NOT NULL, component TEXT NOT NULL, assignee TEXT NOT NULL,
    received_at INTEGER NOT NULL, due TEXT NOT NULL, subject BLOB NOT NULL, version INTEGER NOT NULL);
CREATE INDEX complaint_status ON complaint (status, id);
CREATE INDEX complaint_sector ON complaint (sector, status, id);
CREATE INDEX complaint_assignee ON complaint (assignee, status, id);
CREATE INDEX complaint_contact ON complaint (contact_id);
CREATE TABLE message (id INTEGER PRIMARY KEY, complaint_id INTEGER NOT NULL REFERENCES complaint (id),
    raw_event_id INTEGER NOT NULL REFERENCES raw_event (id), content BLOB NOT NULL, received_at INTEGER NOT NULL);
CREATE INDEX message_complaint ON message (complaint_id);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, complaint_id INTEGER NOT NULL REFERENCES complaint (id),
    token TEXT NOT NULL UNIQUE, content BLOB NOT NULL, state TEXT NOT NULL, next_at INTEGER NOT NULL);
CREATE INDEX outbox_pending ON outbox (next_at, id) WHERE state = 'pending';
CREATE TABLE history (id INTEGER PRIMARY KEY, complaint_id INTEGER NOT NULL REFERENCES complaint (id),
    at INTEGER NOT NULL, what TEXT NOT NULL, detail BLOB NOT NULL);
CREATE INDEX history_complaint ON history (complaint_id);
CREATE VIRTUAL TABLE search USING fts5 (tokens, detail='none', columnsize=0, tokenize='ascii');
"""
ROW_SET = {  # columns by table, in the order of writing
    "raw_event": 7,
    "contact": 4,
    "complaint": 11,
    "message": 5,
    "outbox": 6,
    "history": 5,
    "search": 2,
}
STATEMENTS = {
    table: f"INSERT INTO {table} {'(rowid, tokens) ' * (table == 'search')}VALUES ({', '.join('?' * columns)})"
    for table, columns in ROW_SET.items()
}
SECTORS = ("health", "trade", "construction", "transport", "environment", "education", "farming")
ANSWER = (
    "Yth. {name},\n\nTerima kasih. Pengaduan Anda kami terima dengan nomor {ticket}. Kami menjawab paling lambat tanggal "
    "20 Maret 2026. Untuk menanyakan perkembangan, balas pesan ini dengan: STATUS {ticket}. Mohon jangan mengirimkan "
    "pengaduan yang sama lewat saluran lain. Bila ada yang kurang, petugas kami akan bertanya kepada Anda.\n\n"
    "Hormat kami,\nPetugas pengaduan\nKantor Contoh, Jalan Contoh Nomor 1\n"
)

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


class Floor:
    """A database of row sets."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self.connection = connect(path)
        self.connection.executescript(SCHEMA)
        self._sealer = sealer
        self._written = 0

    def write(self, letters: Sequence[Letter], bodies: Sequence[bytes]) -> None:
        """All in one durable transaction; sealing and hashing are part of the work."""
        self.insert(self.rows(letters, bodies))

    def insert(self, rows: Rows) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for table, statement in STATEMENTS.items():
            if len(rows[table]) == 1:
                self.connection.execute(statement, rows[table][0])
            else:
                self.connection.executemany(statement, rows[table])
        self.connection.execute("COMMIT")

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {table: count_rows(self.connection, table) for table in ROW_SET}

    def close(self) -> None:
        self.connection.close()

    def rows(self, letters: Sequence[Letter], bodies: Sequence[bytes]) -> Rows:
        """Sealed and numbered on, in the tables' order."""
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in ROW_SET}
        for letter, body in zip(letters, bodies, strict=True):
            self._written += 1
            for table, row in self._row_set(self._written, letter, body):
                rows[table].append(row)
        return rows

    def _row_set(self, id_: int, letter: Letter, body: bytes) -> Iterable[tuple[str, tuple[Any, ...]]]:
        sealer, seal = self._sealer, self._sealer.seal_packed
        delivery, person = sealer.new_key(), sealer.new_key()
        at = round(received_at(letter.number).timestamp() * 1_000_000)
        ticket = f"PWK-2026-{id_:06}-X"
        address = Address("mail", letter.address, letter.name)
        contact = f"{letter.address}\n{letter.name}\n{id_}".encode()
        content = f"{letter.subject}\n{letter.text}"
        answer = ANSWER.format(name=letter.name, ticket=ticket)
        sector = SECTORS[id_ % len(SECTORS)]
        key_hash = sealer.keyed_hash("envelope", f"{letter.number}")
        yield (
            "raw_event",
            (id_, "office", key_hash, delivery.wrapped, seal(delivery.plain, body, b"1"), at, "read"),
        )
        yield (
            "contact",
            (id_, person.wrapped, sealer.keyed_hash("address", contact), seal(person.plain, contact, b"2")),
        )
        subject = sealer.seal_text(person.plain, letter.subject, b"3")
        yield (
            "complaint",
            (id_, ticket, id_, "received", sector, "procedure", "unit 1", at, "2026-03-20", subject, 1),
        )
        yield "message", (id_, id_, id_, seal(delivery.plain, content.encode(), b"4"), at)
        yield "outbox", (id_, id_, f"{ticket}-a", seal(person.plain, answer.encode(), b"5"), "pending", at)
        yield (
            "history",
            (id_, id_, at, "opened", sealer.seal_text(person.plain, '{"account": "office"}', b"6")),
        )
        words = tokens(sealer)
        found = words.of(letter.subject, letter.text, ticket) | words.of_address(address)
        yield "search", (id_, " ".join(sorted(found)))


def deliveries(letters: Sequence[Letter]) -> list[bytes]:
    """The raw mails of these letters, short and plain."""
    return [note(letter.number) for letter in letters]
