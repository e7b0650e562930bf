"""Lines of JSON with texts in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, TextIO

import click


def read_lines(file: TextIO) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line; what is none is named by its line."""
    for number, raw in enumerate(file, 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
        except json.JSONDecodeError as error:
            raise click.UsageError(f"line {number} is not JSON: {error.msg}") from None
        if not isinstance(line, dict):
            raise click.UsageError(f"line {number} is not an object")
        yield line


def text_of(line: dict[str, Any]) -> str:
    """The text of a line; "" where it holds none."""
    text = line.get("text")
    return "" if text is None else str(text)


def day_of(line: dict[str, Any]) -> date:
    """The day a line was sent on, in Jakarta; today where it does not say."""
    from app.clock import SystemClock
    from core.law.deadline import jakarta_date

    sent_on = line.get("sent_on")
    if not sent_on:
        return jakarta_date(SystemClock().now())
    try:
        moment = datetime.fromisoformat(str(sent_on))
        return jakarta_date(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        raise click.UsageError(f"sent_on: {sent_on!r} is no date, as 2026-11-22 is") from None
