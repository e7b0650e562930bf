"""Who signs: a name behind a closing word, behind a dash, on the last lines or as the last sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.classify.name_words import Name, NameReader, Reading

_SIGNATURE_WORDS = 8
_LONGEST_CLOSING = 3
_TAIL = 120
"""How many characters before the end a signature may begin at most that no closing word introduces."""

_MOST_LINES_BEHIND = 4
"""So many lines may stand behind the line of a name: office, firm, street, telephone."""

_DASH = re.compile(r"(?:\n|  )[ \t]*[-~–—(][ \t]*(?=\w)|[ \t][~–—(][ \t]*(?=\w)|[.!?]\s*[-~–—][ \t]*(?=\w)")
_MARK = re.compile(r"[ \t]*[-~–—(*_]+[ \t]*")
_LINE_ENDS = re.compile(
    r"(?:,?[ \t]*[A-Z][A-Za-z]{0,4}(?:\.|(?=,)))*(?:[A-Z][a-z]{0,4})?[ \t.,)*_~–—-]*(?:\n|\Z)"
)  # with the degrees of the learned: ", S.Pd., M.M."
_BEHIND = re.compile(r"[ \t]*[,/(|~–—-][ \t]*(?P<what>[^\W\d_]+)(?P<more>[^\n.!?]{0,60})[ \t.)]*(?=\n|\Z)")
_SHORT = re.compile(r"(?:[ \t]+[^\W\d_]+)?[ \t.)]*")
_NUMBER_OR_ADDRESS = re.compile(r"[ \t]*(?:[+(]?\d|\S+@|www\.|https?:)", re.IGNORECASE)
_SENTENCE_ENDS = (". ", "! ", "? ")
_SENTENCE_SIGNS = frozenset(".!?\n")
_LONGEST_SENTENCE = 80  # characters of one that is nothing but a name and an office
_BREAK = re.compile(r"[.\s]*[,:=\n]|[.]")


class Signatures:
    """Finds who signed a text; pure after construction."""

    def __init__(self, lists: Mapping[str, frozenset[str]], reader: NameReader) -> None:
        self._reader = reader
        self._closings = phrases(lists.get("closings", frozenset()))
        self._closes = frozenset(phrase[0] for phrase in self._closings)
        self._thanks = phrases(lists.get("thanks", frozenset()))
        self._signers = phrases(lists.get("signers", frozenset()))
        self._signing = lists.get("signing", frozenset())
        self._roles = lists.get("roles", frozenset())

    def find(self, reading: Reading) -> Name | None:
        """The name signed with, or None."""
        return self._closed(reading) or self._on_last_lines(reading) or self._last_sentence(reading)

    def _closed(self, reading: Reading) -> Name | None:
        """Behind a closing word near the end, or anywhere if a line holds nothing else."""
        if self._closes.isdisjoint(reading.words):
            return None
        end = max(0, len(reading.words) - _SIGNATURE_WORDS)
        lines = "\n" in reading.text
        for first, word in enumerate(reading.words):
            if word not in self._closes or (first < end and not lines):
                continue
            for length in range(_LONGEST_CLOSING, 0, -1):
                phrase = tuple(reading.words[first : first + length])
                if len(phrase) == length and phrase in self._closings:
                    name = self._closed_by(reading, first, phrase, late=first >= end)
                    if name is not None:
                        return name
                    break
        return None

    def _closed_by(self, reading: Reading, first: int, phrase: tuple[str, ...], *, late: bool) -> Name | None:
        at = first + len(phrase)
        between = reading.between(at - 1)
        line_above = "\n" in between and reading.begins_clause(first)
        if not between or not (late or line_above):
            return None
        if phrase in self._signers and not (_BREAK.match(between) and reading.begins_clause(first)):
            return None  # "suami dari pemohon, Siti"
        signs = reading.tokens.words[at].lower in self._signing
        greeted = self._reader.titled(reading, at) and not signs and "\n" not in between
        thanks = phrase in self._thanks
        if thanks and (greeted or not _BREAK.match(between)):
            return None
        name = self._reader.read(reading, at, certain=False)
        if name is not None and thanks and signs and self._end_of_line(reading, name) is None:
            return None  # "terima kasih, dr. Yusuf sudah membantu"
        return name

    def _on_last_lines(self, reading: Reading) -> Name | None:
        """A line that is nothing but a name with an office, firm or place behind it, or a name behind a dash or in
        brackets; below it may stand lines of the same.
        """
        text = reading.text
        tail = max(0, len(text) - _TAIL)
        ending = text[tail:]
        marked = "-" in ending or "(" in ending or "~" in ending or "–" in ending or "—" in ending
        for found in _DASH.finditer(text, tail) if marked else ():
            name = self._alone(reading, found.end(), marked=True)
            if name is not None:
                return name
        for start in self._last_lines(reading, tail) if "\n" in ending else ():
            name = self._alone(reading, start, marked=False)
            if name is not None:
                return name
        return None

    def _last_lines(self, reading: Reading, tail: int) -> Iterator[int]:
        """Where the last line begins, and those above it as far as what is below is only who and where one is."""
        end = len(reading.text.rstrip())
        for _ in range(_MOST_LINES_BEHIND):
            start = reading.text.rfind("\n", tail, end) + 1
            if start <= 0:
                return
            yield start
            if not self._says_who(reading, start, end):
                return
            end = len(reading.text[: start - 1].rstrip())

    def _says_who(self, reading: Reading, start: int, end: int) -> bool:
        if not reading.text[start:end].strip() or _NUMBER_OR_ADDRESS.match(reading.text, start):
            return True
        mark = _MARK.match(reading.text, start)
        at = reading.at(mark.end() if mark else start)
        return at is not None and reading.tokens.words[at].lower in self._roles

    def _alone(self, reading: Reading, start: int, *, marked: bool) -> Name | None:
        """The name at this offset if its line holds nothing more than who that is, and the lines below no more."""
        mark = _MARK.match(reading.text, start)
        at = reading.at(mark.end() if mark else start)
        if at is None:
            return None
        name, sure = self._reader.read(reading, at, certain=False), True
        if name is None and (marked or mark):  # "-yanto"
            name, sure = self._reader.read(reading, at, certain=True), False
        end = None if name is None else self._end_of_line(reading, name, sure=sure)
        return name if end is not None and self._only_who(reading, end) else None

    def _end_of_line(self, reading: Reading, name: Name, *, sure: bool = True) -> int | None:
        """Where the line of a name ends, if behind it stands only who that is: two words at most that are no office,
        firm or place, and none where it is not sure to be a name.
        """
        line = _LINE_ENDS.match(reading.text, name.end)
        if line:
            return line.end()
        behind = _BEHIND.match(reading.text, name.end)
        if behind is None:
            return None
        role = behind["what"].lower() in self._roles
        return behind.end() if role or (sure and _SHORT.fullmatch(behind["more"])) else None

    def _only_who(self, reading: Reading, offset: int) -> bool:
        """Whether the lines from here on only say who and where one is."""
        while offset < len(reading.text):
            end = reading.text.find("\n", offset)
            end = len(reading.text) if end < 0 else end
            if not self._says_who(reading, offset, end):
                return False
            offset = end + 1
        return True

    def _last_sentence(self, reading: Reading) -> Name | None:
        """A last sentence that is a full name, a known first name, or one with a title that people sign with."""
        begin = _last_sentence_at(reading.text)
        at = None if begin is None else reading.at(begin)
        if at is None:
            return None
        signs = self._signs_with_title(reading, at)
        if not signs and self._reader.titled(reading, at):
            return None
        name = self._reader.read(reading, at, certain=False)
        if name is None or self._end_of_line(reading, name) is None:
            return None
        return name if signs or " " in name.value or self._reader.known(name) else None

    def _signs_with_title(self, reading: Reading, at: int) -> bool:
        """Whether a sentence begins with this word, and it is "drg Nadia", or "Nadia" behind the dot of "drg."."""
        words = reading.tokens.words
        if words[at].lower in self._signing:
            return True
        before = at > 1 and words[at - 1].lower in self._signing
        return before and not _SENTENCE_SIGNS.isdisjoint(reading.between(at - 2))


def _last_sentence_at(text: str) -> int | None:
    """Where the last sentence begins, if it is short and another stands before it on its line."""
    end = len(text.rstrip(". \t\n"))
    first = max(0, end - _LONGEST_SENTENCE)
    dot, call, question = (text.rfind(sign, first, end) for sign in _SENTENCE_ENDS)
    begin = max(dot, call, question)
    return begin + 2 if begin >= 0 and "\n" not in text[begin:end] else None


def phrases(listed: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """Phrases as rows of words."""
    return frozenset(tuple(phrase.split()) for phrase in listed)
