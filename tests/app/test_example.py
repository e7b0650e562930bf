"""config.example.toml: every key, its default, one sentence; it loads as it stands and with all that is optional."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path

import pytest

from app.config import SECTIONS, AccountKeys, Config, RouteSection, kinds, read_config, tame_config
from app.kinds import settings_of
from channels import desk
from channels.mail import Settings

EXAMPLE = Path(__file__).parent.parent.parent / "config.example.toml"
KEY = re.compile(r"(?:# )?([a-z_]+) = ")
TABLE = re.compile(r"(?:# )?\[\[?([a-z_.]+)\]\]?\s*$")
NOT_FROM_THE_FILE = {"credential", "smtp_credential"}  # secrets are values of the process
NO_DEFAULT = {"address", "imap_host", "smtp_host", "kind", "name", "unit"}


def keys_by_table(text: str) -> dict[str, dict[str, str]]:
    """Each table's keys, whether commented out or not, with the sentence at their end or above them."""
    found: dict[str, dict[str, str]] = {}
    table, above = "", ""
    for line in text.splitlines():
        if named := TABLE.fullmatch(line):
            table = named[1]
            found.setdefault(table, {})
        elif key := KEY.match(line):
            found[table][key[1]] = line.partition("  #")[2].strip() or above
        elif line.startswith("#"):
            above = line
    return found


def uncommented(text: str) -> str:
    """The text with every optional key and table in force."""
    lines = (
        line[2:] if line.startswith("# ") and (KEY.match(line) or TABLE.fullmatch(line)) else line
        for line in text.splitlines()
    )
    return "\n".join(lines)


@pytest.fixture(scope="module")
def text() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def test_it_loads_and_says_the_defaults() -> None:
    assert read_config(EXAMPLE) == Config()


def test_it_loads_with_everything_optional_in_force(text: str, tmp_path: Path) -> None:
    config = tame_config(tomllib.loads(uncommented(text)))
    accounts, (row,) = {account.name: account for account in config.accounts}, config.routing
    assert (accounts["surat"].kind, accounts["surat"].letter) == ("mail", "g")
    assert accounts["loket"].settings == desk.Settings()
    assert (accounts["situs"].kind, accounts["situs"].letter) == ("web", "j")
    assert len({account.kind for account in config.accounts}) == len(accounts)
    assert row.sector is not None
    assert row.component is not None
    assert config.fields
    assert config.calendar.file is not None


def names(kind: type) -> set[str]:
    return {f.name for f in dataclasses.fields(kind)} - NOT_FROM_THE_FILE


def test_every_key_stands_in_it_with_a_sentence_and_no_other_does(text: str) -> None:
    keys = keys_by_table(text)
    for section, kind in SECTIONS.items():
        assert set(keys[section]) == names(kind), section
    assert set(keys["routing"]) == names(RouteSection)
    assert set(keys["accounts.surat"]) == names(AccountKeys) | names(Settings)
    bare = [f"{table}.{key}" for table, found in keys.items() for key, said in found.items() if not said]
    assert not bare


@pytest.mark.parametrize("kind", kinds())
def test_every_key_of_a_kind_stands_with_a_sentence_in_the_example_or_on_its_page(
    kind: str, text: str
) -> None:
    """The example shows an account of most kinds; a kind of which the page tells all keys needs none there."""
    accounts = tomllib.loads(uncommented(text))["accounts"]
    named = next((name for name, table in accounts.items() if table["kind"] == kind), None)
    page = (EXAMPLE.parent / "docs" / f"{kind}.md").read_text(encoding="utf-8")
    refers = re.search(r"set up as \[(\w+)\.md\]", page)
    if refers:
        page = (EXAMPLE.parent / "docs" / f"{refers[1]}.md").read_text(encoding="utf-8")
    shown = keys_by_table(text)[f"accounts.{named}"] if named else keys_on_page(page)
    assert names(settings_of(kind)) <= set(shown) <= names(settings_of(kind)) | names(AccountKeys)
    assert [key for key, said in shown.items() if not said and key not in {"kind", "letter"}] == []


def keys_on_page(page: str) -> dict[str, str]:
    """The keys of the page's block of TOML that names all."""
    block = page.partition("## All keys")[2].partition("```toml")[2].partition("```")[0]
    return next(iter(keys_by_table(block).values()), {})


def test_the_optional_keys_of_a_mail_account_stand_with_their_defaults(text: str) -> None:
    table = tomllib.loads(uncommented(text))["accounts"]["surat"]
    shown = {f.name: f.default for f in dataclasses.fields(Settings)}
    told = {"from_name", "gmail", "smtp_auth"}  # an example says more than an empty default
    wrong = {
        key: (value, shown[key])
        for key, value in table.items()
        if key in shown and key not in NO_DEFAULT | told
        and (tuple(value) if isinstance(value, list) else value) != shown[key]
    }  # fmt: skip
    assert not wrong
