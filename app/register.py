"""What the register's files are told about this office: its accounts, and the words for its values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.config import Config
from core.classify.labels import Language
from core.notice.words import load_words
from ops.register.columns import Wording
from web.words import WORDS


def kinds_of(config: Config) -> Mapping[str, str]:
    """Each account's kind of channel."""
    return {account.name: account.kind for account in config.accounts}


def wording_of(config: Config) -> Wording:
    """Indonesian words, the office's own where it has some."""
    words = load_words(Language.INDONESIAN.value, config.office.notices)
    return Wording(_word, words.channel)


def _word(value: StrEnum) -> str:
    return WORDS[type(value)][value]
