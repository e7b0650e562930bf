"""The ops page: one line per account, and books that must balance."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from functools import partial

import pytest

from core.capabilities import Capabilities
from core.errors import ChannelError
from core.message import Terminal
from core.ports.accounts import AccountHealth, Balance, Health
from core.ports.usage import Usage
from ops import health
from storage.store import SqlStore
from tests.web.conftest import SETTINGS, Visitor, seat, serving
from tests.web.office import NOW, STORIES, TODAY, StoppedClock
from web.abilities import COLUMNS, abilities
from web.assets import Assets
from web.pages import Pages
from web.staff.channels import TROUBLES


def line(html: str, name: str) -> str:
    return html.split(f'<th scope="row">{name}</th>')[1].split("</tr>", maxsplit=1)[0]


async def test_a_healthy_channel_is_one_calm_line(sari: Visitor) -> None:
    html = (await sari.get("/kanal")).text
    assert "Semua kanal lancar." in html
    assert "Lancar" in line(html, "e-mail")
    assert "10.10" in line(html, "e-mail"), "the last success, in Jakarta"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("unauthorised", "Akses kita ditolak: perbarui kata sandi atau token akun ini. (unauthorised)"),
        ("no-such-code", "no-such-code"),
    ],
)
async def test_what_ails_a_channel_is_said_in_words_with_the_step_to_take(
    sari: Visitor, filled: SqlStore, code: str, said: str
) -> None:
    ill = AccountHealth("bot", "telegram", Health.FAILING, reported_at=NOW, last_error=NOW, error=code)
    await filled.write(lambda unit: unit.accounts.report(ill))
    html = (await sari.get("/kanal")).text
    assert f'data-label="Galat terakhir">{said} <span' in line(html, "Telegram")


def test_every_error_that_ops_must_hear_of_has_its_words() -> None:
    assert {one.code for one in ChannelError.__subclasses__() if one.tell_ops} <= set(TROUBLES)


async def test_a_credential_that_ends_is_shown_with_its_day(sari: Visitor, filled: SqlStore) -> None:
    def expire(days: int) -> AccountHealth:
        ends = NOW + timedelta(days=days)
        return AccountHealth("ig", "instagram", Health.OK, NOW, reported_at=NOW, expires_at=ends)

    await filled.write(lambda unit: unit.accounts.report(expire(50)))
    html = (await sari.get("/kanal")).text
    assert "Kredensial berlaku sampai Jum 22 Mei 2026" in line(html, "Instagram")
    assert "Semua kanal lancar." in html
    await filled.write(lambda unit: unit.accounts.report(expire(5)))
    html = (await sari.get("/kanal")).text
    assert 'class="small bad-text">Kredensial' in line(html, "Instagram")
    assert "Instagram (kredensial segera berakhir)" in html
    assert "Semua kanal lancar." not in html


async def test_two_accounts_of_one_kind_are_told_apart(filled: SqlStore, clock: StoppedClock) -> None:
    def report(name: str) -> AccountHealth:
        return AccountHealth(name, "instagram", Health.OK, NOW, reported_at=NOW)

    for name in ("ig", "baca"):
        await filled.write(partial(lambda health, unit: unit.accounts.report(health), report(name)))
    shown = replace(SETTINGS, kinds={"ig": "instagram", "baca": "instagram", "mail": "mail"})
    async with serving(filled, clock, shown) as address:
        sari = await seat(filled, address, "sari", clock.now())
        async with sari.client:
            html = (await sari.get("/kanal")).text
    assert all("Lancar" in line(html, name) for name in ("Instagram (ig)", "Instagram (baca)", "e-mail"))


def test_an_account_with_a_name_of_its_own_leaves_its_kind_to_the_other() -> None:
    kinds = {"ig": "instagram", "baca": "instagram"}
    pages = Pages(replace(SETTINGS, accounts={"baca": "Instagram dibaca"}, kinds=kinds), Assets())
    assert [pages.account(name) for name in kinds] == ["Instagram", "Instagram dibaca"]
    assert pages.account("lama", "telegram") == "Telegram", "one that is no longer configured"


async def test_officers_managers_and_admins_see_the_same(sari: Visitor, dadan: Visitor) -> None:
    pages = [(await visitor.get("/kanal")).text for visitor in (sari, dadan)]
    officers, managers = (page.split("<main")[1].split("</main>")[0] for page in pages)
    assert officers == managers


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


def test_every_ability_has_its_column() -> None:
    assert set(COLUMNS) | {"counted", "at_once"} == {field.name for field in fields(Capabilities)}


async def test_what_each_channel_can_do_is_shown_for_the_accounts_there_are(
    filled: SqlStore, clock: StoppedClock
) -> None:
    can = Capabilities(media_in=True, window=timedelta(hours=24), text=1600, official=False)
    shown = replace(SETTINGS, capabilities={"mail": can, "gone": can})
    async with serving(filled, clock, shown) as address:
        sari = await seat(filled, address, "sari", clock.now())
        async with sari.client:
            html = (await sari.get("/kanal")).text
    table = html.rpartition("Kemampuan setiap kanal")[2]
    row = line(table, "e-mail")
    assert [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:]] == [
        abilities(can)[name] for name in COLUMNS
    ]
    assert "24 jam" in row
    assert "1.600 karakter" in row
    assert "gone" not in table


def test_where_no_program_answers_no_length_is_told() -> None:
    cells = abilities(Capabilities(privately=False))
    assert (cells["text"], cells["window"], cells["links"]) == ("–", "–", "–")


async def test_what_a_platform_charges_stands_beside_its_ceiling(sari: Visitor, filled: SqlStore) -> None:
    assert "Biaya bulan ini" not in (await sari.get("/kanal")).text
    used = Usage("x", TODAY.replace(day=1), 1_204, 31, 12_500_000, 25_000_000)
    await filled.write(lambda unit: unit.usages.add(used))
    html = (await sari.get("/kanal")).text
    costs = line(html.split("Biaya bulan ini")[1], "x")
    assert "12,50 dolar AS" in costs
    assert "25,00 dolar AS" in costs
    assert "1.204" in costs
    assert "hampir habis" not in costs
    await filled.write(lambda unit: unit.usages.add(replace(used, cost=7_500_000)))
    assert "hampir habis" in line((await sari.get("/kanal")).text.split("Biaya bulan ini")[1], "x")
