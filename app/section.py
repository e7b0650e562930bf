"""A table of config.toml becomes a frozen dataclass; what does not fit is named, with the nearest right key."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from core.errors import ConfigError, remedy

S = TypeVar("S")
LOCAL = ZoneInfo("Asia/Jakarta")
WANTED: Mapping[object, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text in quotes",
}


def read_section(
    kind: type[S],
    table: Mapping[str, Any],
    where: str,
    given: Mapping[str, Any] | None = None,
    also: tuple[str, ...] = (),
) -> S:
    """`given` are fields that do not come from the file, `also` right keys that are read elsewhere.

    Raises ConfigError for an unknown key (with the nearest right one), a missing key, a wrong type.
    """
    given = given or {}
    hints = typing.get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind) if f.name not in given}  # type: ignore[arg-type]  # a dataclass by contract
    for key in table:
        if key not in fields:
            known = sorted({*fields, *also})
            raise ConfigError(f"{where}: unknown key {key!r}; {remedy(key, known)}")
    values = {key: tame(table[key], hints[key], f"{where}.{key}") for key in table}
    for name, field in fields.items():
        bare = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if bare and name not in values:
            raise ConfigError(f"{where}: key {name!r} is missing; config.example.toml says what it is for")
    try:
        return kind(**values, **given)
    except ConfigError as error:  # what a kind of channel checks itself: "key: remedy"
        raise ConfigError(f"{where}.{error}") from None


def require_at_least(section: object, **least: int) -> None:
    """Raises ConfigError for the first of these keys whose number is lower."""
    for key, lowest in least.items():
        if getattr(section, key) < lowest:
            raise ConfigError(f"{key}: at least {lowest} is wanted, not {getattr(section, key)}")


def tame(value: Any, hint: Any, where: str) -> Any:
    """One TOML value as the type that the field asks for."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return tame(value, next(a for a in arguments if a is not type(None)), where)
    if origin is typing.Literal:
        if value not in arguments:
            raise ConfigError(f"{where}: {value!r} is not one of {', '.join(map(repr, arguments))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise ConfigError(f'{where}: a list is wanted, as in ["a", "b"], not {value!r}')
        return tuple(tame(item, arguments[0], where) for item in value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        if value not in list(hint):
            raise ConfigError(f"{where}: {value!r} is not one of {', '.join(hint)}")
        return hint(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint is datetime:
        return _moment(value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return value
    raise ConfigError(
        f"{where}: {WANTED.get(hint) or getattr(hint, '__name__', hint)} is wanted, not {value!r}"
    )


def _moment(value: Any, where: str) -> datetime:
    """A TOML date or time; without a zone it is the office's (Asia/Jakarta)."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=LOCAL)).astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=LOCAL).astimezone(UTC)
    raise ConfigError(f"{where}: a date is wanted, as in 2026-11-22, not {value!r}")
