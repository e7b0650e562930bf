"""The command line, as a person calls it: words, exit codes, and errors that name the remedy."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.desk import Caps
from core.ports.accounts import AccountHealth, Health
from sandbox.mail.smtp import SmtpSink
from storage.seal import escrow_text, master_key_text, parse_master_key
from storage.store import open_store
from tests.app.conftest import MASTER_KEY, Call
from tests.pipeline.letters import ASEP, late_permit, letter, with_files
from tests.pipeline.office import ACCOUNT, HeldClock, Post, connect, open_office, settings

NOBODY = 65534
COMMANDS = [
    "init",
    "check",
    "serve",
    "demo",
    "status",
    "normalise",
    "classify",
    "converse",
    "reread",
    "user",
    "calendar",
    "import",
    "export",
    "audit",
]


@pytest.fixture
def lived(database: Path, home: Path) -> Path:
    """A database in which a case, a redelivery, a machine's mail and a held-back mail have ended."""
    asyncio.run(_live(database, home))
    return database


async def _live(database: Path, home: Path) -> None:
    server = SmtpSink(lambda _: None)
    await server.start()
    store = open_store(f"sqlite:///{database}", MASTER_KEY, home / "files")
    office = open_office(store, Post(server, []), HeldClock(), settings(server))
    office.desk = replace(office.desk, caps=Caps(messages_per_hour=1))
    await connect(office)
    raw = late_permit(ASEP)
    for mail in (
        raw,
        raw,
        letter("sedang cuti", headers=("Auto-Submitted: auto-replied",)),
        late_permit(ASEP),
    ):
        await office.mail(mail)
    await office.channels[ACCOUNT].close()
    await store.close()
    await server.stop()


def test_help_lists_every_command_with_a_sentence(aduan: Call) -> None:
    said = aduan("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in said.out
        assert aduan(command, "--help").code == 0
    assert aduan("nonsense").code == 2


# init


def test_init_writes_what_is_missing_and_touches_nothing_that_is_there(home: Path, aduan: Call) -> None:
    (home / "master.key").unlink()
    first = aduan("init")
    assert first.code == 0
    key = home / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert (home / "aduan.db").stat().st_mode & 0o777 == 0o600
    assert "Write down this copy" in first.out
    before = (key.read_bytes(), (home / "config.toml").read_bytes())
    again = aduan("init")
    assert again.code == 0
    assert "Write down" not in again.out, "the escrow copy is printed once"
    assert (key.read_bytes(), (home / "config.toml").read_bytes()) == before
    assert len(parse_master_key(key.read_text())) == 32


def test_init_writes_the_example_where_there_is_no_configuration(
    home: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    (home / "config.toml").unlink()
    assert aduan("init").code == 0
    assert (home / "config.toml").read_text().startswith("# Aduan's configuration.")
    assert (home / "var" / "aduan.db").exists()
    assert (home / "var" / "master.key").stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_typed_in_from_its_escrow_copy(home: Path, aduan: Call) -> None:
    key = home / "master.key"
    key.unlink()
    escrow = "\n".join(aduan("init").out.split("\n\n")[1].splitlines())
    written = key.read_text()
    key.unlink()
    refused = aduan("init")
    assert refused.code == 2
    assert "aduan init --escrow" in refused.err
    assert "Write down" not in refused.out, "nobody keeps the copy of a key that fits nothing"
    assert not key.exists(), "no other key fits"
    assert aduan("init", "--escrow", stdin=f"{escrow.lower()}\n".encode()).code == 0
    assert key.read_text() == written
    assert key.stat().st_mode & 0o777 == 0o600
    again = aduan("init", "--escrow", stdin=f"{escrow}\n".encode())
    assert (again.code, "the key is there" in again.err) == (2, True)


def test_an_escrow_copy_with_a_typing_error_or_of_another_key_is_refused(home: Path, aduan: Call) -> None:
    key = home / "master.key"
    escrow = escrow_text(MASTER_KEY).splitlines()
    assert aduan("init").code == 0
    key.unlink()
    wrong = "\n".join([escrow[1], *escrow[1:]]) + "\n"
    said = aduan("init", "--escrow", stdin=wrong.encode())
    assert said.code == 2
    assert "row 1 of the escrow sheet has a typing error" in said.err
    said = aduan("init", "--escrow", stdin=f"{escrow_text(bytes(32))}\n".encode())
    assert said.code == 2
    assert "this is not the database's master key" in said.err
    assert not key.exists()
    assert aduan("init", "--escrow", stdin="\n".join([*escrow, ""]).encode()).code == 0


def test_init_on_a_full_disk_leaves_nothing_half_written(
    home: Path, aduan: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "master.key").unlink()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    before = sorted(home.iterdir())
    said = aduan("init")
    assert (said.code, said.err) == (2, "aduan: a file: No space left on device; make room and try again\n")
    assert sorted(home.iterdir()) == before


def test_a_file_that_is_in_the_way_is_named_with_the_remedy(home: Path, aduan: Call) -> None:
    said = aduan("init", config=home / "config.toml" / "config.toml")
    assert said.code == 2
    assert said.err.startswith(f"aduan: {home}/config.toml")
    assert said.err.count("\n") == 1


# databases that do not serve


@pytest.mark.parametrize(
    "command", [["status"], ["serve"], ["reread"], ["audit", "verify"], ["user", "list"]], ids=str
)
def test_a_database_that_is_missing_is_said_with_the_remedy(
    command: list[str], aduan: Call, home: Path
) -> None:
    said = aduan(*command)
    assert said.code == 2
    assert said.err.startswith("aduan: database ")
    assert "aduan init" in said.err
    assert said.err.count("\n") == 1
    assert not (home / "aduan.db").exists()


def test_a_database_from_a_newer_version_is_not_touched(database: Path, aduan: Call) -> None:
    _sql(database, "UPDATE alembic_version SET version_num = '9999_later'")
    for command in ("serve", "status", "reread"):
        said = aduan(command)
        assert said.code == 2
        assert "newer Aduan" in said.err
        assert "install that version" in said.err


def test_another_master_key_is_refused_before_anything_is_written(
    database: Path, aduan: Call, home: Path
) -> None:
    (home / "master.key").write_text(master_key_text(bytes(32)))
    for command in ("serve", "status", "reread"):
        said = aduan(command)
        assert said.code == 2
        assert "key" in said.err
    (home / "master.key").write_text("no key at all")
    assert aduan("status").code == 2
    (home / "master.key").unlink()
    said = aduan("status")
    assert (said.code, "master.key" in said.err) == (2, True)


def test_a_database_that_cannot_be_written_is_said(home: Path, aduan: Call) -> None:
    with tempfile.TemporaryDirectory(prefix="aduan-test-") as name:  # pytest's own nobody else can reach
        place = Path(name)
        place.chmod(0o755)
        for file in ("config.toml", "master.key"):
            text = (home / file).read_text().replace(str(home), name)
            (place / file).write_text(text)
            (place / file).chmod(0o644)
        assert aduan("init", config=place / "config.toml").code == 0
        for path in place.glob("aduan.db*"):
            path.chmod(0o444)
        with unprivileged():
            for command in ("serve", "reread"):
                said = aduan(command, config=place / "config.toml")
                assert said.code == 2
                assert "aduan.db" in said.err
                assert "give the service's user the right to write there" in said.err


@contextmanager
def unprivileged() -> Iterator[None]:
    """As somebody whom file rights hold back, which root is not."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


def test_a_file_that_is_no_database_is_said(home: Path, aduan: Call) -> None:
    (home / "aduan.db").write_bytes(b"this is a letter, not a database" * 100)
    said = aduan("status")
    assert said.code == 2
    assert "is no database" in said.err


def test_a_configuration_with_a_fault_ends_every_command_with_one_line(home: Path, aduan: Call) -> None:
    with (home / "config.toml").open("a") as file:
        file.write("[ofice]\n")
    for command in (["serve"], ["check"], ["status"], ["init"], ["calendar", "due", "2026-03-11"]):
        said = aduan(*command)
        assert said.code == 2
        assert said.err == f"aduan: {home}/config.toml: unknown section 'ofice'; did you mean 'office'?\n"


# status


def test_status_prints_each_account_and_day_and_that_they_add_up(lived: Path, aduan: Call) -> None:
    said = aduan("status", "--days", "9999")
    assert said.code == 0
    head, line, _ = said.out.splitlines()
    assert head.split()[:4] == ["account", "day", "received", "waiting"]
    assert line.split()[:5] == ["surat", "2026-11-23", "4", "0", "1"]
    assert "ADD UP" not in said.out
    (balance,) = json.loads(aduan("status", "--days", "9999", "--json").out)["balances"]
    assert {key: n for key, n in balance.items() if n and isinstance(n, int)} == {
        "received": 4, "opened": 1, "redelivered": 1, "automatic": 1, "flood": 1,
    }  # fmt: skip


def test_status_says_when_the_numbers_do_not_add_up(lived: Path, aduan: Call) -> None:
    _sql(lived, "UPDATE ledger SET received = received + 2")
    said = aduan("status", "--days", "9999")
    assert said.code == 1
    assert "DOES NOT ADD UP: +2" in said.out
    assert json.loads(aduan("status", "--days", "9999", "--json").out)["balances"][0]["missing"] == 2


def report_health(database: Path, home: Path, reported_at: datetime) -> None:
    """The account said that it is well, and succeeded, at this moment."""

    async def report() -> None:
        store = open_store(f"sqlite:///{database}", MASTER_KEY, home / "files")
        well = AccountHealth(ACCOUNT, "mail", Health.OK, reported_at, reported_at=reported_at)
        await store.write(lambda unit: unit.accounts.report(well))
        await store.close()

    asyncio.run(report())


def test_status_never_says_that_a_service_which_has_stopped_is_well(
    lived: Path, home: Path, aduan: Call
) -> None:
    now = datetime.now(UTC)
    report_health(lived, home, now)
    assert f"{ACCOUNT} (mail): ok, last success" in aduan("status").out
    report_health(lived, home, now - timedelta(days=3))
    said = aduan("status").out
    assert f"{ACCOUNT} (mail): silent, last success" in said
    assert "is `aduan serve` running" in said
    (account,) = json.loads(aduan("status", "--json").out)["accounts"]
    assert account["state"] == "silent"


def test_status_tells_times_as_the_office_reads_them(lived: Path, home: Path, aduan: Call) -> None:
    report_health(lived, home, datetime(2026, 11, 23, 18, 5, tzinfo=UTC))
    assert "last success 2026-11-24 01:05 WIB" in aduan("status").out


def test_status_of_a_new_office_says_that_nothing_came_yet(database: Path, aduan: Call) -> None:
    assert aduan("status").out == "nothing was received yet\n"


# audit, reread


def test_audit_finds_a_history_that_was_changed_behind_our_back(lived: Path, aduan: Call) -> None:
    said = aduan("audit", "verify")
    assert (said.code, said.out) == (0, "every history fits its chain\n")
    _sql(lived, "UPDATE history SET by = 'siti' WHERE sequence = 2")
    said = aduan("audit", "verify")
    assert said.code == 1
    assert "entry 2 does not fit its chain" in said.out


def test_reread_releases_what_was_held_back(lived: Path, aduan: Call) -> None:
    assert aduan("reread", "--account", "another").out == "0 to be read again\n"
    assert aduan("reread", "--code", "flood").out == "1 to be read again\n"
    (balance,) = json.loads(aduan("status", "--days", "9999", "--json").out)["balances"]
    assert (balance["waiting"], balance["flood"], balance["missing"]) == (1, 0, 0)


# user


def test_an_officer_is_added_once_and_listed(database: Path, aduan: Call) -> None:
    add = ["user", "add", "siti", "--full-name", "Siti Pengelola", "--role", "complaint_manager"]
    assert aduan(*add, "--password", "sangat-rahasia").code == 0
    again = aduan(*add, "--password", "sangat-rahasia")
    assert again.code == 2
    assert "siti" in again.err
    assert aduan("user", "list").out == "siti\tcomplaint_manager\tSiti Pengelola\n"
    assert b"sangat-rahasia" not in database.read_bytes()
    assert aduan("user", "password", "siti", "--password", "lebih-rahasia").code == 0


@pytest.mark.parametrize("name", ["", "  ", " siti", "siti\t", "x" * 65])
def test_a_name_that_nobody_could_type_at_the_door_is_refused(database: Path, aduan: Call, name: str) -> None:
    said = aduan("user", "add", name, "--password", "sangat-rahasia")
    assert said.code == 2
    assert "is no name to sign in with" in said.err
    assert aduan("user", "list").out == ""


def test_a_short_password_and_an_unknown_role_are_refused(database: Path, aduan: Call) -> None:
    said = aduan("user", "add", "siti", "--password", "pendek")
    assert said.code == 2
    assert "at least 10 characters" in said.err
    assert aduan("user", "add", "siti", "--role", "king", "--password", "sangat-rahasia").code == 2
    assert not aduan("user", "list").out


def test_the_password_of_an_unknown_officer_cannot_be_changed(database: Path, aduan: Call) -> None:
    said = aduan("user", "password", "nobody", "--password", "sangat-rahasia")
    assert said.code == 2
    assert "nobody" in said.err


# calendar


def test_calendar_due_tells_the_date_and_what_it_rests_on(aduan: Call) -> None:
    found = json.loads(aduan("calendar", "due", "2026-03-11", "--days", "14", "--json").out)
    assert found["due"] == "2026-04-08"
    assert found["sure"] is True
    assert aduan("calendar", "due", "2026-03-11").out.startswith("2026-04-08")
    assert aduan("calendar", "due", "11/3/2026").code == 2
    assert aduan("calendar", "due", "2026-03-11", "--days", "0").code == 2
    assert "2026-03-19" in aduan("calendar", "explain", "2026-03-11", "2026-04-08").out
    assert "2026-08-17" in aduan("calendar", "show", "2026").out


def test_the_calendar_needs_no_configuration(home: Path, aduan: Call) -> None:
    (home / "config.toml").unlink()
    assert aduan("calendar", "due", "2026-03-11").out.startswith("2026-04-08")


# classify


def test_classify_prints_every_label_and_fact_of_a_text(aduan: Call) -> None:
    found = json.loads(aduan("classify", "Nama saya Siti Contoh. PBG saya belum terbit, sudah 3 minggu.").out)
    assert (found["kind"], found["component"]) == ("complaint", "turnaround_time")
    assert found["reporter_name"] == "Siti Contoh"
    assert set(found) >= {"confidence", "evidence", "abstained", "components_also", "sector", "language"}


def test_classify_reads_lines_and_names_the_line_that_is_none(home: Path, aduan: Call) -> None:
    lines = home / "lines.jsonl"
    lines.write_text(
        '{"id": "a", "text": "PBG belum terbit"}\n\n{"id": "b", "text": "Terima kasih", "sent_on": "2026-11-22"}\n'
    )
    found = [json.loads(line) for line in aduan("classify", "--jsonl", str(lines)).out.splitlines()]
    assert [(one["id"], one["kind"]) for one in found] == [("a", "complaint"), ("b", "appreciation")]
    for bad, named in (
        ("{", "line 1 is not JSON"),
        ("5", "line 1 is not an object"),
        ('{"text":"x","sent_on":"soon"}', "'soon' is no date"),
    ):
        lines.write_text(bad)
        said = aduan("classify", "--jsonl", str(lines))
        assert said.code == 2
        assert named in said.err


def test_classify_answers_to_any_bytes(home: Path, aduan: Call) -> None:
    said = aduan("classify", stdin=b"izin \xff\xfe belum terbit")
    assert (said.code, json.loads(said.out)["kind"]) == (0, "complaint")
    lines = home / "lines.jsonl"
    lines.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "izin \xff belum terbit"}\n{"id": 2, "text": null}')
    found = [json.loads(line) for line in aduan("classify", "--jsonl", str(lines)).out.splitlines()]
    assert [(one["id"], one["kind"]) for one in found] == [(1, "complaint"), (2, "irrelevant")]
    assert found[1]["confidence"]["kind"] > 0.9, "no text, not the word None"


def test_a_line_was_sent_on_the_day_of_jakarta(home: Path, aduan: Call) -> None:
    lines = home / "lines.jsonl"
    lines.write_text('{"text": "kemarin saya antri lama", "sent_on": "2026-03-10T18:30:00Z"}')
    assert json.loads(aduan("classify", "--jsonl", str(lines)).out)["service_date"] == "2026-03-10"


def test_eval_names_a_label_that_there_is_none_of_and_judges_by_the_others(home: Path, aduan: Call) -> None:
    lines = home / "lines.jsonl"
    lines.write_text(
        '{"text": "izin belum terbit", "kind": "complaint", "component": ""}\n{"text": "x", "kind": "complant"}'
    )
    said = aduan("classify", "eval", "--json", str(lines))
    assert "message 2: kind: 'complant' is no label, left out; did you mean 'complaint'?" in said.err
    assert said.code == 0
    found = json.loads(said.out)
    assert {name: one["count"] for name, one in found.items()} == {"kind": 1}


# normalise


def test_normalise_prints_a_mail_as_one_object(home: Path, aduan: Call) -> None:
    path = home / "mail.eml"
    path.write_bytes(with_files("Nama saya Ujang.", ("a.txt", "text/plain", b"halo")))
    found = json.loads(aduan("normalise", "--channel", "email", str(path)).out)
    assert list(found) == [
        "channel",
        "external_id",
        "thread_key",
        "sender",
        "recipient",
        "subject",
        "text",
        "full_text",
        "sent_at",
        "attachments",
        "is_auto_reply",
        "in_reply_to",
        "references",
        "language",
    ]
    assert found["sender"]["display_name"] == "Ujang Perumpamaan"
    assert found["attachments"][0]["size"] == 4
    assert json.loads(aduan("normalise", "--channel", "email", "-", stdin=path.read_bytes()).out) == found


@pytest.mark.parametrize(
    "raw", [b"\x00\xff\xfe", b"x", b"\r\n\r\n\x80", b"From: \xff\n\n\xc3\x28", bytes(range(256)) * 50]
)
def test_normalise_takes_any_bytes(raw: bytes, aduan: Call) -> None:
    said = aduan("normalise", "--channel", "email", "-", stdin=raw)
    assert said.code == 0
    assert json.loads(said.out)["channel"] == "email"


def test_normalise_of_what_is_unreadable_ends_with_one_line(aduan: Call) -> None:
    for raw, channel in ((b"", "email"), (b" \n", "email"), (b"x", "pigeon")):
        said = aduan("normalise", "--channel", channel, "-", stdin=raw)
        assert (said.code, said.out) == (2, "")
        assert said.err.count("\n") == 1
    assert aduan("normalise", "--channel", "email", "/nowhere/at/all").code == 2
    assert aduan("normalise").code == 2


def test_normalise_reads_a_folder_case_by_case(home: Path, aduan: Call) -> None:
    for name, channel, raw in (
        ("a/1", "email", late_permit(ASEP)),
        ("a/2", "pigeon", b"x"),
        ("b", "email", b""),
        ("c", "\udcff", b"x"),
    ):
        case = home / "cases" / name
        case.mkdir(parents=True)
        (case / "input.bin").write_bytes(raw)
        (case / "channel").write_bytes(f"{channel}\n".encode("utf-8", "surrogateescape"))
    said = aduan("normalise", "--batch", str(home / "cases"))
    assert said.code == 0
    first, second, third, fourth = (json.loads(line) for line in said.out.splitlines())
    assert (first["case"], first["result"]["sender"]["address"]) == ("a/1", ASEP)
    assert "pigeon" in second["error"]
    assert "error" in third
    assert "is not known" in fourth["error"], "a channel's name that is no text holds up nobody"


def _sql(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(statement).rowcount >= 1


def test_a_word_that_the_office_adds_shows_its_effect_at_once(aduan: Call, home: Path) -> None:
    text = "izin odong-odong saya belum terbit"
    assert json.loads(aduan("classify", text).out)["sector"] == "unknown"
    (home / "words").mkdir()
    (home / "words" / "sector.toml").write_text('[tourism]\nbusiness = ["odong odong"]\n')
    config = (home / "config.toml").read_text()
    (home / "config.toml").write_text(f'{config}\n[intake]\nlexicon = "{home}/words"\n')
    found = json.loads(aduan("classify", text).out)
    assert found["sector"] == "tourism"
    assert [one["words"] for one in found["evidence"]["sector"]][:1] == ["odong-odong"]


def test_a_wrong_word_file_of_the_office_is_named(aduan: Call, home: Path) -> None:
    (home / "words").mkdir()
    (home / "words" / "sector.toml").write_text('[turism]\nbusiness = ["wahana"]\n')
    config = (home / "config.toml").read_text()
    (home / "config.toml").write_text(f'{config}\n[intake]\nlexicon = "{home}/words"\n')
    said = aduan("classify", "halo")
    assert said.code == 2
    assert "sector.toml" in said.err
