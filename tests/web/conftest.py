"""A real store, a real server on loopback, and a browser where there is one."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from secrets import token_urlsafe

import httpx
import pytest
import pytest_asyncio
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright
from starlette.types import ASGIApp

from core.desk import Desk
from core.ports.channel import Form
from sandbox.listening import PromptServer
from storage.store import SqlStore
from tests.web import office
from tests.web.office import PASSWORD, StoppedClock
from web.application import build_web
from web.settings import WebSettings
from web.site import token_hash

CHROMIUM = Path("/usr/bin/chromium")
HAS_CHROMIUM = CHROMIUM.exists()
NOT_PAINTED = (  # pages that make up the address bar, which nobody sees: a fifth of a test's work
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
)
NOT_WANTED = (  # of Playwright's own list, which this one takes the place of
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AimEnabled",
)
FLAGS = [
    f"--disable-features={','.join(NOT_PAINTED + NOT_WANTED)}",
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
GRACE = 1.0  # seconds for pages that are being made when a test ends
SETTINGS = WebSettings("DPMPTSP Contoh", secure=False)


HERE = Path(__file__).parent
IN_CLEAR = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that never encrypt: one that trusts nobody is made at once, httpx's own reads all authorities."""

web_fixture = pytest_asyncio.fixture(loop_scope="session")
"""A browser lives in the loop that started it, so all tests of pages, and what they ask for, share one loop."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> object | None:
    """What is served in another loop would be waited for in vain; pytest-asyncio notes each fixture's loop."""
    if request.node.path.parent == HERE and getattr(fixturedef.func, "_loop_scope", "session") != "session":
        pytest.fail(f"{fixturedef.argname}: tests of pages share one loop, decorate it with web_fixture")
    return None


class Compiled(BytecodeCache):
    """What became of each template, while its source is the same."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def templates_are_compiled_once() -> Iterator[None]:
    """Every test makes a site of its own, and compiling its pages would take most of the time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("jinja2.Environment", partial(Environment, bytecode_cache=Compiled()))
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_cost_little() -> Iterator[None]:
    """A thousandth of their memory: somebody signs in a hundred times. Tests of what that costs put it back."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("web.passwords.MEMORY_KIB", 64)
        yield


@contextlib.asynccontextmanager
async def served(application: ASGIApp) -> AsyncIterator[str]:
    """The address of an application that runs in the test's own loop."""
    server = PromptServer(application, grace=GRACE)
    running = asyncio.create_task(server.answer())
    try:
        yield server.url
    finally:
        server.end()
        await running


@contextlib.asynccontextmanager
async def serving(
    store: SqlStore,
    clock: StoppedClock,
    settings: WebSettings = SETTINGS,
    forms: Mapping[str, Form] | None = None,
    desk: Desk | None = None,
) -> AsyncIterator[str]:
    """The address of a running site."""
    site = build_web(store, clock=clock, desk=desk or office.desk(), settings=settings, forms=forms)
    async with served(site) as address:
        yield address


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


@web_fixture
async def filled(settled: Path, tmp_path: Path) -> AsyncIterator[SqlStore]:
    copy = shutil.copytree(settled, tmp_path / "kantor")
    opened = office.open_office(copy)
    yield opened
    await opened.close()


@web_fixture
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


@web_fixture
async def visitor(url: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(
        verify=IN_CLEAR, base_url=url, headers={"Origin": url}, timeout=60
    ) as client:
        yield Visitor(client)


async def seat(store: SqlStore, url: str, name: str, now: datetime) -> Visitor:
    """An officer who has signed in already."""
    token = token_urlsafe(32)
    await store.write(lambda unit: unit.staff.begin(name, token_hash(token), now))
    cookies = {SETTINGS.session_cookie: token}
    return Visitor(
        httpx.AsyncClient(verify=IN_CLEAR, base_url=url, headers={"Origin": url}, cookies=cookies, timeout=60)
    )


@web_fixture
async def sari(filled: SqlStore, url: str, clock: StoppedClock) -> AsyncIterator[Visitor]:
    """The officer at the screen."""
    seated = await seat(filled, url, "sari", clock.now())
    async with seated.client:
        yield seated


@web_fixture
async def dadan(filled: SqlStore, url: str, clock: StoppedClock) -> AsyncIterator[Visitor]:
    """The complaint manager at another screen."""
    seated = await seat(filled, url, "dadan", clock.now())
    async with seated.client:
        yield seated


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running_chromium() -> AsyncIterator[Browser]:
    """Started once: that costs as much as two or three of the tests do."""
    if not HAS_CHROMIUM:
        pytest.skip("no Chromium: apt install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        await browser.close()


@web_fixture
async def chromium(running_chromium: Browser) -> AsyncIterator[Browser]:
    """A browser that remembers nothing: all that was open is closed after each test, with its cookies and caches."""
    yield running_chromium
    for context in running_chromium.contexts:
        await context.close()


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
