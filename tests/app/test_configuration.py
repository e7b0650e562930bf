"""config.toml: what is wrong in it is named, with the file and the remedy."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.build import build_calendar, build_desk
from app.config import Config, read_config
from core.classify.labels import Sector
from core.errors import ConfigError
from ops.register.mapping import read_mappings

ACCOUNT = """
[accounts.surat]
kind = "mail"
letter = "g"
address = "aduan@office.example"
password_env = "ADUAN_TEST_SECRET"
imap_host = "imap.office.example"
smtp_host = "smtp.office.example"
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def wrong(tmp_path: Path, text: str | bytes) -> str:
    """The words of the error that this file gets; they always name the file, on one line."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        read_config(path)
    said = str(error.value)
    assert said.startswith(f"{path}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path}: ")


def test_an_empty_file_is_an_office_with_all_defaults(tmp_path: Path) -> None:
    assert read_config(written(tmp_path, "")) == Config()


@pytest.mark.parametrize(
    ("text", "named", "remedy"),
    [
        ("[offce]\n", "'offce'", "did you mean 'office'?"),
        ("[accuonts.surat]\n", "'accuonts'", "did you mean 'accounts'?"),
        ("[quux]\n", "'quux'", "known are: office, store"),
        ("[office]\nofficce = 'x'\n", "office: unknown key 'officce'", "did you mean 'office'?"),
        ("[web]\nprot = 80\n", "web: unknown key 'prot'", "did you mean 'port'?"),
        ("[intake]\nzzz = 1\n", "intake: unknown key 'zzz'", "known are: acknowledgements_per_day"),
        (ACCOUNT + "imap_hots = 'x'\n", "accounts.surat: unknown key 'imap_hots'", "did you mean 'imap_host'?"),
        (ACCOUNT + "lettre = 'g'\n", "accounts.surat: unknown key 'lettre'", "did you mean 'letter'?"),
        ("[[routing]]\nname='a'\nunit='b'\nsectr='x'\n", "routing[0]: unknown key", "did you mean 'sector'?"),
        (ACCOUNT.replace('imap_host = "imap.office.example"', ""), "'imap_host' is missing", "config.example.toml"),
        ("[accounts.surat]\nletter = 'g'\n", "'kind' is missing", "config.example.toml"),
        ("[[routing]]\nname = 'a'\n", "routing[0]: key 'unit' is missing", "config.example.toml"),
        ("[web]\nport = 'x'\n", "web.port", "a whole number is wanted, not 'x'"),
        ("[web]\nport = true\n", "web.port", "a whole number is wanted"),
        ("[web]\nbehind_https = 1\n", "web.behind_https", "true or false is wanted"),
        ("[office]\noffice = 5\n", "office.office", "a text in quotes is wanted"),
        ("web = 5\n", "web", "a table is wanted, as in [web]"),
        ("[accounts]\nsurat = 5\n", "accounts.surat", "a table is wanted"),
        ("[routing]\nname = 'a'\n", "routing", "[[routing]]"),
        ("[fields]\nx = 'health'\n", "fields.x", "a list is wanted"),
        (ACCOUNT + "folders = 'INBOX'\n", "accounts.surat.folders", "a list is wanted"),
        (ACCOUNT + "accept_from = 'kemarin'\n", "accounts.surat.accept_from", "a date is wanted"),
        (ACCOUNT.replace('"g"', '"z"'), "accounts.surat.letter", "one of a to m"),
        (ACCOUNT.replace('"mail"', '"post"'), "accounts.surat.kind", "there are: desk, instagram, lapor, mail"),
        (ACCOUNT + "imap_security = 'ssl'\n", "accounts.surat.imap_security", "'starttls'"),
        ("[[routing]]\nname='a'\nunit='b'\nsector='helth'\n", "routing[0].sector", "health_drug_food"),
        ("[fields]\nx = ['helth']\n", "fields.x", "health_drug_food"),
        (ACCOUNT + "imap_security = 'none'\n", "accounts.surat.imap_security", "write \"tls\""),
        (ACCOUNT + "batch = 0\n", "accounts.surat.batch", "must be greater than 0"),
        ("[web]\nport = 65536\n", "web.port", "up to 65535"),
        ("[web]\nport = -1\n", "web.port", "up to 65535"),
        ("[office]\nticket_prefix = 'pwk'\n", "office.ticket_prefix", "two to five capital letters"),
        ("[intake]\nmessages_per_hour = 0\n", "intake.messages_per_hour", "at least 1"),
        ("[intake]\nacknowledgements_per_day = 0\n", "intake.acknowledgements_per_day", "at least 1"),
        ("[intake]\nwait_working_days_chat = 0\n", "intake.wait_working_days_chat", "at least 1"),
        ("[intake]\nwait_calendar_days_letter = -3\n", "intake.wait_calendar_days_letter", "at least 1"),
        ("[intake]\ntrain_every_days = -1\n", "intake.train_every_days", "at least 0"),
        ("[[accounts]]\nname = 'surat'\n", "accounts", "as in [accounts.NAME]"),
        ("[accounts.'a/b']\nkind = 'desk'\n", "'a/b' is no name", "letters, digits"),
        ("[accounts.'']\nkind = 'desk'\n", "'' is no name", "letters, digits"),
        ("[[routing]]\nname='a'\nunit='b'\nfield='x'\n", "routing[0].field", "name its sectors there"),
        ("[fields]\nkesra=['industry']\n[[routing]]\nname='a'\nunit='b'\nfield='kesre'\n", "'kesre'", "'kesra'?"),
        ("[web\n", "not TOML", "line 1"),
        (b"office = '\xff'\n", "not TOML", "utf-8"),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place_and_the_remedy(
    text: str | bytes, named: str, remedy: str, tmp_path: Path
) -> None:
    said = wrong(tmp_path, text)
    assert named in said
    assert remedy in said


def test_a_file_that_is_missing_or_not_ours_to_read_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml: .*aduan init"):
        read_config(tmp_path / "nothing.toml")
    with pytest.raises(ConfigError, match="check its rights"):
        read_config(tmp_path)


def test_a_file_saved_by_notepad_reads_as_any_other(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, b"\xef\xbb\xbf[web]\nport = 8140\n"))
    assert config.web.port == 8140


def test_the_offices_own_files_saved_by_notepad_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "notices" / "id").mkdir(parents=True)
    (tmp_path / "notices" / "id" / "words.toml").write_text("\ufefftime = 'pukul %H.%M'\n")
    (tmp_path / "calendar.toml").write_text("\ufeffdecreed = [2028]\n")
    (tmp_path / "register.toml").write_text("\ufeffsheet = 'Pengaduan'\n")
    files = f"[calendar]\nfile = '{tmp_path}/calendar.toml'\n[office]\nnotices = '{tmp_path}/notices'\n"
    config = read_config(written(tmp_path, files))
    build_desk(config, build_calendar(config))
    assert read_mappings(tmp_path / "register.toml").sheet == "Pengaduan"


def test_a_date_without_a_zone_is_the_offices(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, ACCOUNT + "accept_from = 2026-11-22\n"))
    assert config.accounts[0].accept_from == datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def test_a_division_stands_for_its_sectors(tmp_path: Path) -> None:
    config = read_config(written(tmp_path, "[fields]\nkesra = ['health_drug_food']\n"))
    assert config.fields == {"kesra": frozenset({Sector.HEALTH_DRUG_FOOD})}


def test_a_secret_comes_from_the_environment_anew_at_each_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADUAN_TEST_SECRET", raising=False)
    (account,) = read_config(written(tmp_path, ACCOUNT)).accounts
    with pytest.raises(ConfigError, match=r"accounts\.surat\.password_env.*ADUAN_TEST_SECRET is not set"):
        account.settings.credential()
    for secret in ("rahasia-satu", "rahasia-dua"):
        monkeypatch.setitem(os.environ, "ADUAN_TEST_SECRET", secret)
        assert account.settings.credential() == secret
    assert "rahasia" not in repr(account)


def test_a_secret_comes_from_a_file_or_the_error_names_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    text = ACCOUNT.replace('password_env = "ADUAN_TEST_SECRET"', f'password_file = "{file}"')
    (account,) = read_config(written(tmp_path, text)).accounts
    with pytest.raises(ConfigError, match=r"password_env or _file: cannot read .*secret"):
        account.settings.credential()
    file.write_bytes(b"\xff\xfer\x00")
    with pytest.raises(ConfigError, match="secret holds no text: save it as UTF-8"):
        account.settings.credential()
    file.write_text("\n")
    with pytest.raises(ConfigError, match="secret is empty"):
        account.settings.credential()
    file.write_text("\ufeffrahasia\n")  # as Notepad may save it
    assert account.settings.credential() == "rahasia"


def test_an_account_without_a_secret_says_what_to_name(tmp_path: Path) -> None:
    text = ACCOUNT.replace('password_env = "ADUAN_TEST_SECRET"', "")
    (account,) = read_config(written(tmp_path, text)).accounts
    with pytest.raises(ConfigError, match="name an environment variable or a file"):
        account.settings.credential()
