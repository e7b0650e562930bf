"""The ops page: one line per account, and books that must balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.message import Terminal
from core.ports.accounts import AccountHealth, Balance, Health
from ops import health
from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import NOW, STORIES, TODAY, StoppedClock


def line(html: str, name: str) -> str:
    return html.split(f'<th scope="row">{name}</th>')[1].split("</tr>", maxsplit=1)[0]


async def test_a_healthy_channel_is_one_calm_line(sari: Visitor) -> None:
    html = (await sari.get("/kanal")).text
    assert "Semua kanal lancar." in html
    assert "Lancar" in line(html, "e-mail")
    assert "10.10" in line(html, "e-mail"), "the last success, in Jakarta"


async def test_officers_managers_and_admins_see_the_same(sari: Visitor, dadan: Visitor) -> None:
    officers, managers = (await sari.get("/kanal")).text, (await dadan.get("/kanal")).text
    assert officers.replace("Neng Sari", "X") == managers.replace("Dadan Ramdan", "X")


async def test_no_citizen_is_named_on_it(sari: Visitor) -> None:
    html = (await sari.get("/kanal")).text
    for story in STORIES:
        assert story.ticket not in html
        assert story.address.handle not in html
        assert not story.name or story.name not in html


async def test_a_failing_channel_says_what_when_and_when_again(sari: Visitor, filled: SqlStore) -> None:
    failing = AccountHealth(
        "wa",
        "whatsapp",
        Health.FAILING,
        NOW - timedelta(hours=3),
        NOW - timedelta(minutes=1),
        "unauthorised: <akses> ditolak",
        NOW + timedelta(minutes=4),
        41,
        NOW,
    )
    await filled.write(lambda unit: unit.accounts.report(failing))
    html = (await sari.get("/kanal")).text
    assert "1 kanal perlu tindakan:" in html
    shown = line(html, "WhatsApp")
    for words in ("Putus", "07.10", "41", "unauthorised: &lt;akses&gt; ditolak", "10.14"):
        assert words in shown, words


async def test_a_channel_that_stopped_reporting_is_not_called_healthy(
    sari: Visitor, clock: StoppedClock
) -> None:
    clock.advance(timedelta(minutes=6))
    html = (await sari.get("/kanal")).text
    assert "Tidak ada kabar" in line(html, "e-mail")
    assert "1 kanal perlu tindakan:" in html


async def test_books_that_do_not_balance_are_red(sari: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The books of a sound store balance, so the figures are given here and the page is under test."""
    honest = health.report
    lost = Balance("mail", TODAY, received=9, waiting=1, ended={Terminal.OPENED: 7})
    monkeypatch.setattr(
        "web.staff.channels.report", lambda unit, now: replace(honest(unit, now), balances=(lost,))
    )
    html = (await sari.get("/kanal")).text
    assert "Buku tidak cocok." in html
    assert '<tr class="bad">' in html
    assert "1 tidak cocok" in html


async def test_the_books_of_the_filled_office_balance(sari: Visitor) -> None:
    html = (await sari.get("/kanal")).text
    assert "Buku masuk" in html
    assert "tidak cocok" not in html
