"""`aduan erase` and `aduan hold`, as an operator calls them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from core.case.complaint import Complaint, Entry, Party, State
from core.case.erased import Ground, erased
from core.message import Attachment, Terminal
from core.ports.filing import Filed, Planned
from core.ports.inbox import CaseView, Role, Viewer
from core.ports.store import Unit
from storage.files import SealedFiles
from storage.store import SqlStore, open_store
from tests.app.conftest import MASTER_KEY, Call
from tests.storage.ports.given import (
    BUDI,
    NOW,
    SITI,
    complaint,
    filed_opening,
    lease,
    message,
    open_case,
    planned,
)

MANAGER = Viewer("siti", Role.COMPLAINT_MANAGER)
PERSONAL = ("Budi", "Santoso", "budi.santoso", "terbit", "Siti", "0812")


def opened(home: Path) -> SqlStore:
    return open_store(f"sqlite:///{home}/aduan.db", MASTER_KEY, home / "files")


def live(home: Path, *units: Callable[[Unit], object]) -> None:
    async def write() -> None:
        store = opened(home)
        for unit in units:
            await store.write(unit)
        await store.close()

    asyncio.run(write())


def case_of(
    ticket: str,
    state: State = State.CLOSED,
    sends: Sequence[Planned] = (),
    entries: Sequence[Entry] = (),
    party: Party | None = None,
) -> Callable[[Unit], object]:
    def write(unit: Unit) -> None:
        said = message(f"<{ticket}@example.com>", party.addresses[0] if party else BUDI)
        case = open_case(unit, complaint(ticket, state=state, party=party), said, sends=sends)
        if entries:
            unit.cases.save(case, entries)

    return write


def shown(home: Path, ticket: str) -> CaseView:
    async def read() -> CaseView:
        store = opened(home)
        view = await store.read(lambda unit: unit.inbox.case(MANAGER, ticket))
        assert await store.read(lambda unit: unit.history.verify()) == []
        await store.close()
        assert view is not None
        return view

    return asyncio.run(read())


def is_erased(home: Path, ticket: str) -> bool:
    view = shown(home, ticket)
    return view.complaint.erased and all(not one.text for one in view.messages)


@pytest.fixture
def office(database: Path, home: Path) -> Path:
    """Budi has two closed cases, Siti one."""
    live(home, case_of("T1"), case_of("T2"), case_of("T3", party=Party(None, "Siti", (SITI,))))
    return home


def test_what_would_go_is_shown_without_a_word_of_the_person_and_asked_about(
    office: Path, aduan: Call
) -> None:
    said = aduan("erase", "T1", stdin=b"n\n")
    assert said.code == 1
    assert "cases: 2 (T1, T2)\nmessages: 2, answers: 0\nfiles: 0 (0 bytes)\n" in said.out
    assert not [word for word in PERSONAL if word in said.out + said.err]
    assert not is_erased(office, "T1")
    said = aduan("erase", "T1", "--by", "siti", stdin=b"y\n")
    assert said.code == 0, said
    assert "erased by siti, " in said.out
    assert ": T1, T2\n" in said.out
    assert is_erased(office, "T1")
    assert is_erased(office, "T2")
    assert not is_erased(office, "T3")


def test_the_history_says_who_did_it_when_and_why(office: Path, aduan: Call) -> None:
    assert aduan("erase", "T1", "--by", "siti", "--yes").code == 0
    assert aduan("erase", "T3", "--by", "wati", "--yes", "--ground", "retention").code == 0
    for ticket, by, ground in (
        ("T1", "siti", Ground.WISH),
        ("T2", "siti", Ground.WISH),
        ("T3", "wati", Ground.RETENTION),
    ):
        found = erased(shown(office, ticket).entries)
        assert found is not None
        assert (found[0], found[1].by) == (ground, by)
    assert shown(office, "T1").complaint.state is State.CLOSED
    assert aduan("audit", "verify").code == 0


def test_a_script_gets_one_object_and_is_asked_nothing(office: Path, aduan: Call) -> None:
    assert aduan("erase", "T1", "--json").code == 2, "there is nobody to ask"
    dry = json.loads(aduan("erase", "T1", "--json", "--dry-run").out)
    assert dry == {
        "ticket": "T1",
        "erased": False,
        "tickets": ["T1", "T2"],
        "elsewhere": [],
        "messages": 2,
        "answers": 0,
        "files": 0,
        "octets": 0,
        "hindrances": [],
    }
    assert not is_erased(office, "T1")
    done = json.loads(aduan("erase", "T1", "--json", "--yes", "--by", "siti").out)
    assert done.pop("at").startswith("20")
    assert done == dry | {"erased": True, "by": "siti", "ground": "wish", "left": ""}
    assert is_erased(office, "T1")


def test_an_unknown_ticket_is_said_in_one_line(office: Path, aduan: Call) -> None:
    for command in (["erase", "T9", "--yes"], ["hold", "set", "T9", "--reason", "x"]):
        said = aduan(*command)
        assert said.code == 2
        assert said.err == "aduan: there is no case T9: look the ticket up in the inbox\n"


def test_an_open_case_is_kept_until_the_person_takes_it_back(office: Path, aduan: Call) -> None:
    live(office, case_of("T4", State.AWAITING_DATA))
    said = aduan("erase", "T1", "--yes")
    assert said.code == 1
    assert (
        "KEEP T4: the case is open: answer it first; where the person takes it back, --withdrawn" in said.out
    )
    assert "nothing is erased" in said.out
    found = json.loads(aduan("erase", "T1", "--yes", "--json").out)
    assert [(one["ticket"], one["reason"]) for one in found["hindrances"]] == [("T4", "open")]
    assert not is_erased(office, "T1")
    assert aduan("erase", "T1", "--yes", "--withdrawn", "--by", "siti").code == 0
    view = shown(office, "T4")
    assert is_erased(office, "T4")
    assert (view.complaint.state, view.complaint.missing) == (State.WITHDRAWN, ())
    assert [(one.what, one.by) for one in view.entries[-2:]] == [
        ("withdrawn", "siti"),
        ("erased_on_wish", "siti"),
    ]


def test_an_objection_that_is_not_settled_is_named_as_such(office: Path, aduan: Call) -> None:
    live(office, case_of("T4", State.RECEIVED, entries=[Entry(NOW, "system", "reopened")]))
    said = aduan("erase", "T4", "--yes")
    assert said.code == 1
    assert "KEEP T4: an objection is not settled" in said.out
    assert aduan("erase", "T4", "--yes", "--withdrawn").code == 0


def test_while_an_answer_is_leaving_nobody_is_erased(office: Path, aduan: Call) -> None:
    live(office, case_of("T4", sends=[planned()]))
    for more in ((), ("--withdrawn",)):
        said = aduan("erase", "T1", "--yes", *more)
        assert said.code == 1
        assert "a message of ours is leaving: wait until it has left" in said.out
    assert not is_erased(office, "T4")


def test_while_a_delivery_is_read_nobody_is_erased(office: Path, aduan: Call) -> None:
    def begin(unit: Unit) -> None:
        (leased,) = lease(unit, 1, "several")
        unit.filing.file(
            [replace(filed_opening(leased, complaint("T4", state=State.CLOSED), sends=()), last=False)], NOW
        )

    live(office, begin)
    said = aduan("erase", "T4", "--yes", "--withdrawn")
    assert said.code == 1
    assert "KEEP T4: a delivery is being read: wait until it is" in said.out


def test_a_legal_hold_keeps_all_of_the_person_until_it_is_lifted(office: Path, aduan: Call) -> None:
    assert aduan("hold", "set", "T2", "--reason", "perkara 12/G/2026", "--by", "siti").out == "T2 is held\n"
    assert aduan("hold", "set", "T2", "--reason", "perkara 12/G/2026").out == "T2 is held already\n"
    said = aduan("erase", "T1", "--yes", "--withdrawn")
    assert said.code == 1
    assert "KEEP T2: a legal hold stands" in said.out
    entry = shown(office, "T2").entries[-1]
    assert (entry.what, entry.by, entry.detail) == ("legal_hold", "siti", {"reason": "perkara 12/G/2026"})
    assert aduan("hold", "lift", "T2", "--reason", " ").code == 2
    assert aduan("hold", "lift", "T2", "--reason", "putus").out == "T2 is not held any more\n"
    assert aduan("hold", "lift", "T2", "--reason", "putus").out == "T2 is not held\n"
    assert aduan("erase", "T1", "--yes").code == 0
    refused = aduan("hold", "set", "T2", "--reason", "terlambat")
    assert refused.code == 2
    assert "was erased" in refused.err


def test_sealed_files_are_taken_off_the_disk(office: Path, aduan: Call) -> None:
    sealed: list[str] = []

    async def attach() -> None:
        store = opened(office)
        (file,) = await store.seal_files([Attachment("ktp.jpg", "image/jpeg", 9, "00", b"gambarku!")])
        sealed.append(file.reference)

        def join(unit: Unit) -> None:
            (leased,) = lease(unit, 1, "file")
            said = message("<file@example.com>")
            unit.filing.file(
                [Filed(leased, 0, Terminal.JOINED, said.external_id, message=said, joins=1, files=(file,))],
                NOW,
            )

        await store.write(join)
        await store.close()

    asyncio.run(attach())
    said = aduan("erase", "T1", "--yes")
    assert said.code == 0
    assert "files: 1 (9 bytes)" in said.out
    (path,) = (office / "files").rglob("*.sealed")
    assert not any(path.read_bytes())


def test_once_more_it_takes_off_what_a_crash_left(
    office: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the transaction and the disk: nobody can read it, and the next run goes on."""
    with monkeypatch.context() as dying:

        async def die(*_: object) -> None:
            raise KeyboardInterrupt

        dying.setattr(SqlStore, "scour", die)
        assert aduan("erase", "T1", "--yes").code != 0
    assert is_erased(office, "T1")
    scoured: list[object] = []
    whole = SqlStore.scour

    async def watch(store: SqlStore, references: Sequence[str] = ()) -> None:
        scoured.append(references)
        await whole(store, references)

    monkeypatch.setattr(SqlStore, "scour", watch)
    said = aduan("erase", "T1")
    assert said.code == 0, said
    assert "erased already on 20" in said.out
    assert scoured == [[]]
    assert [one.what for one in shown(office, "T1").entries].count("erased_on_wish") == 1


def test_what_cannot_be_taken_off_the_disk_now_is_said(
    office: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import StoreReadOnly

    def refuse(*_: object) -> None:
        raise StoreReadOnly("directory of attachments: it cannot be written")

    monkeypatch.setattr(SealedFiles, "wipe", refuse)
    said = aduan("erase", "T1", "--yes")
    assert said.code == 0
    assert "traces are left on the disk: directory of attachments: it cannot be written" in said.out
    assert is_erased(office, "T1")


def test_nothing_goes_that_was_not_shown(office: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person has one case more than was confirmed."""
    from app import erasing

    looked = erasing.prospect

    def look_then_hear(config: Path, ticket: str, *, withdrawn: bool) -> object:
        found = looked(config, ticket, withdrawn=withdrawn)
        live(office, case_of("T4"))
        return found

    monkeypatch.setattr(erasing, "prospect", look_then_hear)
    said = aduan("erase", "T1", "--yes")
    assert said.code == 2
    assert "other cases by now: look again" in said.err
    assert not is_erased(office, "T1")


def test_what_hinders_since_it_was_shown_hinders_still(
    office: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import erasing

    looked = erasing.prospect

    def look_then_reply(config: Path, ticket: str, *, withdrawn: bool) -> object:
        found = looked(config, ticket, withdrawn=withdrawn)
        live(
            office,
            lambda unit: unit.cases.save(_case(unit, "T2"), [Entry(NOW, "wati", "replied")], [planned()]),
        )
        return found

    monkeypatch.setattr(erasing, "prospect", look_then_reply)
    said = aduan("erase", "T1", "--yes")
    assert said.code == 2
    assert "a message of ours is leaving" in said.err
    assert not is_erased(office, "T1")


def _case(unit: Unit, ticket: str) -> Complaint:
    found = unit.cases.get(ticket)
    assert found is not None
    return found


def test_unless_a_service_answers_the_one_that_holds_the_file_is_named(office: Path, aduan: Call) -> None:
    store = opened(office)
    try:
        assert aduan("erase", "T1", "--dry-run").code == 0
        for command in (["erase", "T1", "--yes"], ["hold", "set", "T1", "--reason", "x"]):
            said = aduan(*command)
            assert said.code == 2
            assert "stop it first" in said.err
    finally:
        store.close_now()
