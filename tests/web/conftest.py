"""A real store, a real server on loopback, and a browser where there is one."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe

import httpx
import pytest
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from core.desk import Desk
from core.ports.channel import Form
from storage.store import SqlStore
from tests.web import office
from tests.web.office import PASSWORD, StoppedClock
from web.application import build_web
from web.settings import WebSettings
from web.site import token_hash

CHROMIUM = Path("/usr/bin/chromium")
HAS_CHROMIUM = CHROMIUM.exists()
FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # no name but loopback resolves: whatever is fetched from elsewhere fails at once
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
SETTINGS = WebSettings("DPMPTSP Contoh", secure=False)


class Server(uvicorn.Server):
    """Uvicorn in the test's own loop; signals stay with the test runner."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(
    store: SqlStore,
    clock: StoppedClock,
    settings: WebSettings = SETTINGS,
    forms: Mapping[str, Form] | None = None,
    desk: Desk | None = None,
) -> AsyncIterator[str]:
    """The address of a running site. The socket listens before the server starts: early calls wait."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = build_web(store, clock=clock, desk=desk or office.desk(), settings=settings, forms=forms)
    config = uvicorn.Config(app, lifespan="off", log_level="error", timeout_graceful_shutdown=1, ws="none")
    server = Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled office on disk, made once; each test works on a copy."""
    directory = tmp_path_factory.mktemp("kantor")

    async def settle() -> None:
        store = office.open_office(directory)
        await office.settle_in(store)
        await store.close()

    with asyncio.Runner() as runner:
        runner.run(settle())
    return directory


@pytest.fixture
async def filled(settled: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    copy = shutil.copytree(settled, tmp_path / "kantor")
    opened = office.open_office(copy)
    yield opened
    await opened.close()


@pytest.fixture
async def url(filled: SqlStore, clock: StoppedClock) -> AsyncIterator[str]:
    async with serving(filled, clock) as address:
        yield address


@dataclass
class Visitor:
    """Somebody with a client that keeps cookies and, like a browser, says where its posts come from."""

    client: httpx.AsyncClient

    async def get(self, path: str, **more: str) -> httpx.Response:
        return await self.client.get(path, headers=more)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.client.post(path, data=fields)

    async def sign_in(self, name: str, password: str = PASSWORD, lanjut: str = "/") -> httpx.Response:
        return await self.post("/masuk", nama=name, sandi=password, lanjut=lanjut)


@pytest.fixture
async def visitor(url: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=60) as client:
        yield Visitor(client)


async def seat(store: SqlStore, url: str, name: str, now: datetime) -> Visitor:
    """An officer who has signed in already."""
    token = token_urlsafe(32)
    await store.write(lambda unit: unit.staff.begin(name, token_hash(token), now))
    cookies = {SETTINGS.session_cookie: token}
    return Visitor(httpx.AsyncClient(base_url=url, headers={"Origin": url}, cookies=cookies, timeout=60))


@pytest.fixture
async def sari(filled: SqlStore, url: str, clock: StoppedClock) -> AsyncIterator[Visitor]:
    """The officer at the screen."""
    seated = await seat(filled, url, "sari", clock.now())
    async with seated.client:
        yield seated


@pytest.fixture
async def dadan(filled: SqlStore, url: str, clock: StoppedClock) -> AsyncIterator[Visitor]:
    """The complaint manager at another screen."""
    seated = await seat(filled, url, "dadan", clock.now())
    async with seated.client:
        yield seated


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not HAS_CHROMIUM:
        pytest.skip("no Chromium: apt install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Screen:
    """A page that remembers every complaint of the browser and every request."""

    page: Page
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    async def sign_in(self, name: str = "sari") -> None:
        await self.page.goto("/masuk")
        await self.page.get_by_label("Nama pengguna").fill(name)
        await self.page.get_by_label("Kata sandi").fill(PASSWORD)
        await self.page.get_by_role("button", name="Masuk").click()
        await self.page.wait_for_url("**/")


async def screen(browser: Browser, url: str, *, phone: bool = False, script: bool = True) -> Screen:
    """A page of an officer's PC, or of a narrow phone."""
    context = await browser.new_context(
        base_url=url,
        viewport={"width": 360, "height": 740} if phone else {"width": 1366, "height": 768},
        has_touch=phone,
        java_script_enabled=script,
        locale="id-ID",
    )
    context.set_default_timeout(10_000)
    opened = Screen(await context.new_page())
    opened.watch()
    return opened
