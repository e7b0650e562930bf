"""format=flowed: paragraphs put together again (RFC 3676)."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool = False) -> str:
    """`text` with its soft line breaks removed and its space-stuffing undone; quote marks stay.

    `delete_space` is DelSp=yes: the space that marked the break was not the author's.
    """
    result: list[str] = []
    pending: list[str] = []
    pending_depth = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if pending and (depth != pending_depth or content == _SIGNATURE):
            result.append(_quoted(pending_depth, pending))
            pending = []
        if content.endswith(" ") and content != _SIGNATURE:
            pending.append(content[:-1] if delete_space else content)
            pending_depth = depth
            continue
        result.append(_quoted(depth, [*pending, content]))
        pending = []
    if pending:
        result.append(_quoted(pending_depth, pending))
    return "\n".join(result)


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}" if depth else text
