"""The whole of it: a public square on loopback, with the office's account on it."""

from __future__ import annotations

from collections import deque

from sandbox.site import Site, StandIn
from sandbox.twitter.api import Api
from sandbox.twitter.bill import Bill
from sandbox.twitter.faults import Fault
from sandbox.twitter.signature import Secrets
from sandbox.twitter.square import Item, Square, User


class X(StandIn):
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
        self._site = Site(self.api.application(), "x", date_header=False)
        self.url = self.square.url = self._site.url

    def stop(self) -> None:
        self._site.stop()

    def fail(self, what: str, *faults: Fault) -> None:
        """The next requests of this kind go wrong."""
        self.api.faults.setdefault(what, deque()).extend(faults)

    def answers(self) -> list[Item]:
        """What the office said in public, oldest first."""
        return [post for post in self.square.posts if post.author == self.own_id]

    def told(self) -> list[Item]:
        """What the office said in direct messages, oldest first."""
        return [event for event in self.square.events if event.author == self.own_id]
