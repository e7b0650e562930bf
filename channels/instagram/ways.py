"""How an answer reaches a person on Instagram, and which way is open.

    a comment   -> one private answer within seven days of it         POST /<account>/messages, to the comment
    a message   -> within 24 hours of the person's last message       POST /<account>/messages, to the person
                -> within 7 days, what an officer wrote               the same, with the tag HUMAN_AGENT
    in public   -> under the comment or the mention                   POST /<comment>/replies, /<account>/mentions
    otherwise   -> by an officer's hand

Which windows are open Meta knows better than we do: the ways are tried in this order, and only an answer
that says "not this way" leads on to the next. (developers.facebook.com, "Private Replies", "Send Messages")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.instagram.events import table, text
from channels.instagram.faults import OutsideWindow
from channels.instagram.graph import Graph
from channels.instagram.settings import Settings
from core.errors import ByHand, ChannelError, Refused, Uncertain
from core.message import OutboundMessage, Receipt

LONGEST = 1000  # bytes of UTF-8 in one message
MENTION = "mention:"
INBOX = "https://www.instagram.com/direct/inbox/"


@dataclass(frozen=True, slots=True)
class Target:
    """What is answered: a comment, a mention (of a comment or a post elsewhere), or else the conversation."""

    comment: str = ""
    media: str = ""
    mention: bool = False

    @classmethod
    def of(cls, answered: str) -> Target:
        """From the id of the message that is answered."""
        if answered.startswith(MENTION):
            media, _, comment = answered.removeprefix(MENTION).partition(":")
            return cls(comment, media, mention=True)
        return cls(answered) if answered.isascii() and answered.isdecimal() else cls()


class Ways:
    """Sends for one account."""

    def __init__(self, settings: Settings, graph: Graph) -> None:
        self._settings = settings
        self._graph = graph

    async def send(self, message: OutboundMessage) -> Receipt:
        """Raises ChannelError, and nothing else; ByHand where no way is open to a program."""
        target = Target.of(message.in_reply_to)
        if message.public:
            return await self._publicly(target, message.text)
        if len(message.text.encode()) > LONGEST:
            raise Refused(f"the text has {len(message.text.encode())} bytes, Instagram carries {LONGEST}")
        if target.mention:  # there is no private way to whoever named us elsewhere
            raise ByHand(
                "Instagram: nobody can be written to because of a mention", await self._link(target, message)
            )
        if not target.comment:
            return await self._directly(target, message)
        try:
            return await self._say({"comment_id": target.comment}, message.text)
        except Refused:  # the comment is too old, taken down, or has had its one private answer
            return await self._directly(target, message)

    async def find(self, message: OutboundMessage) -> Sequence[Receipt]:
        """Messages of ours that say the same, oldest first. A private reply stands in the conversation too."""
        target = Target.of(message.in_reply_to)
        if message.public:
            if target.mention or not target.comment:
                return []  # what stands under others' posts is not listed: one line twice is the lesser evil
            rows = (await self._graph.get(f"{target.comment}/replies", fields="id,text,username")).get("data")
            ours = [row for row in _rows(rows) if row.get("username") == self._settings.username]
            return [Receipt(text(row.get("id"))) for row in ours if _same(row.get("text"), message.text)]
        fields = "messages{id,from,message,created_time}"
        answer = await self._graph.get(
            f"{self._settings.user_id}/conversations", user_id=message.to.handle, fields=fields
        )
        said = [
            row for one in _rows(answer.get("data")) for row in _rows(table(one.get("messages")).get("data"))
        ]
        ours = [row for row in said if text(table(row.get("from")).get("id")) == self._settings.user_id]
        return [
            Receipt(text(row.get("id"))) for row in reversed(ours) if _same(row.get("message"), message.text)
        ]

    async def _publicly(self, target: Target, words: str) -> Receipt:
        if target.mention:
            named = {"media_id": target.media, "comment_id": target.comment, "message": words}
            fields = {key: value for key, value in named.items() if value}
            answer = await self._graph.post(f"{self._settings.user_id}/mentions", fields)
        elif target.comment:
            answer = await self._graph.post(f"{target.comment}/replies", {"message": words})
        else:
            raise Refused("Instagram: there is no comment under which this could stand")
        return _receipt(answer, "id")

    async def _directly(self, target: Target, message: OutboundMessage) -> Receipt:
        person = {"id": message.to.handle}
        try:
            return await self._say(person, message.text, messaging_type="RESPONSE")
        except OutsideWindow:
            pass
        except Refused:
            if not target.comment:
                raise
        if self._settings.human_agent and not message.machine:
            try:
                return await self._say(person, message.text, messaging_type="MESSAGE_TAG", tag="HUMAN_AGENT")
            except Refused:
                pass
        raise ByHand("Instagram: every window is shut", await self._link(target, message))

    async def _say(self, recipient: Mapping[str, str], words: str, **more: Any) -> Receipt:
        fields = {"recipient": recipient, "message": {"text": words}, **more}
        return _receipt(await self._graph.post(f"{self._settings.user_id}/messages", fields), "message_id")

    async def _link(self, target: Target, message: OutboundMessage) -> str:
        """Where an officer finds the comment or the conversation; the inbox where Meta does not say."""
        try:
            if target.mention:
                return _web((await self.mentioned(target)).get("permalink"))
            if target.comment:
                found = await self._graph.get(target.comment, fields="media{permalink}")
                return _web(table(found.get("media")).get("permalink"))
            found = await self._graph.get(message.to.handle, fields="username")
            name = text(found.get("username"))
            return f"https://ig.me/m/{name}" if name.replace(".", "").replace("_", "").isalnum() else INBOX
        except ChannelError:
            return INBOX

    async def mentioned(self, target: Target) -> Mapping[str, Any]:
        """What stands where the office was named: `text`, `username`, `timestamp`, `permalink`."""
        if target.comment:
            wanted = f"mentioned_comment.comment_id({target.comment}){{id,text,timestamp,username,media{{permalink}}}}"
            found = table((await self._own(wanted)).get("mentioned_comment"))
            return {**found, "permalink": table(found.get("media")).get("permalink")}
        wanted = f"mentioned_media.media_id({target.media}){{id,caption,timestamp,username,permalink}}"
        found = table((await self._own(wanted)).get("mentioned_media"))
        return {**found, "text": found.get("caption")}

    async def _own(self, wanted: str) -> Mapping[str, Any]:
        return await self._graph.get(self._settings.user_id, fields=wanted)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _same(said: Any, words: str) -> bool:
    return text(said).split() == words.split()


def _receipt(answer: Mapping[str, Any], key: str) -> Receipt:
    found = text(answer.get(key))
    if not found:
        raise Uncertain("Instagram: taken, it seems, but without an id")
    return Receipt(found)


def _web(link: Any) -> str:
    return link if isinstance(link, str) and link.startswith("https://") else INBOX
