"""Updates to what they say: a person's message, or nothing for us. Pure.

Telegram tells no more of a message of ours than that it took it, so there are no delivery reports.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from channels.telegram.contents import is_gesture, is_silent, margin, quoted, substance
from channels.telegram.files import File, files, numbered
from channels.telegram.update import Part, Spoken, load, number, part, spoken, text, whole
from core.errors import Unreadable
from core.message import Address, InboundMessage

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KIND = "telegram"
PRIVATE = "private"


def read_delivery(
    body: bytes, received_at: datetime, groups: Collection[int] | None = ()
) -> tuple[InboundMessage, ...]:
    """`groups` are those whose messages may open cases, None: all; `received_at` counts where Telegram tells
    no time. Raises Unreadable.
    """
    said = heard(load(body))
    if not said or all(is_silent(one.message) for one in said):
        return ()
    return (_message(said, received_at, groups),)


def heard(updates: list[Part]) -> list[Spoken]:
    """The messages of a delivery; none where the updates bring none. Raises Unreadable for one that does
    not say which message it is.
    """
    found = []
    for update in updates:
        if number(update) is None:
            raise Unreadable("no-update", "an update without its number")
        one = spoken(update)
        if one is not None:
            found.append(one)
        elif any(name.endswith(("message", "channel_post")) for name in update):
            raise Unreadable("no-message", "a message that does not say which it is, or in which chat")
    return found


def named_files(said: list[Spoken]) -> list[File]:
    """All files of a message or an album, in the order in which its attachments stand."""
    return numbered([file for one in said for file in files(one.message)])


def read_raw(body: bytes) -> tuple[InboundMessage, ...]:
    """The message of one Update alone, as `aduan normalise` is given it. Raises Unreadable."""
    return read_delivery(body.strip(), EPOCH, None)


def _message(said: list[Spoken], received_at: datetime, groups: Collection[int] | None) -> InboundMessage:
    first = said[0]
    chat = part(first.message, "chat")
    written = _written(said)
    beside = [line for one in said for line in substance(one.message)]
    around = [line for one in said for line in margin(one.message, edited=one.edited)]
    words = written or "\n".join(beside)
    private = text(chat, "type") == PRIVATE or (not text(chat, "type") and first.chat > 0)
    sender = _sender(first)
    return InboundMessage(
        external_id=f"{first.id}:{_edition(first)}" if first.edited else first.id,
        sender=sender,
        text=words,
        received_at=first.moment or received_at,
        full_text="\n".join([*quoted(first.message), words, *(beside if written else ()), *around]),
        sent_at=first.moment,
        thread_key=str(first.chat) if private else f"{first.chat}:{sender.handle}",
        in_reply_to=_answers(first),
        attachments=tuple(file.attachment for file in named_files(said)),
        automatic=_machine(first)
        or ("" if private or groups is None or first.chat in groups else "other-chat"),
        public=not private,
        gesture=not written and all(is_gesture(one.message) for one in said),
    )


def _written(said: list[Spoken]) -> str:
    """The words. A command that we obey stands without its stroke, as people write it elsewhere."""
    lines = [text(one.message, "text") or text(one.message, "caption") for one in said]
    words = "\n".join(line for line in lines if line.strip())
    command, _, rest = words.partition(" ")
    name = command.lower().partition("@")[0]
    if name == "/status":
        return f"STATUS {rest}".rstrip()
    return rest.strip() if name == "/start" else words


def _sender(said: Spoken) -> Address:
    """A person writes in a private chat under its number, elsewhere under its own; a channel is a chat."""
    person = part(said.message, "from") or part(said.message, "sender_chat") or part(said.message, "chat")
    own = whole(person, "id")
    names = (text(person, name) for name in ("first_name", "last_name"))
    name = " ".join(" ".join(names).split()) or text(person, "title")
    return Address(KIND, str(said.chat if own is None else own), " ".join(name.split())[:200])


def _answers(said: Spoken) -> str:
    """The message that this one answers; an edit belongs to what it was before."""
    if said.edited:
        return said.id
    answered = whole(part(said.message, "reply_to_message"), "message_id")
    return "" if answered is None else f"{said.chat}:{answered}"


def _edition(said: Spoken) -> str:
    """Two edits of one second are two: the update's number tells them apart."""
    return f"{whole(said.message, 'edit_date') or 0}:{said.update}"


def _machine(said: Spoken) -> str:
    """A bot, ours too, or a channel, where no person is named."""
    sender = part(said.message, "from")
    if sender.get("is_bot") is True:
        return "bot"
    return "" if sender else "channel-post"
