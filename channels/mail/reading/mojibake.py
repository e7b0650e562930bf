"""Text that a program upstream read in the wrong charset ("cafÃ©"), repaired for display; the raw mail keeps it."""

from __future__ import annotations

import re

# UTF-8 seen through Windows-1252: what each of its bytes looks like. Five have no character there; programs
# leave them as the control characters of Latin-1.
_SEEN = {value: bytes([value]).decode("cp1252", "replace") for value in range(0x80, 0x100)}
_BYTES = {(chr(value) if seen == "\ufffd" else seen): value for value, seen in _SEEN.items()}
_BYTES |= {chr(value): value for value in range(0x80, 0xA0)}


def _characters(first: int, last: int) -> str:
    return "".join(re.escape(seen) for seen, value in _BYTES.items() if first <= value <= last)


_LETTER = f"[{_characters(0xC2, 0xDF)}][{_characters(0x80, 0xBF)}]"
_WIDE = f"[{_characters(0xE0, 0xEF)}][{_characters(0x80, 0xBF)}]{{2}}"
_WIDER = f"[{_characters(0xF0, 0xF4)}][{_characters(0x80, 0xBF)}]{{3}}"
_RUN = f"(?:{_WIDER}|{_WIDE}|{_LETTER})+"  # compiled with the first text that is not all ASCII

_CONTROL = re.compile("[\x80-\x9f]")  # nobody wrote these


def repair(text: str) -> str:
    """`text` with each run that is well-formed UTF-8, read as Windows-1252, read right.

    Such runs do not occur in any language's writing, so what was right stays as it is.
    """
    if text.isascii():
        return text
    return re.sub(_RUN, _repaired, text)


def _repaired(run: re.Match[str]) -> str:
    try:
        right = bytes(_BYTES[character] for character in run[0]).decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
    return run[0] if _CONTROL.search(right) is not None else right
