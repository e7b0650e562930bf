"""config.toml to frozen values, once; nothing else reads the file or the environment."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from datetime import datetime
from pathlib import Path
from typing import Any

import channels
from app.secret import SecretSource
from app.section import read_section, require_at_least, tame
from core.case.ticket import is_prefix
from core.classify.labels import Component, Kind, Language, Sector
from core.errors import ConfigError, remedy
from core.notice.office import Office


@dataclass(frozen=True)
class OfficeSection(Office):
    """The office as its notices name it, and how it writes."""

    ticket_prefix: str = "PWK"
    notices: Path | None = None
    standards: Path | None = None
    businesses: Path | None = None
    sundanese_approved: bool = False

    def __post_init__(self) -> None:
        if not is_prefix(self.ticket_prefix):
            raise ConfigError(f"ticket_prefix: two to five capital letters, not {self.ticket_prefix!r}")


SQLITE = "sqlite:///"


@dataclass(frozen=True)
class StoreSection:
    """Where everything is kept. The master key stands outside the database."""

    url: str = "sqlite:///var/aduan.db"
    files: Path = Path("var/files")
    master_key_env: str = ""
    master_key_file: Path | None = Path("var/master.key")

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None for a server's."""
        return Path(self.url.removeprefix(SQLITE)) if self.url.startswith(SQLITE) else None

    @property
    def master_key(self) -> SecretSource:
        return SecretSource(self.master_key_env, self.master_key_file, "store.master_key_env or _file")


@dataclass(frozen=True)
class WebSection:
    """Where officers' browsers find the inbox."""

    host: str = "127.0.0.1"
    port: int = 8139
    public_url: str = ""
    behind_https: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.port <= LAST_PORT:
            raise ConfigError(f"port: a number up to {LAST_PORT} is wanted, not {self.port}")


@dataclass(frozen=True)
class CalendarSection:
    """Which days are working days (domain 5)."""

    file: Path | None = None
    collective_leave_is_working_day: bool = False


@dataclass(frozen=True)
class IntakeSection:
    """Bounds against floods and loops, and how long missing data is waited for (R11)."""

    acknowledgements_per_day: int = 5
    messages_per_hour: int = 30
    wait_working_days_chat: int = 5
    wait_calendar_days_letter: int = 30
    lexicon: Path | None = None
    models: Path = Path("var/models")
    train_every_days: int = 0

    def __post_init__(self) -> None:
        require_at_least(self, acknowledgements_per_day=1, messages_per_hour=1, train_every_days=0)
        require_at_least(self, wait_working_days_chat=1, wait_calendar_days_letter=1)


@dataclass(frozen=True)
class RouteSection:
    """A row of the routing table: what a case must be to go to this unit. The first that fits wins."""

    name: str
    unit: str
    holder: str = ""
    deputy: str = ""
    field: str | None = None
    kind: Kind | None = None
    sector: Sector | None = None
    component: Component | None = None
    integrity: bool | None = None
    language: Language | None = None


@dataclass(frozen=True)
class AccountSection:
    """One account of one kind of channel. `settings` are the kind's own keys."""

    name: str
    kind: str
    letter: str
    accept_from: datetime | None
    settings: Any
    title: str = ""

    @property
    def approve_public(self) -> bool:
        """Whether a person approves what is said in public: yes, unless a kind that speaks there says no."""
        return bool(getattr(self.settings, "approve_public", True))


@dataclass(frozen=True)
class Config:
    office: OfficeSection = dataclass_field(default_factory=OfficeSection)
    store: StoreSection = dataclass_field(default_factory=StoreSection)
    web: WebSection = dataclass_field(default_factory=WebSection)
    calendar: CalendarSection = dataclass_field(default_factory=CalendarSection)
    intake: IntakeSection = dataclass_field(default_factory=IntakeSection)
    fields: Mapping[str, frozenset[Sector]] = dataclass_field(default_factory=dict)
    routing: tuple[RouteSection, ...] = ()
    accounts: tuple[AccountSection, ...] = ()


LAST_PORT = 65535
NAME = r"[\w-]{1,64}"  # an account's name stands in addresses and in the history
LETTERS = "abcdefghijklm"  # the register of channels (seed, component 6 item 2)
SECTIONS: Mapping[str, type] = {
    "office": OfficeSection,
    "store": StoreSection,
    "web": WebSection,
    "calendar": CalendarSection,
    "intake": IntakeSection,
}
PARTS = [*SECTIONS, "fields", "routing", "accounts"]


@dataclass(frozen=True)
class AccountKeys:
    """The keys that every account has, whatever its kind."""

    kind: str
    title: str = ""
    letter: str = ""
    accept_from: datetime | None = None
    password_env: str = ""
    password_file: Path | None = None


def read_config(path: Path) -> Config:
    """Raises ConfigError naming file, key and remedy."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Windows' Notepad marks its files
        return tame_config(table)
    except OSError as error:
        remedy = "`aduan init` writes one" if isinstance(error, FileNotFoundError) else "check its rights"
        raise ConfigError(f"{path}: {error.strerror}; {remedy}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def tame_config(table: Mapping[str, Any]) -> Config:
    """A parsed file as a Config."""
    for key in table:
        if key not in PARTS:
            raise ConfigError(f"unknown section {key!r}; {remedy(key, PARTS)}")
    sections: dict[str, Any] = {
        name: read_section(kind, _table(table.get(name, {}), name), name) for name, kind in SECTIONS.items()
    }
    rows = table.get("routing", [])
    if not isinstance(rows, list):
        raise ConfigError("routing: write each row as [[routing]]")
    divisions = read_fields(_table(table.get("fields", {}), "fields"))
    routing = tuple(read_route(row, f"routing[{n}]", divisions) for n, row in enumerate(rows))
    accounts = _table(table.get("accounts", {}), "accounts", "accounts.NAME")
    return Config(
        **sections,
        fields=divisions,
        routing=routing,
        accounts=tuple(
            read_account(name, _table(keys, f"accounts.{name}")) for name, keys in accounts.items()
        ),
    )


def read_fields(table: Mapping[str, Any]) -> Mapping[str, frozenset[Sector]]:
    """The office's divisions (bidang), each with the sectors it is in charge of."""
    return {
        name: frozenset(tame(sectors, tuple[Sector, ...], f"fields.{name}"))
        for name, sectors in table.items()
    }


def read_route(row: Any, where: str, divisions: Mapping[str, frozenset[Sector]]) -> RouteSection:
    """One row of the routing table; a division that is not there would let no case through."""
    route = read_section(RouteSection, _table(row, "routing"), where)
    if route.field is not None and route.field not in divisions:
        advice = remedy(route.field, divisions) if divisions else "name its sectors there"
        raise ConfigError(f"{where}.field: {route.field!r} is no division of [fields]; {advice}")
    return route


def read_account(name: str, table: Mapping[str, Any]) -> AccountSection:
    """One account: the keys of every account, and those of its kind."""
    where = f"accounts.{name}"
    if not re.fullmatch(NAME, name):
        raise ConfigError(f"accounts: {name!r} is no name: use letters, digits, - and _")
    shared = {f.name for f in fields(AccountKeys)}
    keys = read_section(AccountKeys, {key: value for key, value in table.items() if key in shared}, where)
    if keys.kind not in kinds():
        raise ConfigError(f"{where}.kind: {keys.kind!r} is no channel; there are: {', '.join(kinds())}")
    if keys.letter and keys.letter not in LETTERS:
        raise ConfigError(
            f"{where}.letter: one of {LETTERS[0]} to {LETTERS[-1]} is wanted, not {keys.letter!r}"
        )
    settings = importlib.import_module(f"channels.{keys.kind}").Settings
    secret = SecretSource(keys.password_env, keys.password_file, f"{where}.password_env or _file")
    rest = {key: value for key, value in table.items() if key not in shared}
    signs_in = any(f.name == "credential" for f in fields(settings))
    given = {"credential": secret.read} if signs_in else {}
    own = read_section(settings, rest, where, given, tuple(shared))
    return AccountSection(name, keys.kind, keys.letter, keys.accept_from, own, keys.title)


def kinds() -> list[str]:
    """The kinds of channels there are: the modules of `channels` without a leading underscore."""
    return sorted(m.name for m in pkgutil.iter_modules(channels.__path__) if not m.name.startswith("_"))


def _table(value: Any, where: str, as_in: str = "") -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: a table is wanted, as in [{as_in or where}]")
    return value
