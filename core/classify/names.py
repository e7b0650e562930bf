"""Who says "I am": the writer's name as introduced or signed, never one that is greeted or accused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.classify.name_words import Name, NameReader, Reading, read_text
from core.classify.signatures import Signatures, phrases
from core.classify.tokens import Tokens

_FORM_LINE = re.compile(
    r"^[ \t]*(?:nama(?:[ \t]+(?:lengkap|pelapor|pemohon|pengadu|pengirim))?|pelapor|pengirim|pengadu|(?P<from>dari|ti|from))[ \t]*[:=]",
    re.IGNORECASE | re.MULTILINE,
)
_ANOTHERS = frozenset({"atas", "salah", "petugas", "oknum", "pegawai", "staf", "calo", "officer"})
_FROM = frozenset({"dari", "ti", "asal"})
_NEAR_BY = 6  # words: titles and a name of four parts
_GREETED = frozenset({"bu", "pak", "pa", "bpk"})
_SPOKEN_OF = 4  # words back
_ANSWERED_SUBJECT = re.compile(r"(?:re|fwd?|bls|balas)[ \t]*:.*\n+", re.IGNORECASE)
_END_OF_ANSWER = re.compile(
    r"[ \t.)]*(?:\Z|[\n,;/|(+\d–-]|(?:ya|min|pak|bu|kak|kang|teh|makasih|terima|nuhun|hatur|dari|ti|asal|alamat|hp|no|nomor|wa)\b)",
    re.IGNORECASE,
)
_END_OF_OPENING = re.compile(
    r"[ \t]*(?:[.\n(]|\Z|,?[ \t]*(?:dari|ti|asal|di|saya|sy|mau|izin|ijin|bade|from)\b)", re.IGNORECASE
)
_HERE = re.compile(
    r"[ \t]+(?:(?:di[ \t]?|ti[ \t]?)?(?:sini|dieu)|lagi|deui|here|nih)"
    r"(?:[ \t]+(?:nih|ya|min|kak|pak|bu|bos|gan|mas|mbak|admin|lagi|deui))*[ \t]*(?:[,.!:\n]|from\b|\Z)",
    re.IGNORECASE,
)
_FROM_IN_BRACKETS = re.compile(r"\((?:dari|from|ti)[ \t]+", re.IGNORECASE)


class NameFinder:
    """Reads names with the help of `names.toml`; pure after construction."""

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self._reader = NameReader(lists)
        self._signatures = Signatures(lists, self._reader)
        self._introductions = _by_first_word(phrases(lists.get("introductions", frozenset())))
        self._certain = phrases(lists.get("certain", frozenset()))
        self._openings = lists.get("openings", frozenset())
        self._here = lists.get("here", frozenset())
        self._particles = lists.get("particles", frozenset())
        self._label = lists.get("label", frozenset())
        self._polite = lists.get("polite", frozenset())
        self._kin = lists.get("kin", frozenset())

    def find(self, tokens: Tokens) -> Name | None:
        """The reporter's name, or None. A form's line counts most, then an introduction, then a signature."""
        reading = read_text(tokens)
        return (
            self._on_form(reading)
            or self._named(reading)
            or self._introduced(reading)
            or self._opened(reading)
            or self._signatures.find(reading)
        )

    def alone(self, tokens: Tokens) -> Name | None:
        """A name at the head of a line with nothing behind it but a comma, a number or a kind word: so answers
        who was asked for it, capitals or not. Below the first line it must look like a name by itself.
        """
        reading = read_text(tokens)
        first = start = subject.end() if (subject := _ANSWERED_SUBJECT.match(tokens.text)) else 0
        for line in tokens.text[start:].split("\n"):
            at = reading.at(start)
            name = None if at is None else self._answers(reading, at, start + len(line))
            if name is not None and (start == first or self._looks_like(reading, name)):
                return name
            start += len(line) + 1
        return None

    def _answers(self, reading: Reading, at: int, end: int) -> Name | None:
        at = self._behind_greetings(reading, at)
        if at >= len(reading.words) or reading.tokens.starts[at] >= end:
            return None
        name = self._reader.read(reading, at, certain=True)
        if name is None or not _END_OF_ANSWER.match(reading.text, name.end):
            return None
        exclaimed = reading.text[name.end : name.end + 1] == "," and name.value.isalpha()  # "Lho, kok lama"
        return None if exclaimed and not self._reader.known(name) else name

    def _looks_like(self, reading: Reading, name: Name) -> bool:
        parts = reading.text[name.start : name.end].split()
        return self._reader.known(name) or all(part.istitle() for part in parts)

    def _behind_greetings(self, reading: Reading, at: int) -> int:
        while at < len(reading.words) and reading.words[at] in self._polite:
            at += 1
        return at

    def _on_form(self, reading: Reading) -> Name | None:
        line = _FORM_LINE.search(reading.text) if ":" in reading.text or "=" in reading.text else None
        at = reading.at(line.end()) if line else None
        if line is None or at is None:
            return None
        if line["from"] and not (self._reader.titled(reading, at) or reading.words[at] in self._reader.given):
            return None  # "Dari: Jakarta"
        return self._reader.read(reading, at, certain=True)

    def _named(self, reading: Reading) -> Name | None:
        """What stands behind "nama:" in the middle of a line; without a colon only where a sentence begins so,
        and what follows is a full name and nothing else. Not the name of an officer just spoken of.
        """
        if self._label.isdisjoint(reading.words):
            return None
        for place in [place for place, word in enumerate(reading.words[:-1]) if word in self._label]:
            before = [one.removesuffix("nya") for one in reading.words[max(0, place - _SPOKEN_OF) : place]]
            if not _ANOTHERS.isdisjoint(before):
                continue
            between = reading.between(place)
            if ":" in between or "=" in between:
                return self._reader.read(reading, place + 1, certain=True)
            if reading.begins_clause(place):
                name = self._reader.read(reading, place + 1, certain=True)
                if name is not None and len(name.value.split()) > 1 and reading.ends_after(name):
                    return name
        return None

    def _introduced(self, reading: Reading) -> Name | None:
        if self._introductions.keys().isdisjoint(reading.words):
            return None
        words = reading.words
        for first, word in enumerate(words):
            for phrase in self._introductions.get(word, ()):
                behind = first + len(phrase)
                if len(phrase) > 1 and tuple(words[first:behind]) != phrase:
                    continue
                if self._owned(reading, first):
                    break
                name = self._introduces(reading, behind, certain=phrase in self._certain)
                if name is not None:
                    return name
                break
        return None

    def _introduces(self, reading: Reading, at: int, *, certain: bool) -> Name | None:
        if at < len(reading.words) and reading.words[at] in self._particles:  # "aku sih Dimas"
            at += 1
        return self._reader.read(reading, at, certain=certain) or self._from_somewhere(reading, at)

    def _owned(self, reading: Reading, first: int) -> bool:
        """Whether "saya" says whose something is: "anak saya Rizky", "merek saya Sambal" is not the writer; "bu"
        greets.
        """
        spelt = (
            reading.text[reading.tokens.starts[first - 1] : reading.tokens.ends[first - 1]] if first else ""
        )
        kin = first > 0 and reading.words[first - 1] in self._kin and spelt.lower() not in _GREETED
        return kin and reading.joined(first - 1)

    def _from_somewhere(self, reading: Reading, at: int) -> Name | None:
        """Words that nobody knows, and where they are from: "nengsih dari plered" in small letters."""
        if _FROM.isdisjoint(reading.words[at + 1 : at + 1 + _NEAR_BY]):
            return None
        name = self._reader.read(reading, at, certain=True)
        following = None if name is None else reading.at(name.end)
        return name if following is not None and reading.words[following] in _FROM else None

    def _opened(self, reading: Reading) -> Name | None:
        """How one opens a talk: "dengan Pak Sobari dari Cikeris", "Koh Liem di sini", "Rizal lagi nih"."""
        bracket = _FROM_IN_BRACKETS.search(reading.text) if "(" in reading.text else None
        at = reading.at(bracket.end()) if bracket else None
        if at is not None and self._reader.titled(reading, at):
            return self._reader.read(reading, at, certain=True)
        opens, here = self._openings, not self._here.isdisjoint(reading.words)
        if not here and opens.isdisjoint(reading.words):
            return None
        for first, _ in reading.tokens.clauses:
            at = self._behind_greetings(reading, first)
            opened = at > first and not opens.isdisjoint(reading.words[first:at])
            name = self._reader.read(reading, at, certain=False) if opened or here else None
            if name is None:
                continue
            if opened and _END_OF_OPENING.match(reading.text, name.end):
                return name
            titled = any(self._reader.titled(reading, place) for place in range(first, at + 1))
            sure = titled or " " in name.value or self._reader.known(name)
            if here and sure and _HERE.match(reading.text, name.end):
                return name
        return None


def _by_first_word(listed: frozenset[tuple[str, ...]]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The phrases that begin with each word, the longest first."""
    of: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(listed, key=lambda one: (-len(one), one)):
        of.setdefault(phrase[0], []).append(phrase)
    return of
