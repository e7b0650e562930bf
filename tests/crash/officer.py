"""An officer at a browser, who signs in, and does again what got no answer."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

import httpx

from core.ports.clock import JAKARTA
from core.ports.inbox import Officer as Known
from core.ports.inbox import Role, View

OFFICER = Known("siti", "Siti Pengelola", Role.COMPLAINT_MANAGER, "complaint_manager")
PASSWORD = "sandi uji coba loket"
PATIENCE = 120.0  # seconds until every citizen was told
NUMBER = re.compile(r"nomor permohonan (\d{5})")  # by which a citizen is known on a case's page
TAGS = re.compile(r"<[^>]+>")
CASE = re.compile(r'href="/kasus/([0-9A-Z-]+)"')
TASK = re.compile(r'<textarea id="tugas-(\d+)-teks"[^>]*>(.*?)</textarea>', re.DOTALL)


class Officer:
    """A browser of its own. Every call raises httpx.HTTPError where nobody answers, or not as a page should."""

    def __init__(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        headers = {"origin": address, "sec-fetch-site": "same-origin"}
        self._browser = httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=20)
        self._inside = False

    def close(self) -> None:
        self._browser.close()

    def get(self, path: str) -> str:
        """A page, wherever it leads to."""
        self._sign_in()
        return self._browser.get(path, follow_redirects=True).raise_for_status().text

    def post(self, path: str, fields: Mapping[str, str], *, with_files: bool = False) -> int:
        """Send a form; the status of what came back. A form with files has parts even where none was chosen."""
        self._sign_in()
        files = {"berkas": ("", b"")} if with_files else None
        return self._browser.post(path, data=fields, files=files).status_code

    def _sign_in(self) -> None:
        if not self._inside:
            fields = {"nama": OFFICER.name, "sandi": PASSWORD}
            self._inside = self._browser.post("/masuk", data=fields).status_code == 303


class Rounds:
    """An officer who goes through the cases again and again: answers each with `answer` (nobody, where that is
    None), and tells citizens by hand what no program may send. `told` holds it by citizen's number.
    """

    def __init__(self, port: int, answer: Callable[[int], str] | None = None) -> None:
        self._officer = Officer(port)
        self._answer = answer
        self._answered: set[str] = set()
        self._over = threading.Event()
        self._walk = threading.Thread(target=self._go, daemon=True)
        self._unheard: set[str] = set()
        self.told: dict[int, list[str]] = {}

    def start(self) -> None:
        self._walk.start()

    def stop(self) -> None:
        self._over.set()
        if self._walk.is_alive():
            self._walk.join()
        self._officer.close()

    def until_told(self, citizens: int) -> Mapping[int, list[str]]:
        """What was told, as soon as so many citizens were, and no task is left."""
        ends = time.monotonic() + PATIENCE
        while (len(self.told) < citizens or self._tasks()) and time.monotonic() < ends:
            time.sleep(0.2)
        return self.told

    def _go(self) -> None:
        while not self._over.wait(0.2):
            with suppress(httpx.HTTPError):  # the service is away: another round
                for ticket in self._cases(View.OPEN) if self._answer else ():
                    if ticket not in self._answered:
                        self._reply(ticket)
                for ticket in self._tasks():
                    self._tell(ticket)

    def _tasks(self) -> list[str]:
        return self._cases(View.BY_HAND)

    def _cases(self, view: View) -> list[str]:
        """The tickets on the view's newest page, and the older ones when those are done."""
        found: dict[str, None] = {}
        path = f"/?tampilan={view}"
        while path:
            page = self._officer.get(path)
            found |= dict.fromkeys(CASE.findall(page))
            older = re.search(r'href="([^"]+)" rel="next"', page)
            path = html.unescape(older[1]) if older else ""
        return list(found)

    def _reply(self, ticket: str) -> None:
        """Write the answer under the version that the page shows. Whoever got no answer sends the very same form
        once more, and every third time it is sent twice out of impatience.
        """
        page = self._officer.get(f"/kasus/{ticket}")
        words = TAGS.sub("", page)
        number = NUMBER.search(words)
        assert number, f"{ticket} is nobody's case"
        assert self._answer is not None
        text = self._answer(int(number[1]))
        version = re.search(r'name="versi" value="(\d+)"', page)
        if text not in words and version:
            form = {"teks": text, "tindakan": "kirim", "versi": version[1]}
            with suppress(httpx.HTTPError):
                if self._officer.post(f"/kasus/{ticket}/tulis", form) == 303 and int(number[1]) % 3:
                    self._answered.add(ticket)
                    return
            self._wait_for_the_service()
            self._officer.post(f"/kasus/{ticket}/tulis", form)
        self._answered.add(ticket)

    def _wait_for_the_service(self) -> None:
        while not self._over.wait(0.1):
            try:
                self._officer.get("/masuk")
            except httpx.HTTPError:
                continue
            return

    def _tell(self, ticket: str) -> None:
        """Tell the citizen, and say so until that was heard. A task that stands there after that is told again."""
        page = self._officer.get(f"/kasus/{ticket}")
        number = NUMBER.search(TAGS.sub("", page))
        assert number, f"{ticket} is nobody's case"
        for task, text in TASK.findall(page):
            if task not in self._unheard:
                self._unheard.add(task)
                self.told.setdefault(int(number[1]), []).append(html.unescape(text))
            today = datetime.now(JAKARTA).date().isoformat()
            form = {"pesan": task, "tindakan": "sudah", "tanggal": today}
            if self._officer.post(f"/kasus/{ticket}/disampaikan", form) == 303:
                self._unheard.discard(task)
