"""X: people name the office in posts, or write to it directly; what is said in public waits for the officer."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import Line
from channels.twitter import Settings
from sandbox.twitter import X
from sandbox.twitter.square import Item

ACCOUNT = "x"
FIRST = 7001  # the number of the first citizen
PHOTO = b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)


class TwitterAct:
    """The office's account, and citizens by their names on X (@wati)."""

    def __init__(self) -> None:
        self._x = X()
        self._numbers: dict[str, str] = {}
        self._posts: dict[str, Item] = {}

    def start(self) -> None:
        self._x.start()

    def accounts(self) -> Sequence[AccountSection]:
        settings = Settings(
            credential=lambda: self._x.password,
            poll_seconds=1,
            message_seconds=1,
            media_hosts=("127.0.0.1",),
            api_url=self._x.url,
        )
        self._x.bill.limits.clear()  # a demo has no patience for windows of fifteen minutes
        return (AccountSection(ACCOUNT, "twitter", "h", None, settings),)

    def opened(self, office: Office) -> None:
        """X calls nobody: it is asked."""

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: from, text, and what is special: `direct` (a direct message), `photo`, `edits` (the post
        that this person wrote last).
        """
        own = line.own
        author, text = self._number(own["from"]), own["text"].format_map(values)
        files = (("image/png", PHOTO),) if own.get("photo") else ()
        if own.get("direct"):
            return Spoken(self._x.square.message(author, text, files=files).id)
        edited = self._posts[author].id if own.get("edits") else ""
        self._posts[author] = self._x.square.post(author, text, files=files, edits=edited)
        return Spoken(self._posts[author].id)

    def answers(self) -> Sequence[Answer]:
        names = {number: name for name, number in self._numbers.items()}
        return [Answer(names[self._reader(event)], event.text) for event in self._x.told()]

    def stop(self) -> None:
        self._x.stop()

    def _number(self, name: str) -> str:
        number = self._numbers.setdefault(name, str(FIRST + len(self._numbers)))
        return self._x.square.user(number, name.removeprefix("@").title(), name.removeprefix("@")).id

    def _reader(self, event: Item) -> str:
        """Who a message of the office went to."""
        pair = str(event.fields["dm_conversation_id"]).split("-")
        return next(number for number in pair if number != X.own_id)


def open_act() -> TwitterAct:
    return TwitterAct()
