"""`aduan import lapor` and `aduan export --format lapor`: files in, files out, over the real store."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.build import build_store
from app.cli import root
from app.config import read_config
from core.case.complaint import Complaint
from core.ports.inbox import Officer, Role, Viewer
from core.ports.store import Unit
from core.work.refer import Elsewhere, refer, take_back

ACCOUNTS = (
    '\n[accounts.lapor]\nkind = "lapor"\nreport_url = "https://lapor.example/{tracking_id}"\n'
    'state_words = ["received = terverifikasi"]\n'
    '\n[accounts.loket]\nkind = "desk"\n'
)
ROWS = [
    {
        "tracking_id": "7310042",
        "tanggal laporan": "2026-03-30 09:00",
        "judul": "PBG belum terbit",
        "isi": "Izin PBG rumah saya sudah dua bulan belum terbit, telepon saya 0812 0000 0017.",
        "lokasi": "MPP Bale Madukara",
        "nama": "Wawan Hermawan",
        "telepon": "081200000017",
    },
    {
        "tracking_id": "7310043",
        "tanggal laporan": "31/03/2026",
        "isi": "Kursi ruang tunggu kurang.",
        "anonim": "ya",
    },
    {"tracking_id": "", "tanggal laporan": "besok", "isi": "Rahasia sekali"},
    {"tracking_id": "7310042", "tanggal laporan": "2026-03-30", "isi": "Sekali lagi"},
]
SARI = Officer("sari", "Neng Sari", Role.OFFICER, "Bidang Perizinan")
NOW = datetime(2026, 4, 2, tzinfo=UTC)
MANAGER = Viewer("dadan", Role.COMPLAINT_MANAGER)


@pytest.fixture
def config(database: Path) -> Path:
    found = database.with_name("config.toml")
    found.write_text(found.read_text(encoding="utf-8") + ACCOUNTS, encoding="utf-8")
    return found


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(root, ["--config", str(config), *arguments])


def as_json(folder: Path, rows: list[dict[str, str]] = ROWS) -> Path:
    path = folder / "laporan.json"
    path.write_text(json.dumps({"data": rows}), encoding="utf-8")
    return path


def as_lines(folder: Path) -> Path:
    path = folder / "laporan.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS), encoding="utf-8")
    return path


def as_csv(folder: Path) -> Path:
    path = folder / "laporan.csv"
    names = list(dict.fromkeys(name for row in ROWS for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, names, delimiter=";")
        rows.writeheader()
        rows.writerows(ROWS)
    return path


def ask(config: Path, question: Callable[[Unit], Any]) -> Any:
    store = build_store(read_config(config), write=False)
    try:
        return asyncio.run(store.read(question))
    finally:
        store.close_now()


def ticket(config: Path, tracking_id: str) -> str:
    found = ask(config, lambda unit: unit.ledger.ticket_of("lapor", tracking_id))
    assert found
    return str(found)


def case(config: Path, tracking_id: str) -> Complaint:
    number = ticket(config, tracking_id)
    found: Complaint = ask(config, lambda unit: unit.cases.get(number))
    return found


@pytest.mark.parametrize("written", [as_json, as_lines, as_csv])
def test_a_dry_run_says_row_by_row_what_it_would_do_and_does_nothing(
    config: Path, tmp_path: Path, written: Callable[[Path], Path]
) -> None:
    done = run(config, "import", "lapor", str(written(tmp_path)), "--account", "lapor", "--dry-run", "--json")
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert done.exit_code == 1
    assert [row.get("fate") for row in rows[:-1]] == ["new", "new", "bad", "twice"]
    assert [fault["column"] for fault in rows[2]["faults"]] == ["tracking_id", "received_at"]
    assert rows[-1]["summary"] == {"new": 2, "exists": 0, "twice": 1, "bad": 1}
    assert "Rahasia sekali" not in done.output
    assert ask(config, lambda unit: unit.register.size()) == 0


def test_reports_become_cases_of_their_own_date_and_come_only_once(config: Path, tmp_path: Path) -> None:
    first = run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    assert "row 1: becomes a case: 7310042, received" in first.output
    assert "row 3: BAD; tracking_id: it is empty" in first.output
    assert "2 became cases, 0 are here already, 1 stand twice in the file, 1 are bad" in first.output
    found = case(config, "7310042")
    assert found.received_at.isoformat() == "2026-03-30T02:00:00+00:00"
    assert found.party.name == "Wawan Hermawan"
    assert case(config, "7310043").restricted
    again = run(config, "import", "lapor", str(as_csv(tmp_path)), "--account", "lapor")
    assert f"row 2: is here already ({found.ticket})" in again.output
    assert ask(config, lambda unit: unit.register.size()) == 2
    assert all(line.missing == 0 for line in ask(config, lambda unit: unit.ledger.balances()))


def test_the_case_knows_its_number_and_page_there_and_nobody_is_written_to(
    config: Path, tmp_path: Path
) -> None:
    run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    number = ticket(config, "7310042")
    view = ask(config, lambda unit: unit.inbox.case(MANAGER, number))
    (reference,) = [entry.detail for entry in view.entries if entry.what == "referenced"]
    assert reference == {
        "system": "sp4n_lapor",
        "tracking_id": "7310042",
        "url": "https://lapor.example/7310042",
    }
    assert [message.inbound for message in view.messages] == [True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--account", "loket"], "'loket' is none of LAPOR!; there are: lapor"),
        (["--account", "lapor", "--dry-run"], "no row of headings"),
    ],
)
def test_what_cannot_be_done_is_named(config: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    empty = tmp_path / "kosong.csv"
    empty.write_text("a;b\n1;2\n", encoding="utf-8")
    done = run(config, "import", "lapor", str(empty), *arguments)
    assert done.exception is not None
    assert said in str(done.exception)


def test_without_an_account_it_is_off(database: Path, tmp_path: Path) -> None:
    config = database.with_name("config.toml")
    done = run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    assert 'add one of kind = "lapor"' in str(done.exception)


def test_cases_leave_in_the_columns_of_lapor_with_people_concealed(config: Path, tmp_path: Path) -> None:
    run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    out = tmp_path / "keluar.csv"
    done = run(config, "export", "--format", "lapor", "--output", str(out))
    assert done.exit_code == 0, done.output
    assert "1 cases written; 1 restricted cases are left out" in done.output
    text = out.read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert ",".join(row) == (
        "tracking_id,kind,title,body,event_date,location,agency,category,anonymity,secret,received_at,channel,status,"
        "disposition,follow_up_text,closed_at"
    )
    assert row["tracking_id"] == "7310042"
    assert (row["kind"], row["channel"]) == ("pengaduan", "lapor")
    assert row["body"] == "Izin PBG rumah saya sudah dua bulan belum terbit, telepon saya ***."
    assert row["location"] == "MPP Bale Madukara"
    assert row["status"] == "terverifikasi"
    assert row["received_at"] == "2026-03-30 09:00"
    for private in ("Wawan", "0812 0000 0017", "081200000017"):
        assert private not in text


def change(config: Path, deed: Callable[[Unit], Any]) -> Any:
    store = build_store(read_config(config))
    try:
        return asyncio.run(store.write(deed))
    finally:
        store.close_now()


def exported(config: Path) -> dict[str, str]:
    out = config.with_name("keluar.csv")
    assert run(config, "export", "--format", "lapor", "--output", str(out)).exit_code == 0
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    return row


def test_a_number_that_an_officer_set_down_leaves_too_until_it_is_taken_back(
    config: Path, tmp_path: Path
) -> None:
    run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    own = ticket(config, "7310042")
    change(config, lambda unit: unit.staff.add(SARI, "x"))
    assert change(config, lambda unit: refer(unit, own, SARI, "7310099", "", NOW, ["lapor"]))
    assert exported(config)["tracking_id"] == "7310042, 7310099"
    assert change(config, lambda unit: take_back(unit, own, SARI, "7310099", NOW))
    assert exported(config)["tracking_id"] == "7310042"
    more = as_json(tmp_path, [ROWS[0] | {"tracking_id": "7310100"}])
    assert change(config, lambda unit: refer(unit, own, SARI, "7310100", "", NOW, ["lapor"]))
    again = run(config, "import", "lapor", str(more), "--account", "lapor")
    assert f"row 1: is here already ({own})" in again.output, "an officer said so"
    assert change(config, lambda unit: take_back(unit, own, SARI, "7310100", NOW))
    assert "1 became cases" in run(config, "import", "lapor", str(more), "--account", "lapor").output
    with pytest.raises(Elsewhere) as other:
        change(config, lambda unit: refer(unit, own, SARI, "7310043", "", NOW, ["lapor"]))
    assert other.value.ticket == ticket(config, "7310043")


def test_restricted_cases_leave_with_a_reason_that_is_on_record(config: Path, tmp_path: Path) -> None:
    run(config, "import", "lapor", str(as_json(tmp_path)), "--account", "lapor")
    out = tmp_path / "semua.csv"
    refused = run(config, "export", "--format", "lapor", "--output", str(out), "--with-restricted")
    assert refused.exit_code == 2
    done = run(
        config,
        "export",
        "--format",
        "lapor",
        "--output",
        str(out),
        "--with-restricted",
        "--reason",
        "Permintaan KSP",
    )
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["anonymity"] for row in rows] == ["terbuka", "anonim"]
    assert [one.reason for one in ask(config, lambda unit: unit.register.disclosures(5))] == [
        "Permintaan KSP"
    ]


def test_identities_never_leave_in_this_form(config: Path) -> None:
    done = run(config, "export", "--format", "lapor", "--with-identities", "--reason", "x")
    assert done.exit_code == 2
    assert "never holds identities" in done.output
