"""Nothing of a citizen lies in clear on the disk, and an erased person cannot be read by anybody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.case.complaint import Entry, Party
from core.errors import NotAllowed
from core.message import Address, Attachment, Receipt
from core.ports.filing import Question
from core.ports.inbox import Filters, Role, View, Viewer
from core.ports.send import SendState
from core.ports.store import Unit
from storage import schema
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.storage.ports.given import (
    ACCOUNT,
    MINUTE,
    NOW,
    TODAY,
    classification,
    complaint,
    envelope,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

MANAGER = Viewer("asep", Role.COMPLAINT_MANAGER)
PHONE = Address("whatsapp", "+6281234500678", "Mang Dadang")
EMAIL = Address("mail", "dadang.sukandar@example.com", "Dadang S")
WORDS = "Petugas minta uang pelicin rumahsakit"
SECRETS = (
    "+6281234500678",
    "6281234500678",
    "081234500678",
    "Dadang",
    "Sukandar",
    "dadang.sukandar",
    "pelicin",
    "rumahsakit",
    "Perihal rahasia",
    "fotobukti",
    "kesaksian",
    "balasankami",
    "headerwarga",
    "catatanpetugas",
    "<rahasia-1@example.com>",
    "utas-rahasia",
)


def write(unit: Unit) -> None:
    raw = replace(
        envelope("<rahasia-1@example.com>", body=f"{WORDS} Dadang".encode()), headers={"a": "headerwarga"}
    )
    from core.message import Batch

    unit.envelopes.keep(Batch(ACCOUNT, "INBOX", (raw,)), NOW)
    (leased,) = unit.envelopes.lease(NOW, 1, MINUTE)
    found = replace(classification(), facts=replace(classification().facts, reporter_name="Dadang"))
    case = replace(
        complaint("PWK-2026-000001-X", party=Party(None, "Dadang Sukandar", (PHONE, EMAIL)), found=found),
        subject="Perihal rahasia",
    )
    said = replace(
        message("<rahasia-1@example.com>", PHONE, WORDS), thread_key="utas-rahasia", subject="Perihal rahasia"
    )
    filed = replace(
        filed_opening(leased, case, said, [planned(to=PHONE, text="balasankami untuk Dadang")]),
        detail="Dadang wrote",
        entries=(Entry(NOW, "system", "opened", {"who": "kesaksian Dadang"}),),
    )
    unit.filing.file([filed], NOW)
    (sending,) = unit.outbox.lease(ACCOUNT, NOW, 1, MINUTE)
    unit.outbox.sent([(sending, Receipt("<rahasia-1@example.com>"))], NOW)
    stored = unit.cases.get("PWK-2026-000001-X")
    assert stored is not None
    unit.cases.save(stored, [Entry(NOW, "wati", "note", {"text": "catatanpetugas tentang Dadang"})])
    (broken,) = lease(unit, 1, "broken")
    unit.envelopes.quarantine(broken, "unreadable", "near Dadang", NOW)


def traces(data: bytes) -> list[str]:
    """Secrets in any case, also in the UTF-16 that some tools write."""
    low = data.lower()
    return [
        secret
        for secret in SECRETS
        if secret.lower().encode() in low or secret.lower().encode("utf-16-le") in low
    ]


def test_the_search_for_traces_finds_them() -> None:
    assert traces(b"..DADANG..") == ["Dadang"]
    assert traces("pelicin".encode("utf-16-le")) == ["pelicin"]


async def test_nothing_of_a_citizen_is_on_the_disk(store: SqlStore, tmp_path: Path) -> None:
    picture = Attachment("fotobukti.jpg", "image/jpeg", 12, "00", b"rumahsakit..")
    await store.seal_files([picture])
    await store.write(write)
    shown = await store.read(lambda unit: unit.inbox.case(MANAGER, "PWK-2026-000001-X"))
    assert shown is not None
    assert shown.messages[0].text == WORDS
    rows = await store.read(everything)
    assert traces(rows) == []
    found = traces_in_files(tmp_path)
    assert found
    assert set().union(*found.values()) == set()


def traces_in_files(folder: Path) -> dict[str, list[str]]:
    """Secrets by file: the database, its write-ahead log, sealed attachments."""
    return {path.name: traces(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def everything(unit: Unit) -> bytes:
    """Every value of every row, as text: what a dump of either database holds."""
    assert isinstance(unit, SqlUnit)
    values = []
    for table in schema.metadata.sorted_tables:
        for row in unit.connection.execute(sa.select(table)):
            values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    kept = schema.found_by if unit.dialect == "sqlite" else schema.search
    for tokens in unit.connection.execute(sa.select(kept.c.tokens)).scalars():
        values.append(tokens if isinstance(tokens, bytes) else str(tokens).encode())
    return b"\n".join(values)


async def test_an_erased_person_is_gone_and_the_skeleton_stays(store: SqlStore) -> None:
    def forget(unit: Unit) -> None:
        write(unit)
        open_case(unit, complaint("T2"))
        case = unit.cases.get("PWK-2026-000001-X")
        assert case is not None
        assert case.party.id is not None
        assert isinstance(unit, SqlUnit)
        unit.erasures.erase(case.ticket, NOW)

    def gone(unit: Unit) -> None:
        case = unit.cases.get("PWK-2026-000001-X")
        assert case is not None
        assert (case.subject, case.party.name, case.party.addresses) == ("", None, ())
        assert case.received_at == NOW - MINUTE
        shown = unit.inbox.case(MANAGER, "PWK-2026-000001-X")
        assert shown is not None
        assert {one.text for one in shown.messages} == {""}
        assert shown.entries[0] == Entry(NOW, "system", "opened")
        assert shown.classification.version == "erased"
        assert unit.inbox.page(MANAGER, Filters(search="pelicin"), TODAY).rows == ()
        assert unit.filing.background([Question(ACCOUNT, "x", PHONE)], NOW)[0].party_id is None
        assert unit.history.verify() == []
        assert [balance.missing for balance in unit.ledger.balances()] == [0]
        assert unit.inbox.page(MANAGER, Filters(search="terbit"), TODAY).rows[0].complaint.ticket == "T2"
        other = unit.cases.get("T2")
        assert other is not None
        assert other.party.name == "Budi Santoso"

    await store.write(forget)
    await store.read(gone)
    case = await store.read(lambda unit: unit.cases.get("PWK-2026-000001-X"))
    assert case is not None
    with pytest.raises(NotAllowed, match="erased"):
        await store.write(lambda unit: unit.cases.save(case, [Entry(NOW, "wati", "seen")]))


async def test_no_officer_is_asked_to_send_what_nobody_can_read_any_more(store: SqlStore) -> None:
    def forget(unit: Unit) -> None:
        case = open_case(unit, complaint("T1"), sends=(planned(), planned()))
        for _ in range(2):
            (sending,) = unit.outbox.lease(ACCOUNT, NOW, 5, MINUTE)
            unit.outbox.by_hand(sending, "https://example.com/p/1", NOW)
        assert unit.inbox.counts(MANAGER, TODAY)[View.BY_HAND] == 1
        assert case.party.id is not None
        assert isinstance(unit, SqlUnit)
        links = unit.connection.execute(sa.select(schema.outbox.c.link)).scalars().all()
        assert [b"example.com" in link for link in links] == [False, False], "where somebody wrote is sealed"
        unit.erasures.erase(case.ticket, NOW)
        shown = unit.inbox.case(MANAGER, "T1")
        assert shown is not None
        ours = [one for one in shown.messages if not one.inbound]
        assert {(one.send_state, one.reason, one.text, one.link) for one in ours} == {
            (SendState.FAILED, "erased", "", "")
        }
        assert unit.inbox.counts(MANAGER, TODAY)[View.BY_HAND] == 0

    await store.write(forget)
