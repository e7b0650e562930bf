"""Webhooks as Meta calls them: signed over the very bytes, several events in one call, again until taken."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from sandbox.instagram.world import Comment, Direct, Post, World

SECONDS = 15.0
TRIES = 3  # Meta itself comes again for a day and a half
Entry = dict[str, Any]


def signed(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def body_of(*entries: Entry) -> bytes:
    """As Meta writes it: everything beyond ASCII escaped."""
    return json.dumps({"object": "instagram", "entry": list(entries)}).encode("ascii")


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, in the words of the webhooks."""

    world: World

    def comment(self, comment: Comment) -> Entry:
        author: Entry = {"id": comment.by.id, "username": comment.by.username}
        value: Entry = {"id": comment.id, "from": author, "text": comment.text}
        value["media"] = {"id": comment.post.id, "media_product_type": "FEED"}
        if comment.parent:
            value["parent_id"] = comment.parent
        return self._change("comments", value, comment.at)

    def mention(self, post: Post, comment: Comment | None = None) -> Entry:
        value = {"media_id": post.id} | ({"comment_id": comment.id} if comment else {})
        return self._change("mentions", value, comment.at if comment else post.at)

    def direct(self, direct: Direct, **more: Any) -> Entry:
        message: Entry = {"mid": direct.mid} | ({"text": direct.text} if direct.text else {}) | more
        if direct.ours:
            message["is_echo"] = True
        return self._messaging(direct, {"message": message})

    def read(self, direct: Direct) -> Entry:
        return self._messaging(direct, {"read": {"mid": direct.mid}}, by_person=True)

    def edit(self, direct: Direct, text: str, number: int = 1) -> Entry:
        return self._messaging(
            direct, {"message_edit": {"mid": direct.mid, "text": text, "num_edit": number}}
        )

    def _messaging(self, direct: Direct, event: Entry, *, by_person: bool = False) -> Entry:
        office, person = {"id": self.world.office.id}, {"id": direct.person.id}
        ours = direct.ours and not by_person
        sides = {"sender": office if ours else person, "recipient": person if ours else office}
        at = _milliseconds(self.world.now() if by_person else direct.at)
        return self._entry({"messaging": [{**sides, "timestamp": at, **event}]}, at)

    def _change(self, field: str, value: Mapping[str, Any], at: datetime) -> Entry:
        return self._entry({"changes": [{"field": field, "value": dict(value)}]}, int(at.timestamp()))

    def _entry(self, event: Entry, at: int) -> Entry:
        return {"id": self.world.office.id, "time": at, **event}


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the office's webhook lies on this machine, and how calls to it are signed."""

    url: str
    secret: str

    def set_up(self, word: str, challenge: str = "1158201444") -> tuple[int, str]:
        """Meta's question before it brings anything: the status and what was answered."""
        asked = f"hub.mode=subscribe&hub.challenge={challenge}&hub.verify_token={quote(word, safe='')}"
        return self._ask("GET", f"?{asked}", b"", {})

    def call(self, entries: Sequence[Entry], *, tries: int = TRIES) -> int:
        """Bring events, again until they are taken; the last answer's status, 0 where nobody answered."""
        body, status = body_of(*entries), 0
        for _ in range(tries):
            status = self.bring(body, signed(self.secret, body))
            if status == 200:
                break
        return status

    def bring(self, body: bytes, signature: str) -> int:
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if signature:
            headers["X-Hub-Signature-256"] = signature
        return self._ask("POST", "", body, headers)[0]

    def _ask(self, verb: str, query: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            connection.request(verb, parts.path + query, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            return 0, ""
        finally:
            connection.close()


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
