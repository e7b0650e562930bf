"""Three languages: nothing is missing, nothing is left over, and the choice sticks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import web
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import PBG
from web import formats, language, words
from web.staff.case import NEWS

ROOT = Path(web.__file__).parent
KEYWORDS = {"_": None, "N_": None, "translate": None, "ngettext": (1, 2), "translate_number": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
TRANSLATED = ("su", "en")

Id = str | tuple[str, ...]


@cache
def ids_in_code() -> frozenset[Id]:
    return frozenset(found[2] for found in extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS))


def catalogue(code: str) -> dict[Id, tuple[str, ...]]:
    with (language.LOCALE / f"{code}.po").open("rb") as source:
        messages = read_po(source, locale=code)
    return {_id(message): _texts(message) for message in messages if message.id}


def _id(message: Message) -> Id:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _texts(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def first(message: Id) -> str:
    return message if isinstance(message, str) else message[0]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_and_no_translation_is_left_over(code: str) -> None:
    assert len(ids_in_code()) > 200
    assert set(catalogue(code)) == ids_in_code()
    assert [message for message, texts in catalogue(code).items() if not all(texts)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_stands_once_and_in_its_order(code: str) -> None:
    text = (language.LOCALE / f"{code}.po").read_text(encoding="utf-8")
    entries = [re.findall(r"^msgid (.*(?:\n\".*)*)", entry, re.MULTILINE) for entry in text.split("\n\n")]
    found = [entry[0] for entry in entries[1:] if len(entry) == 1]
    assert len(found) == len(entries) - 1
    assert found == sorted(set(found), key=lambda text: (text.lower(), text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_holds_the_same_placeholders(code: str) -> None:
    for message, texts in catalogue(code).items():
        wanted = sorted(PLACEHOLDER.findall(first(message)))
        for text in texts:
            assert sorted(PLACEHOLDER.findall(text)) == wanted, message


def members() -> Iterator[StrEnum]:
    for table in words.WORDS:
        yield from table


def test_every_value_of_the_domain_has_its_word() -> None:
    for member in members():
        assert words.word(member).strip(), member
        assert words.WORDS[type(member)][member] in ids_in_code()


async def test_the_choice_of_language_sticks_and_keeps_the_page(sari: Visitor) -> None:
    answer = await sari.post("/bahasa", bahasa="su", kembali=f"/kasus/{PBG.ticket}")
    assert answer.headers["location"] == f"/kasus/{PBG.ticket}"
    html = (await sari.get(f"/kasus/{PBG.ticket}")).text
    assert '<html lang="su">' in html
    assert "Simpen salaku catetan internal" in html
    await sari.post("/bahasa", bahasa="en", kembali="//jahat.example")
    html = (await sari.get("/")).text
    assert "2 working days left" in html
    assert "Answer by Tue 7 Apr 2026" in html


@pytest.mark.parametrize("wish", ["de", "", "../../etc/passwd", "id'; --", "x" * 5_000, "\u0000"])
async def test_an_unknown_language_falls_back_to_indonesian(visitor: Visitor, wish: str) -> None:
    visitor.client.cookies.set("lang", wish.encode("ascii", "ignore").decode().replace("\0", ""))
    html = (await visitor.get("/masuk")).text
    assert '<html lang="id">' in html
    assert "set-cookie" not in (await visitor.post("/bahasa", bahasa=wish[:100])).headers


async def test_two_languages_at_once_do_not_mix(sari: Visitor, dadan: Visitor, filled: SqlStore) -> None:
    await dadan.post("/bahasa", bahasa="en")
    for _ in range(3):
        assert "Semua terbuka" in (await sari.get("/")).text
        assert "All open" in (await dadan.get("/")).text


def test_sizes_numbers_and_spans_are_written_as_people_write_them() -> None:
    from datetime import timedelta

    assert formats.size(999) == "999 byte"
    assert formats.size(284_000) == "284 KB"
    assert formats.size(3_460_000) == "3,5 MB"
    assert formats.number(12_345) == "12.345"
    assert formats.span(timedelta(seconds=20)) == "kurang dari 1 menit"
    assert formats.span(timedelta(seconds=-20)) == "kurang dari 1 menit"
    assert formats.span(timedelta(minutes=119)) == "119 menit"
    assert formats.span(timedelta(hours=47)) == "47 jam"
    assert formats.span(timedelta(days=9)) == "9 hari"


@pytest.mark.parametrize("news", sorted(NEWS))
async def test_what_was_done_is_said_in_the_language_of_the_page(sari: Visitor, news: str) -> None:
    await sari.post("/bahasa", bahasa="en", kembali="/")
    html = (await sari.get(f"/kasus/{PBG.ticket}?kabar={news}")).text
    english = re.sub("'", "&#39;", catalogue("en")[NEWS[news]][0])
    assert f'<p class="news" id="kabar" role="status">{english}</p>' in html
