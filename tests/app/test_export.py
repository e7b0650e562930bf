"""`aduan export`, as an operator calls it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from storage.store import open_store
from tests.app.conftest import MASTER_KEY, Call
from tests.storage.ports.given import NOW, complaint, open_case

DESK = '\n[accounts.surat]\nkind = "desk"\n'


@pytest.fixture
def lived(database: Path, home: Path) -> Path:
    """A database with two cases, one of them restricted, and the account they came by."""
    asyncio.run(_live(database, home))
    config = home / "config.toml"
    config.write_text(config.read_text("utf-8") + DESK, "utf-8")
    return home


async def _live(database: Path, home: Path) -> None:
    store = open_store(f"sqlite:///{database}", MASTER_KEY, home / "files")
    await store.write(lambda unit: open_case(unit, complaint("T1")))
    await store.write(lambda unit: open_case(unit, complaint("T2", restricted=True)))
    await store.close()


def test_the_register_goes_to_the_standard_output(lived: Path, aduan: Call) -> None:
    said = aduan("export")
    assert said.code == 0
    (line,) = csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")))
    assert (line["Nomor tiket"], line["Huruf/kanal"], line["Jenis"]) == ("T1", "e", "Pengaduan")
    assert (line["Nama pelapor"], line["Kontak"], line["Isi"]) == ("B. S.", "b***@example.com", "")
    assert "1 cases written; 1 restricted cases are left out" in said.err


@pytest.mark.parametrize(
    ("name", "begins"), [("r.csv", b"\xef\xbb\xbf"), ("r.xlsx", b"PK"), ("r.json", b"[")]
)
def test_a_file_s_name_says_its_form_and_nobody_else_may_read_it(
    lived: Path, aduan: Call, name: str, begins: bytes
) -> None:
    file = lived / name
    assert aduan("export", "--output", str(file)).code == 0
    assert file.read_bytes().startswith(begins)
    assert file.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in lived.iterdir() if path.name.startswith(".r")} == set()


def test_identities_want_a_reason_and_are_on_record(lived: Path, aduan: Call) -> None:
    assert aduan("audit", "disclosures").out == "nobody took identities out of the register\n"
    refused = aduan("export", "--with-identities")
    assert refused.code == 2
    assert "--reason" in refused.err
    said = aduan("export", "--format", "json", "--with-identities", "--with-restricted", "--reason", "audit")
    assert [(line["ticket"], line["name"]) for line in json.loads(said.out)] == [
        ("T1", "Budi Santoso"),
        ("T2", "Budi Santoso"),
    ]
    record = aduan("audit", "disclosures").out
    assert "json .. identities restricted\taudit" in record


def test_masked_it_reads_beside_a_running_service_and_identities_ask_to_stop_it(
    lived: Path, aduan: Call
) -> None:
    store = open_store(f"sqlite:///{lived}/aduan.db", MASTER_KEY, lived / "files")
    try:
        assert aduan("export").code == 0
        refused = aduan("export", "--with-identities", "--reason", "audit")
        assert refused.code == 2
        assert "stop it first" in refused.err
        assert refused.out == ""
    finally:
        store.close_now()


def test_a_folder_that_is_not_there_is_said(lived: Path, aduan: Call) -> None:
    said = aduan("export", "--output", str(lived / "nowhere" / "r.csv"))
    assert said.code == 2
    assert "nowhere" in said.err


def test_an_erased_case_is_counted_and_says_so(lived: Path, aduan: Call) -> None:
    config = lived / "config.toml"
    config.write_text(config.read_text("utf-8") + '\n[accounts.laporan]\nkind = "lapor"\n', "utf-8")

    async def forget() -> None:
        store = open_store(f"sqlite:///{lived}/aduan.db", MASTER_KEY, lived / "files")
        await store.write(lambda unit: unit.erasures.erase("T1", NOW))
        await store.close()

    asyncio.run(forget())
    said = aduan("export", "--with-identities", "--reason", "audit")
    (line,) = csv.DictReader(io.StringIO(said.out.removeprefix("\ufeff")))
    told = [line[name] for name in ("Nomor tiket", "Nama pelapor", "Kontak", "Perihal", "Isi", "Jenis")]
    assert told == ["T1", "(data dihapus)", "", "", "", "Pengaduan"]
    (found,) = json.loads(aduan("export", "--format", "json").out)
    assert (found["ticket"], found["name"]) == ("T1", "")
    (row,) = csv.DictReader(io.StringIO(aduan("export", "--format", "lapor").out.removeprefix("\ufeff")))
    assert (row["body"], row["title"]) == ("(data dihapus)", "")
