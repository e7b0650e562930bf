"""The whole of it: a bot that people write to, on loopback."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.site import Site, StandIn
from sandbox.telegram.api import Api
from sandbox.telegram.faults import Fault
from sandbox.telegram.hook import Caller
from sandbox.telegram.state import Sent, State, Update


class Telegram(StandIn):
    """Start it, point `api_url` at `url`, and let people `write`."""

    token = "700100200:rahasia-" + "t" * 27

    def __init__(self) -> None:
        self.state = State(700100200, "pengaduan_contoh_bot")
        self.tokens = [self.token]
        self.api = Api(self.state, self.tokens)
        self.caller = Caller(self.state)
        self.url = ""

    def start(self) -> None:
        self._site = Site(self.api.application(), "telegram")
        self.url = self._site.url
        self.caller.start()

    def stop(self) -> None:
        self.caller.stop()
        self.api.over = True  # questions that are held open end
        self._site.stop()

    def write(self, chat: int, text: str = "", /, *, kind: str = "message", **content: Any) -> Update:
        """A person writes to the bot; `content` are further parts of the message, and replace those there."""
        self.state.known.add(chat)
        return self.state.arrived(kind, message(chat, self.state.next_message(), text, content))

    def edit(self, update: Update, text: str, **content: Any) -> Update:
        """The person changes what was written."""
        before = update["message"]
        changed = {**before, "text": text, "edit_date": int(time.time()), **content}
        return self.state.arrived("edited_message", changed)

    def send_album(
        self, chat: int, photos: Sequence[bytes], caption: str = "", group: str = "9001"
    ) -> list[Update]:
        """Photos that belong together: an update each, the words at the first."""
        return [
            self.write(
                chat,
                media_group_id=group,
                photo=self.photo(data),
                **({"caption": caption} if caption and not place else {}),
            )
            for place, data in enumerate(photos)
        ]

    def upload(self, data: bytes) -> str:
        """A file that lies with Telegram; returns its id."""
        name = f"F{len(self.state.files) + 1:04}"
        self.state.files[name] = data
        return name

    def photo(self, data: bytes) -> list[dict[str, Any]]:
        """A photo in two sizes, of which the larger is the file."""
        name = self.upload(data)
        small = self.upload(data[:20])
        return [
            {"file_id": small, "file_unique_id": f"u{small}", "width": 90, "height": 68, "file_size": 20},
            {
                "file_id": name,
                "file_unique_id": f"u{name}",
                "width": 1280,
                "height": 960,
                "file_size": len(data),
            },
        ]

    def document(self, data: bytes, name: str, kind: str) -> dict[str, Any]:
        file = self.upload(data)
        return {
            "file_id": file,
            "file_unique_id": f"u{file}",
            "file_name": name,
            "mime_type": kind,
            "file_size": len(data),
        }

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of this method go wrong (`file`: a download)."""
        self.api.faults.setdefault(method.lower(), deque()).extend(faults)

    def renew(self, token: str) -> None:
        """BotFather gives a new token; the old one opens nothing any more."""
        self.tokens[:] = [token]

    @property
    def sent(self) -> list[Sent]:
        """What the bot sent, oldest first."""
        return self.state.sent

    @property
    def waiting(self) -> list[Update]:
        """Updates that nobody has confirmed."""
        return list(self.state.queue)


def message(chat: int, number: int, text: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A private message as the Bot API shows it."""
    person = {"id": chat, "first_name": "Siti", "last_name": "Contoh"}
    return {
        "message_id": number,
        "from": {**person, "is_bot": False, "language_code": "id"},
        "chat": {**person, "type": "private"},
        "date": int(time.time()),
        **({"text": text} if text else {}),
        **content,
    }
