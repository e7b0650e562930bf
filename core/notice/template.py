"""A small language for notices: {placeholder} takes a value, [[ ... ]] is a clause.

A clause with an unset value is left out, a line with one outside its clauses too: so an outgoing text never
shows a gap, a brace or a bracket. A value is put in as it is and never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"\{([^{}\n]*)\}|\[\[|\]\]|[{}\[\]]")
Values = Mapping[str, str]


class TemplateError(ValueError):
    """A text is no template; the message says why, in which line."""


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Clause:
    parts: tuple[str | Slot, ...]


Line = tuple[str | Slot | Clause, ...]


@dataclass(frozen=True, slots=True)
class Template:
    lines: tuple[Line, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Raises TemplateError for a brace or bracket that is not of the language."""
        return cls(tuple(_line(number, line) for number, line in enumerate(text.splitlines(), start=1)))

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(slot.name for line in self.lines for slot in _slots(line))

    def with_blocks(self, blocks: Mapping[str, Template]) -> Template:
        """Each line that is nothing but a block's placeholder becomes the block's lines."""
        return Template(tuple(part for line in self.lines for part in _unfold(line, blocks)))

    def fixed(self, values: Values) -> Template:
        """The template with values that never change already in it; an empty one drops its clause or line now."""
        lines: list[Line] = []
        for line in self.lines:
            parts = _fix(line, values)
            if parts or (parts is not None and not line):
                if lines and _is_text(parts) and _is_text(lines[-1]):
                    parts = (f"{str(lines.pop()[0]).rstrip()}\n{parts[0]}",)
                lines.append(parts)
        return Template(tuple(lines))

    def render(self, values: Values) -> str:
        """The text, without the empty lines that a left-out line would leave behind."""
        kept: list[str] = []
        for line in self.lines:
            text = _render(line, values)
            if text is not None and (text or (kept and kept[-1])):
                kept.append(text)
        return "\n".join(kept).rstrip()


def _line(number: int, text: str) -> Line:
    parts: list[str | Slot | Clause] = []
    clause: list[str | Slot] | None = None
    for piece in _tokens(text):
        if piece == "[[" and clause is None:
            clause = []
        elif piece == "]]" and clause is not None:
            if not any(isinstance(part, Slot) for part in clause):
                raise TemplateError(f"line {number}: the clause between [[ and ]] holds no placeholder")
            parts.append(Clause(tuple(clause)))
            clause = None
        elif isinstance(piece, str) and piece in {"{", "}", "[", "]", "[[", "]]"}:
            raise TemplateError(
                f"line {number}: {piece!r} stands alone; write {{name}} for a value, [[ ... ]] for a clause"
            )
        else:
            (parts if clause is None else clause).append(piece)
    if clause is not None:
        raise TemplateError(f"line {number}: a clause begun with [[ is not closed with ]] on its line")
    return tuple(parts)


def _tokens(text: str) -> Iterator[str | Slot]:
    end = 0
    for found in TOKEN.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield found.group() if found.group(1) is None else Slot(found.group(1))
        end = found.end()
    if end < len(text):
        yield text[end:]


def _unfold(line: Line, blocks: Mapping[str, Template]) -> tuple[Line, ...]:
    match line:
        case (Slot(name),) if name in blocks:
            return blocks[name].lines
    return (line,)


def _slots(parts: Sequence[str | Slot | Clause]) -> Iterator[Slot]:
    for part in parts:
        if isinstance(part, Clause):
            yield from _slots(part.parts)
        elif isinstance(part, Slot):
            yield part


def _is_text(line: Line) -> bool:
    """Whether a line is nothing but words, and so may be one piece with the lines beside it."""
    return len(line) == 1 and isinstance(line[0], str) and bool(line[0].strip())


def _fix(line: Line, values: Values) -> Line | None:
    """None where the line is left out."""
    fixed: list[str | Slot | Clause] = []
    for part in line:
        parts = _fix_parts(part.parts if isinstance(part, Clause) else (part,), values)
        if parts is None:
            if not isinstance(part, Clause):
                return None
            continue
        if isinstance(part, Clause) and any(isinstance(piece, Slot) for piece in parts):
            fixed.append(Clause(parts))
            continue
        for piece in parts:
            before = fixed[-1] if fixed else None
            if isinstance(piece, str) and isinstance(before, str):
                fixed[-1] = _join(before, piece)
            else:
                fixed.append(piece)
    return tuple(fixed)


def _fix_parts(parts: Sequence[str | Slot], values: Values) -> tuple[str | Slot, ...] | None:
    """None where a part is a value that is fixed and empty."""
    fixed = tuple(values.get(part.name, part) if isinstance(part, Slot) else part for part in parts)
    return fixed if all(fixed) else None


def _render(line: Line, values: Values) -> str | None:
    """None where the line is left out."""
    text = ""
    for part in line:
        if isinstance(part, Clause):
            text = _join(text, _fill(part.parts, values) or "")
            continue
        piece = part if isinstance(part, str) else values.get(part.name)
        if not piece:
            return None
        text = _join(text, piece)
    return text.rstrip() if text.strip() or not line else None


def _fill(parts: Sequence[str | Slot], values: Values) -> str | None:
    """The parts with their values; None where one is unset."""
    text = ""
    for part in parts:
        value = part if isinstance(part, str) else values.get(part.name)
        if not value:
            return None
        text = _join(text, value)
    return text


def _join(text: str, piece: str) -> str:
    """A value that begins a new line (a list) leaves no blank at the end of the old one."""
    return text.rstrip(" ") + piece if piece.startswith("\n") else text + piece
