"""The whole of it: a public square on loopback, with the office's account on it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from sandbox.listening import listen
from sandbox.twitter.api import Api
from sandbox.twitter.bill import Bill
from sandbox.twitter.faults import Fault
from sandbox.twitter.signature import Secrets
from sandbox.twitter.square import Item, Square, User

READY = 10.0


class X:
    """Start it, point `api_url` at `url`, and let people write on the `square`."""

    own_id, username = "900100", "dpmptsp_pwk"

    def __init__(self) -> None:
        self.secrets = Secrets(
            "kunci-" + "k" * 19, "rahasia-" + "r" * 42, f"{self.own_id}-" + "t" * 40, "tanda-" + "s" * 39
        )
        self.square = Square(User(self.own_id, "DPMPTSP Contoh", self.username))
        self.bill = Bill()
        self.api = Api(self.square, self.secrets, self.bill)
        self.url = ""

    @property
    def password(self) -> str:
        """The four secrets, as they stand in the office's file."""
        return "\n".join(
            (self.secrets.key, self.secrets.key_secret, self.secrets.token, self.secrets.token_secret)
        )

    def start(self) -> None:
        """On loopback, at a free port."""
        self._bound = listen()
        self.url = self.square.url = f"http://127.0.0.1:{self._bound.getsockname()[1]}"
        config = uvicorn.Config(
            self.api.application(), log_config=None, lifespan="off", access_log=False, date_header=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._bound],), daemon=True, name="x")
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(READY)
        self._bound.close()

    @contextmanager
    def running(self) -> Iterator[X]:
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def fail(self, what: str, *faults: Fault) -> None:
        """The next requests of this kind go wrong."""
        self.api.faults.setdefault(what, deque()).extend(faults)

    def answers(self) -> list[Item]:
        """What the office said in public, oldest first."""
        return [post for post in self.square.posts if post.author == self.own_id]

    def told(self) -> list[Item]:
        """What the office said in direct messages, oldest first."""
        return [event for event in self.square.events if event.author == self.own_id]
