"""Dates, times and names in the words of three languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.case.complaint import State
from core.classify.labels import Language
from core.law.rules import Missing
from core.notice.notices import LANGUAGES
from core.notice.words import Words, load_words

WORDS = {language: load_words(language) for language in LANGUAGES}


@pytest.mark.parametrize(
    ("language", "day", "time"),
    [
        (Language.INDONESIAN, "Selasa, 7 April 2026", "01.05 WIB"),
        (Language.SUNDANESE, "Salasa, 7 April 2026", "01.05 WIB"),
        (Language.ENGLISH, "Tuesday, 7 April 2026", "01:05 WIB"),
    ],
)
def test_dates_and_jakarta_times_are_told_in_each_language(language: Language, day: str, time: str) -> None:
    assert WORDS[language].date(date(2026, 4, 7)) == day
    assert WORDS[language].time(datetime(2026, 4, 6, 18, 5, tzinfo=UTC)) == time


@pytest.mark.parametrize("words", WORDS.values(), ids=[str(language) for language in WORDS])
def test_every_word_the_domain_may_ask_for_is_there(words: Words) -> None:
    assert all(words.state(state) for state in State)
    assert all(words.missing([item]) and words.missing([item], short=True) for item in Missing)
    assert all(words.reason(code, short=short) for code in ("late", "incomplete") for short in (False, True))
    kinds = ["mail", "whatsapp", "sms", "telegram", "twitter", "instagram", "web", "desk", "lapor"]
    assert all(words.channel(kind) for kind in kinds)
    assert len({words.channel("desk", letter) for letter in "abcdlm"}) == 6
    assert words.missing([]) == ""
    assert (len(set(words.days)), len(set(words.months))) == (7, 12)
