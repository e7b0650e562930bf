"""Erasing a person: what would go is counted before, and afterwards nothing on the disk or in memory says a word."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.case.complaint import Complaint, Entry, Party
from core.message import Address, Attachment, DeliveryReport, DeliveryState, Receipt, Terminal
from core.ports.erasure import ERASURES, Extent
from core.ports.filing import Background, Filed, Question
from core.ports.inbox import Filters, Role, View, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from storage import schema
from storage.rows.hashes import NOBODY, address_hash
from storage.search import tokens
from storage.store import SqlStore, open_store
from storage.unit import SqlUnit
from tests.storage.conftest import MASTER_KEY
from tests.storage.ports.given import (
    ACCOUNT,
    BUDI,
    MINUTE,
    NOW,
    SITI,
    TODAY,
    complaint,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)
DADANG = Address("mail", "dadang@example.com", "Dadang")
OF_SITI = Party(None, "Siti Rahayu", (SITI,))


def send_all(unit: Unit, reference: str = "receipt") -> None:
    """What is due leaves, and the platform gives it an id."""
    while sendings := unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE):
        (sending,) = sendings
        unit.outbox.sent([(sending, Receipt(f"<{reference}-{sending.message.id}@example.com>"))], NOW)


def join(unit: Unit, case: int, sender: Address, text: str, prefix: str) -> None:
    (leased,) = lease(unit, 1, prefix)
    said = message(f"<{prefix}@example.com>", sender, text)
    unit.filing.file([Filed(leased, 0, Terminal.JOINED, said.external_id, message=said, joins=case)], NOW)


def loose(unit: Unit, prefix: str = "loose") -> None:
    """A greeting of Budi's that opened no case, and our prompt."""
    (leased,) = lease(unit, 1, prefix)
    said = message(f"<{prefix}@example.com>", BUDI, "Halo")
    unit.filing.file(
        [Filed(leased, 0, Terminal.NOISE, said.external_id, message=said, sends=(planned(),))], NOW
    )


def keys_that_stand(unit: Unit) -> set[int]:
    assert isinstance(unit, SqlUnit)
    key = schema.data_key.c
    return set(unit.connection.execute(sa.select(key.id).where(key.wrapped.is_not(None))).scalars())


async def test_what_would_go_is_counted_over_all_cases_of_the_person(store: SqlStore) -> None:
    (sealed,) = await store.seal_files([Attachment("ktp.jpg", "image/jpeg", 7, "00", b"gambar!")])

    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "file")
        said = message("<file@example.com>")
        unit.filing.file(
            [Filed(leased, 0, Terminal.JOINED, said.external_id, message=said, joins=1, files=(sealed,))], NOW
        )
        open_case(unit, complaint("T2"))
        open_case(unit, complaint("T3", party=OF_SITI), message("<siti@example.com>", SITI))
        loose(unit)
        send_all(unit)
        unit.cases.save(_case(unit, "T1"), [Entry(NOW, "wati", "replied")], [planned()])

    await store.write(live)
    extent = await store.read(lambda unit: unit.erasures.extent("T2"))
    assert extent == Extent(("T1", "T2"), (), messages=4, answers=4, files=1, octets=7, leaving=1)
    assert await store.read(lambda unit: unit.erasures.extent("T9")) is None


def _case(unit: Unit, ticket: str) -> Complaint:
    found = unit.cases.get(ticket)
    assert found is not None
    return found


@pytest.mark.parametrize("code", [None, "flood"])
async def test_a_delivery_that_is_not_read_to_its_end_is_counted_and_one_without_a_key_never_read_again(
    store: SqlStore, code: str | None
) -> None:
    """One delivery may bring several messages."""

    def live(unit: Unit) -> None:
        (leased,) = lease(unit, 1, "several")
        first = filed_opening(leased, complaint("T1"))
        unit.filing.file([replace(first, last=False)], NOW)
        extent = unit.erasures.extent("T1")
        assert extent is not None
        assert extent.arriving == 1
        if code is None:
            unit.envelopes.quarantine(leased, "unreadable", "", NOW)
        else:
            unit.filing.file([Filed(leased, 1, Terminal.FLOOD, "second")], NOW)
        unit.erasures.erase("T1", NOW)
        assert unit.envelopes.reread(None, code) == 0
        assert unit.envelopes.lease(NOW, 5, MINUTE) == []

    await store.write(live)


async def test_nobody_elses_keys_go_and_all_of_the_persons_do(store: SqlStore) -> None:
    def live(unit: Unit) -> set[int]:
        open_case(unit, complaint("T3", party=OF_SITI), message("<siti@example.com>", SITI))
        others = keys_that_stand(unit)
        open_case(unit, complaint("T1"))
        open_case(unit, complaint("T2"))
        loose(unit)
        send_all(unit)
        return others

    others = await store.write(live)
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    assert await store.read(keys_that_stand) == others


async def test_a_vacation_answer_of_the_person_goes_with_them(store: SqlStore) -> None:
    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        (leased,) = lease(unit, 1, "away")
        said = replace(message("<away@example.com>", BUDI, "Sedang cuti"), automatic="auto-reply")
        unit.filing.file([Filed(leased, 0, Terminal.AUTOMATIC, said.external_id, message=said)], NOW)
        unit.erasures.erase("T1", NOW)

    await store.write(live)
    assert await store.read(keys_that_stand) == set()


@pytest.mark.parametrize("early", [False, True])
async def test_the_delivery_of_a_report_names_the_recipient_and_goes_with_them(
    store: SqlStore, early: bool
) -> None:
    def report(unit: Unit) -> None:
        (leased,) = lease(unit, 1, "report")
        told = DeliveryReport("r1", "<receipt-1@example.com>", DeliveryState.DELIVERED, NOW, BUDI.handle)
        unit.filing.file([Filed(leased, 0, Terminal.REPORT, "r1", report=told)], NOW)

    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        if early:
            report(unit)
        send_all(unit)
        if not early:
            report(unit)

    await store.write(live)
    assert len(await store.read(keys_that_stand)) == 4, "person, message, delivery and report"
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    assert await store.read(keys_that_stand) == set()


@pytest.mark.parametrize("state", [DeliveryState.READ, DeliveryState.FAILED])
async def test_a_report_that_comes_after_the_erasure_is_counted_and_keeps_no_recipient(
    store: SqlStore, state: DeliveryState
) -> None:
    """Of a case's message and of one that belongs to none."""

    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        loose(unit)
        send_all(unit)
        unit.erasures.erase("T1", NOW)
        for number, leased in enumerate(lease(unit, 2, "report"), 1):
            told = DeliveryReport(f"r{number}", f"<receipt-{number}@example.com>", state, NOW, BUDI.handle)
            unit.filing.file(
                [Filed(leased, 0, Terminal.REPORT, f"r{number}", detail=BUDI.handle, report=told)], NOW
            )
        assert unit.outbox.take_stranded(5) == []
        assert unit.outbox.counts() == {}
        assert unit.inbox.counts(MANAGER, TODAY)[View.UNDELIVERED] == 0

    await store.write(live)
    assert await store.read(keys_that_stand) == set()
    assert await store.read(lambda unit: unit.history.verify()) == []
    assert [balance.missing for balance in await store.read(lambda unit: unit.ledger.balances())] == [0]


async def test_what_did_not_reach_an_erased_person_troubles_nobody_any_more(store: SqlStore) -> None:
    """It failed, was held, or was an officer's task; what was taken back stays so."""

    def live(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"), sends=[planned()] * 4)
        view = unit.inbox.case(MANAGER, case.ticket)
        assert view is not None
        assert unit.outbox.cancel("T1", view.messages[-1].id, NOW)
        unit.outbox.failed(unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE)[0], "refused", None, NOW)
        unit.outbox.by_hand(unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE)[0], "", NOW)
        for _ in range(2):  # it may be repeated once
            unit.outbox.uncertain(unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE)[0], NOW)
            unit.outbox.repeat(unit.outbox.unknown(ACCOUNT, 5)[0], NOW)
        assert sum(unit.outbox.counts().values()) == 3
        unit.erasures.erase("T1", NOW)
        assert unit.outbox.counts() == {}
        after = unit.inbox.case(MANAGER, case.ticket)
        assert after is not None
        told = [(one.send_state, one.reason) for one in after.messages if not one.inbound]
        assert told == [(SendState.FAILED, "erased")] * 3 + [(SendState.FAILED, "cancelled")]

    await store.write(live)


async def test_who_writes_again_is_a_stranger_even_in_answer_to_our_message(store: SqlStore) -> None:
    def ask(unit: Unit) -> Background:
        known = ("<T1-thread@example.com>", "<receipt-1@example.com>")
        return unit.filing.background([Question(ACCOUNT, "x", BUDI, known, ("T1",))], NOW)[0]

    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"), replace(message("<T1-thread@example.com>"), thread_key="utas"))
        send_all(unit)

    await store.write(live)
    before = await store.read(ask)
    assert (len(before.by_thread), len(before.open_cases), before.answers_today) == (1, 1, 1)
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    after = await store.read(ask)
    assert (after.by_thread, after.written_to, after.open_cases, after.party_id) == ((), (), (), None)
    assert (after.answers_today, after.messages_this_hour) == (0, 0)

    def again(unit: Unit) -> None:
        case = open_case(unit, complaint("T2"))
        assert case.party.addresses == (BUDI,)
        assert case.party.id != _case(unit, "T1").party.id
        assert unit.cases.get("T1") == replace(_case(unit, "T1"), party=Party(_case(unit, "T1").party.id))

    await store.write(again)


async def test_no_keyed_hash_of_an_address_is_left(store: SqlStore) -> None:
    def live(unit: Unit) -> None:
        open_case(unit, complaint("T1"))
        loose(unit)
        send_all(unit)
        unit.erasures.erase("T1", NOW)

    def left(unit: Unit) -> None:
        assert isinstance(unit, SqlUnit)
        hashed = address_hash(unit.sealer, *BUDI.key)
        for table in schema.metadata.sorted_tables:
            for row in unit.connection.execute(sa.select(table)):
                assert hashed not in tuple(row), table.name
        for column in (
            schema.outbox.c.conversation,
            schema.outbox.c.address_hash,
            schema.message.c.sender_hash,
        ):
            assert set(unit.connection.execute(sa.select(column)).scalars()) == {NOBODY}
        for table in (schema.thread_key, schema.address, schema.case_address):
            assert unit.connection.execute(sa.select(table)).all() == []

    await store.write(live)
    await store.read(left)


async def test_a_case_of_somebody_else_keeps_what_others_said_in_it(store: SqlStore) -> None:
    def live(unit: Unit) -> None:
        open_case(
            unit, complaint("T1", party=Party(None, "Dadang", (DADANG,))), message("<d@example.com>", DADANG)
        )
        shared = open_case(
            unit, complaint("T3", party=OF_SITI), message("<siti@example.com>", SITI, "Kursi rusak")
        )
        party = replace(shared.party, addresses=(*shared.party.addresses, DADANG))
        entry = Entry(NOW, "wati", "referenced", {"system": "sp4n_lapor", "tracking_id": "7654321"})
        unit.cases.save(replace(shared, party=party), [entry])
        join(unit, shared.id, DADANG, "Saya tetangganya, pelicin diminta", "dadang-too")

    await store.write(live)
    extent = await store.read(lambda unit: unit.erasures.extent("T1"))
    assert extent is not None
    assert (extent.tickets, extent.elsewhere, extent.messages) == (("T1",), ("T3",), 2)
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))

    def check(unit: Unit) -> None:
        view = unit.inbox.case(MANAGER, "T3")
        assert view is not None
        assert [one.text for one in view.messages if one.inbound] == ["Kursi rusak", ""]
        assert view.complaint.party.addresses == (SITI,)
        assert view.classification.evidence == {}, "words that decided may have been theirs"
        assert unit.inbox.page(MANAGER, Filters(), TODAY).rows[0].preview == ""
        for word in ("kursi", "siti", "T3", "7654321", "tetangganya", "pelicin", "dadang"):
            rows = unit.inbox.page(MANAGER, Filters(search=word), TODAY).rows
            left = ["T3"] if word in {"kursi", "siti", "T3", "7654321"} else []
            assert [row.complaint.ticket for row in rows] == left, word

    await store.read(check)


async def test_sealed_files_are_wiped_and_others_in_the_same_file_stay(
    store: SqlStore, tmp_path: Path
) -> None:
    pictures = [
        Attachment("a.jpg", "image/jpeg", 9, "00", data)
        for data in (b"rahasia 1", b"milik lain", b"rahasia 2")
    ]
    one, other, two = await store.seal_files(pictures)

    def live(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"))
        kept = open_case(unit, complaint("T3", party=OF_SITI), message("<siti@example.com>", SITI))
        for number, (file, sender, into) in enumerate(
            ((one, BUDI, case), (other, SITI, kept), (two, BUDI, case))
        ):
            (leased,) = lease(unit, 1, f"file{number}")
            said = message(f"<file{number}@example.com>", sender)
            unit.filing.file(
                [
                    Filed(
                        leased,
                        0,
                        Terminal.JOINED,
                        said.external_id,
                        message=said,
                        joins=into.id,
                        files=(file,),
                    )
                ],
                NOW,
            )

    await store.write(live)
    references = await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    assert references == [one.reference, two.reference]
    await store.scour(references)
    (path,) = (tmp_path / "files").rglob("*.sealed")
    for reference in references:
        _, _, offset, length, _ = reference.split(":")
        assert path.read_bytes()[int(offset) : int(offset) + int(length)] == bytes(int(length))
    assert await store.open_file(other.reference) == b"milik lain"
    extent = await store.read(lambda unit: unit.erasures.extent("T1"))
    assert extent is not None
    assert extent.files == 0


async def test_neither_file_nor_log_nor_index_holds_a_key_or_a_token_afterwards(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    """Deleted rows leave their bytes in the log, deleted tokens theirs in old parts of FTS5's index."""
    store = sqlite_store
    word = next(iter(sorted(tokens(store.sealer).of("pelicinkhusus"))))

    def live(unit: Unit) -> None:
        for number in range(30):
            open_case(unit, complaint(f"K{number}", party=OF_SITI), message(f"<k{number}@example.com>", SITI))
        open_case(unit, complaint("T1"), message("<p@example.com>", BUDI, "Diminta pelicinkhusus"))
        send_all(unit)

    def wrapped(unit: Unit) -> list[bytes]:
        assert isinstance(unit, SqlUnit)
        keys = sa.select(schema.data_key.c.wrapped).where(schema.data_key.c.wrapped.is_not(None))
        return list(unit.connection.execute(keys).scalars())

    await store.write(live)
    before = set(await store.read(wrapped))
    assert blocks_with(word, await store.read(index)) > 0
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    gone = before - set(await store.read(wrapped))
    assert len(gone) == 3
    assert any(key in on_disk(tmp_path) for key in gone), "the log still has them"
    assert blocks_with(word, await store.read(index)) > 0
    await store.scour()
    assert [key for key in gone if key in on_disk(tmp_path)] == []
    assert blocks_with(word, await store.read(index)) == 0
    assert (tmp_path / "aduan.db-wal").stat().st_size == 0
    rows = (await store.read(lambda unit: unit.inbox.page(MANAGER, Filters(search="terbit"), TODAY))).rows
    assert len(rows) == 30


def index(unit: Unit) -> list[bytes]:
    assert isinstance(unit, SqlUnit)
    return list(unit.connection.exec_driver_sql("SELECT block FROM search_data").scalars())


def blocks_with(token: str, blocks: list[bytes]) -> int:
    """FTS5 leaves out what a term shares with the one before; its last letters always stand."""
    return sum(token[-4:].encode() in block for block in blocks)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("aduan.db*"))


async def test_postgresqls_table_of_keys_is_written_anew(postgres_url: str, tmp_path: Path) -> None:
    store = open_store(postgres_url, MASTER_KEY, tmp_path / "files")

    def newest_key(unit: Unit) -> bytes:
        assert isinstance(unit, SqlUnit)
        newest = sa.select(schema.data_key.c.wrapped).order_by(schema.data_key.c.id.desc())
        return bytes(unit.connection.execute(newest).scalars().first() or b"")

    def heap() -> bytes:
        with sa.create_engine(postgres_url, poolclass=sa.NullPool).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
            read = "SELECT pg_read_binary_file(pg_relation_filepath('data_key'))"
            return bytes(connection.exec_driver_sql(read).scalar_one())

    try:
        await store.write(lambda unit: open_case(unit, complaint("T1")))
        key = await store.read(newest_key)
        await store.write(lambda unit: unit.erasures.erase("T1", NOW))
        assert key in heap(), "the row's earlier version"
        await store.scour()
        assert key not in heap()
    finally:
        await store.close()


async def test_keys_and_words_are_forgotten_once_it_is_durable(store: SqlStore) -> None:
    await store.write(lambda unit: open_case(unit, complaint("T1")))
    await store.read(lambda unit: unit.inbox.page(MANAGER, Filters(), TODAY))
    remembered = store.sealer._unwrap.cache_info
    words = tokens(store.sealer)
    assert remembered().currsize > 0
    woken = store.subscribe(ERASURES)
    await store.write(lambda unit: unit.erasures.erase("T1", NOW))
    await asyncio.wait_for(woken.wait(), 5)
    assert remembered().currsize == 0
    assert tokens(store.sealer) is not words


async def test_other_processes_forget_too(postgres_url: str, tmp_path: Path) -> None:
    one, other = (open_store(postgres_url, MASTER_KEY, tmp_path / "files") for _ in range(2))
    try:
        await one.write(lambda unit: open_case(unit, complaint("T1")))
        await other.read(lambda unit: unit.inbox.page(MANAGER, Filters(), TODAY))
        assert other.sealer._unwrap.cache_info().currsize > 0
        woken = other.subscribe(ERASURES)
        while not woken.is_set():  # a connection that begins to listen late hears the next one
            await one.write(lambda unit: unit.erasures.erase("T1", NOW))
            try:
                await asyncio.wait_for(woken.wait(), 1)
            except TimeoutError:
                continue
        assert other.sealer._unwrap.cache_info().currsize == 0
    finally:
        await one.close()
        await other.close()


@pytest.fixture
async def sqlite_store(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    shutil.copy(sqlite_template, tmp_path / "aduan.db")
    opened = open_store(f"sqlite:///{tmp_path}/aduan.db", MASTER_KEY, tmp_path / "files")
    yield opened
    await opened.close()
