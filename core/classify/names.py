"""Who says "I am": the writer's name as introduced or signed, never one that is greeted or accused."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.classify.tokens import Tokens

_MOST_PARTS = 4
_SIGNATURE_WORDS = 8
_JOINS = re.compile(r"[ \t.'’-]{1,3}")
_FORM_LINE = re.compile(
    r"^[ \t]*nama(?:[ \t]+(?:lengkap|pelapor|pemohon|pengadu))?[ \t]*[:=]", re.IGNORECASE | re.MULTILINE
)
_DASH_SIGNATURE = re.compile(r"(?:\n|  )[ \t]*[-~–—(][ \t]*(?=\w)|[ \t][~–—(][ \t]*(?=\w)")
_CLAUSE_ENDS = re.compile(r"[ \t]*(?:[.,;\n(]|\Z)")
_LAST_SENTENCE = re.compile(r"[.!?][ \t]+(?=[^\W\d_][^.!?\n]*[.\s]*\Z)")
_AFTER_A_NAME = re.compile(r"(?:,[ \t]*[^\W\d_]+(?:[ \t][^\W\d_]+)?)?[ \t\n.)]*")  # as in "Rina, Plered"
_ANOTHERS = frozenset({"atas", "salah", "petugas", "oknum", "pegawai", "staf", "calo", "officer"})
_FROM = frozenset({"dari", "dr", "ti", "asal"})
_GREETED = frozenset({"bu", "pak", "pa", "bpk"})
_SPOKEN_OF = 4  # words back
_MARKS = frozenset("-~–—(")
_ANSWERED_SUBJECT = re.compile(r"(?:re|fwd?|bls|balas)[ \t]*:.*\n+", re.IGNORECASE)
_END_OF_ANSWER = re.compile(
    r"[ \t.)]*(?:\Z|[\n,;/|(+\d–-]|(?:ya|min|pak|bu|kak|kang|teh|makasih|terima|nuhun|hatur|dari|ti|asal|alamat|hp|no|nomor|wa)\b)",
    re.IGNORECASE,
)
_LONGEST_INTRODUCTION = 3
_LONGEST_ABBREVIATION = 2


class Name(NamedTuple):
    """A name without titles, and where it stands."""

    value: str
    start: int
    end: int


class NameFinder:
    """Reads names with the help of `names.toml`; pure after construction."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self._titles = lists.get("titles", frozenset())
        self._degrees = lists.get("degrees", frozenset())
        self._words = lists.get("words", frozenset())
        self._never = lists.get("never", frozenset())
        self._given = lists.get("given", frozenset())
        self._introductions = _phrases(lists.get("introductions", frozenset()))
        self._certain = _phrases(lists.get("certain", frozenset()))
        self._closings = _phrases(lists.get("closings", frozenset()))
        self._begins = frozenset(phrase[0] for phrase in self._introductions)
        self._closes = frozenset(phrase[0] for phrase in self._closings)
        self._thanks = _phrases(lists.get("thanks", frozenset()))
        self._label = lists.get("label", frozenset())
        self._polite = lists.get("polite", frozenset())
        self._kin = lists.get("kin", frozenset())

    def find(self, tokens: Tokens) -> Name | None:
        """The reporter's name, or None. A form's line counts most, then an introduction, then a signature."""
        reading = _Reading(tokens.text, tokens, tokens.forms, cased=_is_cased(tokens.text))
        return (
            self._on_form(reading)
            or self._named(reading)
            or self._introduced(reading)
            or self._signed(reading)
        )

    def alone(self, tokens: Tokens) -> Name | None:
        """A name at the head of a line with nothing behind it but a comma, a number or a kind word: so answers
        who was asked for it, capitals or not. Below the first line it must look like a name by itself.
        """
        reading = _Reading(tokens.text, tokens, tokens.forms, cased=_is_cased(tokens.text))
        first = start = subject.end() if (subject := _ANSWERED_SUBJECT.match(tokens.text)) else 0
        for line in tokens.text[start:].split("\n"):
            at = reading.at(start)
            name = None if at is None else self._answers(reading, at, start + len(line))
            if name is not None and (start == first or self._looks_like(reading, name)):
                return name
            start += len(line) + 1
        return None

    def _answers(self, reading: _Reading, at: int, end: int) -> Name | None:
        while at < len(reading.words) and reading.words[at] in self._polite:
            at += 1
        if at >= len(reading.words) or reading.tokens.starts[at] >= end:
            return None
        name = self._read(reading, at, certain=True)
        if name is None or not _END_OF_ANSWER.match(reading.text, name.end):
            return None
        exclaimed = reading.text[name.end : name.end + 1] == "," and name.value.isalpha()  # "Lho, kok lama"
        return None if exclaimed and name.value.lower() not in self._given else name

    def _looks_like(self, reading: _Reading, name: Name) -> bool:
        parts = reading.text[name.start : name.end].split()
        return any(part.lower() in self._given for part in parts) or all(part.istitle() for part in parts)

    def _on_form(self, reading: _Reading) -> Name | None:
        line = _FORM_LINE.search(reading.text) if "nama" in reading.text.lower() else None
        at = reading.at(line.end()) if line else None
        return None if at is None else self._read(reading, at, certain=True)

    def _named(self, reading: _Reading) -> Name | None:
        """What stands behind "nama:" in the middle of a line; without a colon only where a sentence begins so,
        and what follows is a full name and nothing else. Not the name of an officer just spoken of.
        """
        if self._label.isdisjoint(reading.words):
            return None
        for place in [place for place, word in enumerate(reading.words[:-1]) if word in self._label]:
            before = [one.removesuffix("nya") for one in reading.words[max(0, place - _SPOKEN_OF) : place]]
            if not _ANOTHERS.isdisjoint(before):
                continue
            between = reading.text[reading.tokens.ends[place] : reading.tokens.starts[place + 1]]
            if ":" in between or "=" in between:
                return self._read(reading, place + 1, certain=True)
            if place in {first for first, _ in reading.tokens.clauses}:
                name = self._read(reading, place + 1, certain=True)
                if name is not None and len(name.value.split()) > 1 and reading.ends_after(name):
                    return name
        return None

    def _introduced(self, reading: _Reading) -> Name | None:
        if self._begins.isdisjoint(reading.words):
            return None
        for first in [place for place, word in enumerate(reading.words) if word in self._begins]:
            for length in range(_LONGEST_INTRODUCTION, 0, -1):
                phrase = tuple(reading.words[first : first + length])
                if (
                    len(phrase) == length
                    and phrase in self._introductions
                    and not self._owned(reading, first)
                ):
                    name = self._read(
                        reading, first + length, certain=phrase in self._certain
                    ) or self._from_somewhere(reading, first + length)
                    if name is not None:
                        return name
                    break
        return None

    def _owned(self, reading: _Reading, first: int) -> bool:
        """Whether "saya" says whose somebody is: "anak saya Rizky", "ibu saya" is not the writer; "bu" greets."""
        spelt = (
            reading.text[reading.tokens.starts[first - 1] : reading.tokens.ends[first - 1]] if first else ""
        )
        kin = first > 0 and reading.words[first - 1] in self._kin and spelt.lower() not in _GREETED
        return kin and reading.joined(first - 1)

    def _from_somewhere(self, reading: _Reading, at: int) -> Name | None:
        """Words that nobody knows, and where they are from: "nengsih dari plered" in small letters."""
        name = self._read(reading, at, certain=True)
        following = None if name is None else reading.at(name.end)
        return name if following is not None and reading.words[following] in _FROM else None

    def _signed(self, reading: _Reading) -> Name | None:
        begin = max(0, len(reading.words) - _SIGNATURE_WORDS)
        for first, word in enumerate(reading.words[begin:], begin):
            if word not in self._closes:
                continue
            for length in range(_LONGEST_INTRODUCTION, 0, -1):
                phrase = tuple(reading.words[first : first + length])
                if len(phrase) == length and phrase in self._closings:
                    name = self._closed_by(reading, first + length, thanks=phrase in self._thanks)
                    if name is not None:
                        return name
                    break
        return self._on_last_line(reading)

    def _closed_by(self, reading: _Reading, at: int, *, thanks: bool) -> Name | None:
        if at >= len(reading.words):
            return None
        between = reading.text[reading.tokens.ends[at - 1] : reading.tokens.starts[at]]
        greeted = reading.words[at] in self._titles and "\n" not in between
        if thanks and (greeted or not ("\n" in between or "," in between)):
            return None
        return self._read(reading, at, certain=False)

    def _on_last_line(self, reading: _Reading) -> Name | None:
        """A last line that is nothing but a name, a name behind a dash or in brackets, or a full name as the
        last sentence.
        """
        tail = max(0, len(reading.text) - 80)
        marked = not _MARKS.isdisjoint(reading.text[tail:])
        starts = [found.end() for found in _DASH_SIGNATURE.finditer(reading.text, tail)] if marked else []
        newline = reading.text.rstrip().rfind("\n")
        if newline >= tail and newline >= 0:
            starts.append(newline + 1)
        for start in starts:
            at = reading.at(start)
            name = None if at is None else self._read(reading, at, certain=False)
            if name is not None and _AFTER_A_NAME.fullmatch(reading.text, name.end):
                return name
        sentence = _LAST_SENTENCE.search(reading.text, tail)
        at = reading.at(sentence.end()) if sentence else None
        name = None if at is None else self._read(reading, at, certain=False)
        whole = name is not None and _AFTER_A_NAME.fullmatch(reading.text, name.end)
        return name if name is not None and whole and " " in name.value else None

    def _read(self, reading: _Reading, at: int, *, certain: bool) -> Name | None:
        """The name that begins at this word. `certain`: the words before promise one, so case is no matter."""
        while (
            at < len(reading.words) and reading.words[at] in self._titles and reading.joined(at, dotted=True)
        ):
            at += 1
        parts = self._parts(reading, at, certain=certain)
        if not parts and not certain:
            lenient = self._parts(reading, at, certain=True)  # "saya Andai Permana": the other is no word
            if len(lenient) > 1 and any(self._may_be_name(reading, part, certain=False) for part in lenient):
                parts = lenient
        while parts and reading.words[parts[-1]] in self._degrees:
            parts.pop()
        if not parts or len(reading.words[parts[0]]) == 1 == len(parts):
            return None
        start, end = reading.tokens.starts[parts[0]], reading.tokens.ends[parts[-1]]
        value = reading.text[start:end]
        return Name(value if reading.cased and value[0].isupper() else value.title(), start, end)

    def _parts(self, reading: _Reading, at: int, *, certain: bool) -> list[int]:
        parts: list[int] = []
        for place in range(at, min(at + _MOST_PARTS, len(reading.words))):
            sure = certain or bool(parts and reading.words[parts[0]] in self._given)  # "lilis mardiana"
            if (parts and not reading.joined(place - 1)) or not self._may_be_name(
                reading, place, certain=sure
            ):
                break
            parts.append(place)
        return parts

    def _may_be_name(self, reading: _Reading, place: int, *, certain: bool) -> bool:
        word = reading.words[place]
        known = not self._words.isdisjoint(reading.tokens.words[place].keys.known)
        if not word.isalpha() or word in self._never:
            return False
        if word in self._given:
            return True
        if reading.cased and reading.text[reading.tokens.starts[place]].isupper():
            return certain or not known
        return certain and not known


class _Reading(NamedTuple):
    """One text with its words as spelt; `cased` is false where capitals mean nothing."""

    text: str
    tokens: Tokens
    words: Sequence[str]
    cased: bool

    def at(self, offset: int) -> int | None:
        """The first word at or after this offset."""
        place = bisect_left(self.tokens.starts, offset)
        return place if place < len(self.words) else None

    def ends_after(self, name: Name) -> bool:
        """Whether a sentence, a part of it or the text ends behind a name."""
        return bool(_CLAUSE_ENDS.match(self.text, name.end))

    def joined(self, place: int, *, dotted: bool = False) -> bool:
        """Whether nothing but a space, a hyphen or the dot of an abbreviation stands between this word and the next."""
        if place + 1 >= len(self.tokens):
            return False
        between = self.text[self.tokens.ends[place] : self.tokens.starts[place + 1]]
        if "." in between and len(self.words[place]) > _LONGEST_ABBREVIATION and not dotted:
            return False
        return bool(_JOINS.fullmatch(between))


def _phrases(listed: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in listed)


def _is_cased(text: str) -> bool:
    return text != text.upper()
