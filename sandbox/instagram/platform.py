"""The whole of it: people comment and write, the office's webhook is called, and its answers are taken."""

from __future__ import annotations

import itertools
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox.instagram.calls import Entry, Hook, Words
from sandbox.instagram.faults import Fault
from sandbox.instagram.graph import Api
from sandbox.instagram.web import Web
from sandbox.instagram.world import Comment, Direct, Person, Post, World
from sandbox.site import READY, Site, StandIn


class Instagram(StandIn):
    """Start it, point `api_url` at `url`, `connect` the webhook, and let people `comment` and `write`.

    With `echoes` the office's own words come back to its webhook, as they do in reality. `first` is
    where numbers begin: two offices have no post in common.
    """

    app_secret, verify_word = "rahasia-aplikasi-meta", "kata-pemasangan"
    token = "IGAA-token-enam-puluh-hari"
    session = "700%3Asesi-peramban"

    def __init__(self, username: str = "dpmptsp.contoh", *, echoes: bool = True, first: int = 1) -> None:
        self.world = World(Person("17841400000000001", username), first=first)
        self.words = Words(self.world)
        self.tokens = {self.token}
        self.api = Api(self.world, self.tokens)
        self.web = Web(self.world, self.session)
        self.answers: list[int] = []
        self.hook: Hook | None = None
        self.url = ""
        self._files = itertools.count(1)
        self._calls = ThreadPoolExecutor(1, thread_name_prefix="instagram-calls")
        if echoes:
            self.api.said = lambda direct: self._later(self.words.direct(direct))
            self.api.replied = lambda comment: self._later(self.words.comment(comment))

    def start(self) -> None:
        application = Starlette(routes=[*self.api.routes(), Mount("/web", self.web.application())])
        self._site = Site(application, "instagram")
        self.url = self._site.url

    def stop(self) -> None:
        self._calls.shutdown(wait=True, cancel_futures=True)
        self._site.stop()

    def connect(self, url: str, secret: str = "") -> Hook:
        """Where the office's webhook lies, and the secret that signs calls to it."""
        self.hook = Hook(url, secret or self.app_secret)
        return self.hook

    def fail(self, what: str, *faults: Fault) -> None:
        """The next requests of this kind go wrong (see `Api`)."""
        self.api.faults.setdefault(what, deque()).extend(faults)

    def post(self, caption: str = "Jam layanan hari ini", username: str = "", *tags: str) -> Post:
        return self.world.post(username or self.world.office.username, caption, *tags)

    def comment(
        self, post: Post, username: str, text: str, parent: str = "", *, call: bool = True
    ) -> Comment:
        """Somebody comments; where it is under the office's post the webhook says so."""
        made = self.world.comment(post, username, text, parent)
        if call:
            ours = post.by is self.world.office
            self.call(self.words.comment(made) if ours else self.words.mention(post, made))
        return made

    def write(self, username: str, text: str = "", *, call: bool = True, **more: Any) -> Direct:
        """Somebody writes to the office; `more` is what else the message holds."""
        made = self.world.say(self.world.person(username), text, ours=False)
        if call:
            self.call(self.words.direct(made, **more))
        return made

    def file(self, content_type: str, data: bytes) -> str:
        """Where a file lies from now on."""
        name = f"{next(self._files)}"
        self.world.files[name] = (content_type, data)
        return f"{self.url}/file/{name}"

    def call(self, *entries: Entry) -> int:
        """Bring events to the webhook, together; returns the status of the last answer."""
        status = self.hook.call(entries) if self.hook else 0
        self.answers.append(status)
        return status

    def sent(self) -> list[Direct]:
        """What the office wrote to people, oldest first."""
        return [one for one in self.world.directs if one.ours]

    def replies(self) -> list[Comment]:
        """What the office said in public, oldest first."""
        return [one for one in self.world.comments.values() if one.by is self.world.office]

    def settle(self) -> None:
        """Wait until all calls that were due have been made."""
        self._calls.submit(lambda: None).result(READY)

    def _later(self, entry: Entry) -> None:
        if self.hook:
            self._calls.submit(self.call, entry)
