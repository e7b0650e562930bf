"""Seed messages, one a line, under headers that label them.

    == complaint turnaround_time id
    {tourism pending} Izin homestay kami belum keluar juga.
    <izin> saya sudah <lama> belum ada kabar

A header names kind, component (`-` where none applies) and language; kind `-` leaves it open. Tags before a line name what differs
from the usual: a sector, and the marks of MARKS. `<...>` is a slot of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable

from core.classify.labels import Component, Kind, Language, Sector, ServiceState
from core.classify.model.heads import NO, YES
from core.errors import ConfigError

MARKS: Mapping[str, tuple[str, str]] = {
    "integrity": ("integrity", YES),
    "elsewhere": ("elsewhere", YES),
    "anonymous": ("anonymity_wish", YES),
    "withdraws": ("withdraws", YES),
    "pending": ("service_state", ServiceState.PENDING.value),
    "received": ("service_state", ServiceState.RECEIVED.value),
    "unstated": ("service_state", ServiceState.UNKNOWN.value),
}
ALONE = "alone"
"""This mark keeps a line from being joined with other sentences."""

_USUAL_STATE: Mapping[str, ServiceState] = {
    Component.TURNAROUND_TIME: ServiceState.PENDING,
    Component.PRODUCT: ServiceState.RECEIVED,
    Component.FACILITIES: ServiceState.UNKNOWN,
    Component.STAFF_COMPETENCE: ServiceState.UNKNOWN,
    Component.STAFF_NUMBERS: ServiceState.UNKNOWN,
    Component.INTERNAL_OVERSIGHT: ServiceState.UNKNOWN,
    Component.PERFORMANCE_EVALUATION: ServiceState.UNKNOWN,
}
_HEADER = re.compile(r"== (\S+) (\S+) (\S+)$")
_TAGGED = re.compile(r"\{([^}]*)\}\s*")


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what is known of it: head to label. `seed` tells whose child it is, `copy` the how manieth."""

    text: str
    labels: Mapping[str, str]
    seed: int = 0
    copy: int = 0
    alone: bool = False
    slots: bool = False

    def with_label(self, head: str, label: str) -> Example:
        return replace(self, labels={**self.labels, head: label})


def read_seeds(directory: Traversable) -> list[Example]:
    """All seeds of the `*.txt` files of a directory, in the order of their names.

    Raises ConfigError, naming file and line, for a header, tag or line that is none.
    """
    files = sorted((one for one in directory.iterdir() if one.name.endswith(".txt")), key=_name)
    seeds: dict[str, Example] = {}
    for file in files:
        for seed in _read(file.name, file.read_text(encoding="utf-8")):
            seeds.setdefault(seed.text, seed)
    return [replace(seed, seed=number) for number, seed in enumerate(seeds.values())]


def _name(file: Traversable) -> str:
    return file.name


def _read(name: str, text: str) -> Iterator[Example]:
    usual: dict[str, str] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        header = _HEADER.match(line)
        try:
            if header:
                usual = _usual(*header.groups())
            else:
                yield _seed(line, usual)
        except ValueError as error:
            raise ConfigError(f"{name}, line {number}: {error}") from error


def _usual(kind: str, component: str, language: str) -> dict[str, str]:
    usual = {
        "sector": Sector.UNKNOWN.value,
        "integrity": NO,
        "language": Language(language).value,
        "elsewhere": NO,
        "anonymity_wish": NO,
        "withdraws": NO,
    }
    if kind != "-":
        usual["kind"] = Kind(kind).value
    if component != "-":
        usual["component"] = Component(component).value
    if kind == Kind.COMPLAINT and component in _USUAL_STATE:
        usual["service_state"] = _USUAL_STATE[component].value
    elif kind in {Kind.IRRELEVANT, Kind.INFORMATION_REQUEST, Kind.SUGGESTION}:
        usual["service_state"] = ServiceState.UNKNOWN.value
    return usual


def _seed(line: str, usual: Mapping[str, str]) -> Example:
    tagged = _TAGGED.match(line)
    tags = tagged[1].split() if tagged else []
    text = line[tagged.end() :] if tagged else line
    if not usual:
        raise ValueError("stands before any header")
    labels = dict(usual)
    for tag in tags:
        if tag in MARKS:
            head, label = MARKS[tag]
            labels[head] = label
        elif tag != ALONE:
            labels["sector"] = Sector(tag).value
    text = text.replace("\\n", "\n")
    return Example(text, labels, alone=ALONE in tags or "elsewhere" in tags, slots="<" in text)
