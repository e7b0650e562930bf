"""What the register's files are told about this office, and what is said of the rows of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.config import Config
from core.classify.labels import Language
from core.law.deadline import jakarta_date
from core.notice.words import load_words
from core.register.rows import Fault, Note, Trouble
from ops.register.columns import Wording
from web.register_words import wording


def kinds_of(config: Config) -> Mapping[str, str]:
    """Each account's kind of channel."""
    return {account.name: account.kind for account in config.accounts}


def wording_of(config: Config) -> Wording:
    """Indonesian words, the office's own where it has some."""
    return wording(load_words(Language.INDONESIAN.value, config.office.notices))


SAID = {
    Fault.NO_TEXT: "is empty: write what was complained about",
    Fault.NO_DATE: "is empty: write the date of reception",
    Fault.BAD_DATE: "is no date: write it as 05/03/2026 or 5 Maret 2026, the day first",
    Fault.FUTURE: "lies in the future: check the year",
    Fault.NO_LETTER: "says no way of reception: fill it in, or set default_letter in the mapping file",
    Fault.BAD_LETTER: "is none of the ways a to m: write the letter, or name it under [letters] in the mapping file",
    Fault.BAD_STATE: "is no known state: name it under [states] in the mapping file",
    Fault.BAD_ANSWERED: "is no date: write it as 05/03/2026, or leave it empty",
    Fault.ANSWERED_BEFORE: "lies before the date of reception: correct one of the two",
    Fault.TOO_LONG: "is longer than 20,000 characters: shorten it",
    Note.NO_ANSWER_DATE: "is empty: taken in without a date of answer",
    Note.OTHER_STATE: "is not how the case stands: a file changes no case, change it on its page",
    Note.UNKNOWN_LABEL: "is no label of the standard: the classifier's is taken",
}


def said_of(trouble: Trouble) -> str:
    """Column, what stood in it where it names nobody, reason and remedy."""
    value = f" {trouble.value!r}" if trouble.value else ""
    return f"{trouble.column}:{value} {SAID[trouble.what]}"


def jakarta_day(moment: datetime) -> str:
    return jakarta_date(moment).isoformat()
