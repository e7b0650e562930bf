"""`aduan import register`: a year's register comes in once, where it left off, and every row is accounted for."""

from __future__ import annotations

import asyncio
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.case.complaint import State
from core.message import Terminal
from core.ports.inbox import CaseView, Role, Viewer
from core.ports.store import Unit
from storage.store import open_store
from tests.app.conftest import MASTER_KEY, Call

ACCOUNT = '\n[accounts.loket]\nkind = "desk"\nletters = ["a", "b"]\n'
HEADINGS = [
    "No. Agenda",
    "Tgl Pengaduan",
    "Media",
    "Nama Pelapor",
    "No HP",
    "Isi Pengaduan",
    "Status",
    "Tgl Selesai",
    "Tindak Lanjut",
]
ROWS: list[list[Any]] = [
    ["001", datetime(2025, 3, 5), "WA", "Wawan Hermawan", 81200000017, "Izin PBG saya belum terbit", "Selesai", "20 Maret 2025", "PBG terbit"],  # noqa: DTZ001 - a cell knows no zone
    ["002", "6/3/2025", "Kotak saran", None, None, "Kursi ruang tunggu kurang", "dalam proses", None, None],
    ["003", "31/02/2025", "Facebook", "Siti", None, "Antrean panjang", "Selesai", None, None],
    ["002", "6/3/2025", "Kotak saran", None, None, "Kursi ruang tunggu kurang", "dalam proses", None, None],
    [None] * 9,
]  # fmt: skip
MANAGER = Viewer("siti", Role.COMPLAINT_MANAGER)


@pytest.fixture
def office(database: Path, home: Path) -> Path:
    config = home / "config.toml"
    config.write_text(config.read_text("utf-8") + ACCOUNT, "utf-8")
    return home


@pytest.fixture
def book(office: Path) -> Path:
    """A register with a title above its headings, as offices keep it."""
    made = Workbook()
    for row in (["REGISTER PENGADUAN TAHUN 2025"], [], HEADINGS, *ROWS):
        made.worksheets[0].append(row)
    made.save(office / "register.xlsx")
    return office / "register.xlsx"


def views(home: Path) -> list[CaseView]:
    async def look() -> list[CaseView]:
        store = open_store(f"sqlite:///{home}/aduan.db", MASTER_KEY, home / "files", write=False)

        def read(unit: Unit) -> list[CaseView]:
            cases = [one.complaint.ticket for one in unit.register.page(0, 99, texts=False)]
            return [found for ticket in cases if (found := unit.inbox.case(MANAGER, ticket))]

        found = await store.read(read)
        await store.close()
        return found

    return asyncio.run(look())


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_dry_run_says_row_by_row_what_it_would_do_and_does_nothing(
    book: Path, office: Path, aduan: Call
) -> None:
    said = aduan("import", "register", str(book), "--dry-run")
    assert said.code == 1
    assert said.out.splitlines() == [
        "row 4: would become a case: letter f, received 2025-03-05, closed, answered 2025-03-20",
        "row 5: would become a case: letter m, received 2025-03-06, under_review",
        "row 6: BAD; Tgl Pengaduan: '31/02/2025' is no date: write it as 05/03/2026 or 5 Maret 2026, the day first; Media: 'Facebook' is none of the ways a to m: write the letter, or name it under [letters] in the mapping file",
        "row 7: says the same as row 5: left out",
        "2 would become cases, 0 are here already, 1 stand twice in the file, 1 are bad",
    ]
    assert views(office) == []


def test_it_comes_in_where_the_old_register_left_it(book: Path, office: Path, aduan: Call) -> None:
    said = aduan("import", "register", str(book))
    assert said.code == 1, said.err
    assert "2 became cases" in said.out
    closed, pending = views(office)
    assert (closed.complaint.letter, closed.complaint.state) == ("f", State.CLOSED)
    assert closed.complaint.received_at.isoformat() == "2025-03-04T17:00:00+00:00"
    assert closed.complaint.answered_at is not None
    assert closed.complaint.answered_at.isoformat() == "2025-03-19T17:00:00+00:00"
    assert closed.complaint.deadline.due == date(2025, 3, 25)
    assert closed.complaint.party.name == "Wawan Hermawan"
    assert (pending.complaint.letter, pending.complaint.state) == ("m", State.UNDER_REVIEW)
    assert pending.complaint.awaiting_until is None


def test_nobody_is_acknowledged_and_the_history_says_where_it_comes_from(
    book: Path, office: Path, aduan: Call
) -> None:
    aduan("import", "register", str(book))
    for view in views(office):
        assert [message.inbound for message in view.messages] == [True]
        what = {entry.what: entry for entry in view.entries}
        assert not {"acknowledged", "not_acknowledged"} & set(what)
        assert what["referenced"].detail["system"] == "register"
        assert what["taken_over"].detail["state"] == view.complaint.state.value
    assert views(office)[0].entries[-1].detail["outcome"] == "PBG terbit"


def test_a_second_run_changes_nothing(book: Path, office: Path, aduan: Call) -> None:
    aduan("import", "register", str(book))
    before, books = views(office), aduan("status", "--json").out
    again = aduan("import", "register", str(book))
    assert "0 became cases, 2 are here already" in again.out
    assert f"row 4: is here already ({before[0].complaint.ticket})" in again.out
    assert (views(office), aduan("status", "--json").out) == (before, books)


def test_every_item_is_in_the_books(book: Path, office: Path, aduan: Call) -> None:
    aduan("import", "register", str(book))
    (balance,) = json.loads(aduan("status", "--json").out)["balances"]
    assert (balance["account"], balance["received"], balance[Terminal.OPENED.value]) == ("loket", 2, 2)
    assert balance["missing"] == 0


def test_what_left_by_an_export_is_known_again(book: Path, office: Path, aduan: Call) -> None:
    aduan("import", "register", str(book))
    for name in ("r.csv", "r.xlsx"):
        assert aduan("export", "--output", str(office / name)).code == 0
        said = aduan("import", "register", str(office / name), "--dry-run")
        assert (said.code, "0 would become cases, 2 are here already" in said.out) == (0, True)


def test_an_export_moves_to_another_office_s_database(
    book: Path, office: Path, aduan: Call, tmp_path: Path
) -> None:
    aduan("import", "register", str(book))
    aduan("export", "--output", str(office / "all.csv"), "--with-identities", "--reason", "pindah")
    (office / "aduan.db").rename(office / "old.db")
    aduan("init")
    said = aduan("import", "register", str(office / "all.csv"), "--json")
    assert said.code == 0, said.out
    moved = [(view.complaint.letter, view.complaint.state, view.complaint.labels) for view in views(office)]
    (office / "aduan.db").unlink()
    (office / "old.db").rename(office / "aduan.db")
    assert moved == [
        (view.complaint.letter, view.complaint.state, view.complaint.labels) for view in views(office)
    ]


def test_json_is_a_line_for_each_row_and_the_sums(book: Path, aduan: Call) -> None:
    *rows, last = lines(aduan("import", "register", str(book), "--dry-run", "--json").out)
    assert last == {"summary": {"new": 2, "exists": 0, "twice": 1, "bad": 1}}
    assert [(row["row"], row["fate"]) for row in rows] == [(4, "new"), (5, "new"), (6, "bad"), (7, "twice")]
    assert rows[0]["state"] == "closed"
    assert rows[2]["troubles"][1] == {"column": "Media", "what": "bad-letter", "value": "Facebook"}


def test_the_office_s_own_words_come_from_a_mapping_file(office: Path, aduan: Call) -> None:
    table = office / "r.csv"
    table.write_text("Kapan;Curhatan;Dari\n5/3/2025;Antrean panjang;Facebook\n", "utf-8")
    said = aduan("import", "register", str(table), "--dry-run")
    assert (said.code, "no row of headings" in said.err) == (2, True)
    mapping = office / "map.toml"
    mapping.write_text(
        '[columns]\nreceived = "Kapan"\ntext = "Curhatan"\nletter = "Dari"\n[letters]\nFacebook = "j"\n'
    )
    said = aduan("import", "register", str(table), "--dry-run", "--mapping", str(mapping))
    assert (said.code, "letter j" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[colums]\n", "did you mean 'columns'?"),
        ('[columns]\nrecieved = "x"\n', "did you mean 'received'?"),
        ('[letters]\nFacebook = "z"\n', "letters.Facebook: 'z' is not known"),
        ('[states]\nok = "shut"\n', "states.ok: 'shut' is not known"),
        ("x = ", "not TOML"),
        ("columns = 3\n", "a table of texts is wanted"),
    ],
)
def test_a_wrong_mapping_is_named(office: Path, aduan: Call, text: str, said: str) -> None:
    (office / "map.toml").write_text(text)
    answer = aduan("import", "register", str(office / "r.csv"), "--mapping", str(office / "map.toml"))
    assert (answer.code, said in answer.err) == (2, True), answer.err


def test_only_a_desk_keeps_a_register(
    home: Path, database: Path, office: Path, book: Path, aduan: Call
) -> None:
    said = aduan("import", "register", str(book), "--account", "surat")
    assert (said.code, "there are: loket" in said.err) == (2, True)
    config = home / "config.toml"
    config.write_text(config.read_text("utf-8").replace(ACCOUNT, ""), "utf-8")
    said = aduan("import", "register", str(book))
    assert (said.code, 'kind = "desk"' in said.err) == (2, True)


def test_a_state_that_changed_in_the_file_is_named_and_changes_nothing(office: Path, aduan: Call) -> None:
    table = office / "r.csv"
    head, said = "No Agenda;Tanggal;Media;Isi;Status\n", "4/3/2025;WA;Izin PBG belum terbit"
    table.write_text(f"{head}1;{said};dalam proses\n2;{said};dalam proses\n3;{said};\n", encoding="utf-8")
    aduan("import", "register", str(table))
    first, _, third = (one.complaint.ticket for one in views(office))
    again = aduan("import", "register", str(table))
    assert "is not how the case stands" not in again.out
    table.write_text(
        f"{head}1;{said};Selesai\n2;{said};dalam proses\n3;{said};Menunggu data\n", encoding="utf-8"
    )
    told = aduan("import", "register", str(table), "--dry-run").out.splitlines()
    assert told[0] == (
        f"row 2: is here already ({first}); Tgl Selesai: is empty: taken in without a date of answer; "
        "Status: 'Selesai' is not how the case stands: a file changes no case, change it on its page"
    ).replace("Tgl Selesai", "answered")
    assert told[2] == f"row 4: is here already ({third})"
    assert [one.complaint.state for one in views(office)] == [
        State.UNDER_REVIEW,
        State.UNDER_REVIEW,
        State.RECEIVED,
    ]


@pytest.mark.slow
def test_ten_thousand_rows_come_in_once(office: Path, aduan: Call) -> None:
    table = office / "r.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("No Agenda;Tanggal;Media;Nama;Isi;Status\n")
        for number in range(10_000):
            file.write(
                f"{number};{number % 28 + 1}/3/2025;WA;Warga {number};Izin PBG nomor {number} belum terbit;Selesai\n"
            )
    assert "10000 became cases" in aduan("import", "register", str(table)).out
    assert "0 became cases, 10000 are here already" in aduan("import", "register", str(table)).out


def test_a_file_that_is_not_there_is_said(office: Path, aduan: Call) -> None:
    said = aduan("import", "register", str(office / "nowhere.csv"))
    assert (said.code, "nowhere.csv: No such file" in said.err) == (2, True)
