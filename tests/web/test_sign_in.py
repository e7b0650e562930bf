"""The door: who gets in, what the cookie is like, and who is turned away."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import httpx
import pytest

from core.ports.inbox import Officer, Role
from storage.store import SqlStore
from tests.web.conftest import IN_CLEAR, Visitor, serving
from tests.web.office import PASSWORD, StoppedClock
from web.limiter import Limiter
from web.passwords import MEMORY_KIB, Passwords  # as it is, before the tests made it less
from web.settings import WebSettings
from web.staff.sign_in import TRIES_BY_ACCOUNT


async def test_an_officer_signs_in_and_lands_where_the_way_led(visitor: Visitor) -> None:
    turned = await visitor.get("/?tampilan=due")
    assert turned.status_code == 303
    assert turned.headers["location"] == "/masuk?lanjut=%2F%3Ftampilan%3Ddue"
    entered = await visitor.sign_in("sari", lanjut="/?tampilan=due")
    assert entered.headers["location"] == "/?tampilan=due"
    assert (await visitor.get("/?tampilan=due")).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "/a\nb", ""]
)
async def test_the_way_back_never_leads_to_another_site(visitor: Visitor, target: str) -> None:
    assert (await visitor.sign_in("sari", lanjut=target)).headers["location"] == "/"


@pytest.mark.parametrize("name", ["sari", "tidak-ada", "x" * 5_000, "", "' OR 1=1 --"])
async def test_a_wrong_name_and_a_wrong_password_look_alike(visitor: Visitor, name: str) -> None:
    refused = await visitor.sign_in(name, "kata-sandi-salah")
    assert refused.status_code == 403
    assert "Nama pengguna atau kata sandi tidak cocok." in refused.text
    assert 'aria-describedby="salah" autofocus>' in refused.text, "the cursor stands where it is typed again"
    assert "set-cookie" not in refused.headers
    assert (await visitor.get("/")).status_code == 303


async def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.passwords.MEMORY_KIB", MEMORY_KIB)
    passwords = Passwords()
    stored = await passwords.hash("benar")
    parameters = [text.split("$")[1:4] for text in (stored, passwords._nobody)]
    assert parameters[0] == parameters[1] == ["argon2id", "v=19", "m=65536,t=3,p=4"]
    assert await passwords.fits("benar", stored)
    assert not await passwords.fits("salah", stored)
    assert not await passwords.fits("benar", None)


async def test_a_closed_account_does_not_open(visitor: Visitor, filled: SqlStore) -> None:
    hashed = await Passwords().hash(PASSWORD)
    gone = Officer("pensiun", "Pak Pensiun", Role.OFFICER, active=False)
    await filled.write(lambda unit: unit.staff.add(gone, hashed))
    assert (await visitor.sign_in("pensiun")).status_code == 403


async def test_the_token_stands_in_the_cookie_only(
    sari: Visitor, filled: SqlStore, clock: StoppedClock
) -> None:
    token = sari.client.cookies["sid"]
    assert len(token) >= 43
    unhashed = await filled.write(lambda unit: unit.staff.session(token, clock.now()))
    hashed = sha256(token.encode()).hexdigest()
    known = await filled.write(lambda unit: unit.staff.session(hashed, clock.now()))
    assert unhashed is None
    assert known is not None
    assert known.officer.name == "sari"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = (await visitor.sign_in("sari")).headers["set-cookie"]
    assert cookie.startswith("sid=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


async def test_behind_tls_the_cookie_is_bound_to_the_host(filled: SqlStore, clock: StoppedClock) -> None:
    settings = WebSettings("DPMPTSP Contoh", secure=True)
    async with (
        serving(filled, clock, settings) as url,
        httpx.AsyncClient(verify=IN_CLEAR, base_url=url) as client,
    ):
        entered = await client.post(
            "/masuk", data={"nama": "sari", "sandi": PASSWORD}, headers={"Origin": url}
        )
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_a_planted_session_is_worth_nothing(visitor: Visitor) -> None:
    visitor.client.cookies.set("sid", "ditanam-oleh-penyerang")
    await visitor.sign_in("sari")
    jar = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name == "sid"]
    assert jar[-1] != "ditanam-oleh-penyerang"
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=visitor.client.base_url) as attacker:
        attacker.cookies.set("sid", "ditanam-oleh-penyerang")
        assert (await attacker.get("/")).status_code == 303


async def test_signing_in_again_ends_the_session_before(visitor: Visitor) -> None:
    await visitor.sign_in("sari")
    before = visitor.client.cookies["sid"]
    await visitor.sign_in("sari")
    assert visitor.client.cookies["sid"] != before
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=visitor.client.base_url, cookies={"sid": before}
    ) as old:
        assert (await old.get("/")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(sari: Visitor) -> None:
    token = sari.client.cookies["sid"]
    left = await sari.post("/keluar")
    assert left.headers["location"] == "/masuk"
    assert 'sid=""' in left.headers["set-cookie"]
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=sari.client.base_url, cookies={"sid": token}
    ) as thief:
        assert (await thief.get("/")).status_code == 303


async def test_an_idle_session_runs_out(sari: Visitor, clock: StoppedClock) -> None:
    clock.advance(timedelta(minutes=29))
    assert (await sari.get("/")).status_code == 200
    clock.advance(timedelta(minutes=29))
    assert (await sari.get("/")).status_code == 200
    clock.advance(timedelta(minutes=31))
    assert (await sari.get("/")).status_code == 303


async def test_a_busy_session_ends_after_twelve_hours(sari: Visitor, clock: StoppedClock) -> None:
    for _ in range(28):
        clock.advance(timedelta(minutes=25))
        assert (await sari.get("/kanal")).status_code == 200
    clock.advance(timedelta(minutes=25))
    assert (await sari.get("/kanal")).status_code == 303


async def test_guessing_is_stopped_and_the_right_password_waits_too(
    visitor: Visitor, clock: StoppedClock
) -> None:
    for _ in range(TRIES_BY_ACCOUNT):
        assert (await visitor.sign_in("sari", "tebak")).status_code == 403
    stopped = await visitor.sign_in("sari")
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["retry-after"]) <= 15 * 60 + 1
    assert (await visitor.sign_in("dadan")).status_code == 303, "another account goes on"
    clock.advance(timedelta(minutes=16))
    assert (await visitor.sign_in("sari")).status_code == 303


def test_the_limiter_forgets_the_oldest_key_when_it_is_full(clock: StoppedClock) -> None:
    limiter = Limiter(tries=1, window=timedelta(minutes=1), remembered=100)
    for number in range(1_000):
        assert limiter.attempt(f"nama{number}", clock.now()) is None
    assert len(limiter._tried) <= 100
    assert limiter.attempt("nama999", clock.now()) == timedelta(minutes=1)
    assert limiter.attempt("nama0", clock.now()) is None


def test_the_limiter_counts_a_moving_window(clock: StoppedClock) -> None:
    limiter = Limiter(tries=2, window=timedelta(minutes=10))
    assert limiter.attempt("a", clock.now()) is None
    clock.advance(timedelta(minutes=6))
    assert limiter.attempt("a", clock.now()) is None
    assert limiter.attempt("a", clock.now()) == timedelta(minutes=4)
    clock.advance(timedelta(minutes=4))
    assert limiter.attempt("a", clock.now()) is None
    limiter.take_back("a")
    assert limiter.attempt("a", clock.now()) is None


async def test_a_hash_of_yesterdays_parameters_is_renewed(
    visitor: Visitor, filled: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr("web.passwords.MEMORY_KIB", MEMORY_KIB)
    weak = PasswordHasher(1, 1024, 1).hash(PASSWORD)
    await filled.write(lambda unit: unit.staff.change_password("sari", weak))
    assert (await visitor.sign_in("sari")).status_code == 303
    found = await filled.read(lambda unit: unit.staff.password("sari"))
    assert found is not None
    assert "m=65536,t=3,p=4" in found[1]
    assert (await visitor.get("/")).status_code == 200
