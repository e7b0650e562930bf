"""Events to what they say: a person's message, a report, or nothing for us. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from channels.instagram.events import Event, Table, events, table, text
from channels.instagram.kinds import NOT_FETCHED, is_gesture, named_files, substance
from core.errors import Unreadable
from core.message import Address, Attachment, DeliveryReport, DeliveryState, InboundMessage, Parsed

KIND = "instagram"
MENTION = Attachment("sebutan", "", 0, "", refused=NOT_FETCHED)
"""Stands where a mention's words will stand: Meta sends its ids alone, and `fetch` brings the rest."""

UNFETCHED = "[Akun kantor disebut dalam sebuah kiriman atau komentar yang isinya tidak dapat diambil]"
_IGNORED = frozenset(
    {"message_reactions", "messaging_handover", "messaging_optins", "messaging_policy_enforcement"}
    | {"messaging_referral", "messaging_seen", "response_feedback", "story_insights", "creator_marketplace"}
)
_COMMENTS = frozenset({"comments", "live_comments"})
_SILENT = frozenset(
    {"reaction", "referral", "optin", "pass_thread_control", "take_thread_control"}
    | {"request_thread_control", "app_roles", "message_feedback", "policy_enforcement"}
)


def read(body: bytes, received_at: datetime, own: str = "") -> tuple[Parsed, ...]:
    """All that a body says; `received_at` stands where Meta gives no time, `own` is the office's name. One event that cannot be read
    does not lose the others of its body; Unreadable is raised where none can.
    """
    found: list[Parsed] = []
    faults: list[Unreadable] = []
    for event in events(body):
        try:
            found += _read(event, received_at, own)
        except Unreadable as error:
            faults.append(error)
    if faults and not found:
        raise faults[0]
    return tuple(found)


def _read(event: Event, received_at: datetime, own: str) -> Sequence[Parsed]:
    if event.field in _COMMENTS:
        return (_comment(event, event.at or received_at, own),)
    reader = _READERS.get(event.field)
    if reader is not None:
        return tuple(reader(event, event.at or received_at))
    if event.field in _IGNORED:
        return ()
    raise Unreadable("unknown-event", "an event of a kind that is not known")


def _messaging(event: Event, at: datetime) -> Iterator[Parsed]:
    value = event.value
    if value.get("read"):
        yield from _seen(event, at)
    elif value.get("message") or value.get("postback"):
        yield _message(event, at)
    elif value.get("message_edit"):
        yield _edit(event, at)
    elif not _SILENT & value.keys():
        raise Unreadable("unknown-event", "a message of a kind that is not known")


def _message(event: Event, at: datetime) -> InboundMessage:
    said = table(event.value.get("message")) or table(event.value.get("postback"))
    words = text(said.get("text")) or text(said.get("title"))
    beside = substance(said)
    shown = words if words.strip() else "\n".join(beside)
    automatic, mid = _automatic(event, said), _wanted(said, "mid")
    return InboundMessage(
        external_id=f"deleted:{mid}" if said.get("is_deleted") else mid,
        sender=Address(KIND, _person(event, "sender")),
        text=shown,
        received_at=at,
        recipient=event.account,
        full_text="\n".join(dict.fromkeys((shown, *beside))),
        sent_at=event.at,
        thread_key=_person(event, "sender"),
        in_reply_to=text(table(said.get("reply_to")).get("mid")),
        attachments=() if automatic else named_files(said),
        automatic=automatic,
        gesture=not words.strip() and is_gesture(said),
    )


def _edit(event: Event, at: datetime) -> InboundMessage:
    """The same message with other words: it belongs to the case of the first, and both are kept."""
    said = table(event.value.get("message_edit"))
    mid, words = _wanted(said, "mid"), text(said.get("text"))
    return InboundMessage(
        external_id=f"{mid}:edit-{text(said.get('num_edit')) or '1'}",
        sender=Address(KIND, _person(event, "sender")),
        text=words,
        received_at=at,
        recipient=event.account,
        full_text=f"[Pesan diubah oleh pengirimnya]\n{words}",
        sent_at=event.at,
        thread_key=_person(event, "sender"),
        in_reply_to=mid,
        automatic=_automatic(event, said),
    )


def _automatic(event: Event, said: Table) -> str:
    """Our own words come back as echoes; what a person took back holds no words any more."""
    ours = said.get("is_echo") or said.get("is_self") or _person(event, "sender") == event.account
    return "echo" if ours else "taken-back" if said.get("is_deleted") else ""


def _seen(event: Event, at: datetime) -> Iterator[DeliveryReport]:
    mid = text(table(event.value.get("read")).get("mid"))
    if mid:
        yield DeliveryReport(f"read:{mid}", mid, DeliveryState.READ, at, recipient=_person(event, "sender"))


def _comment(event: Event, at: datetime, own: str) -> InboundMessage:
    value = event.value
    author = table(value.get("from"))
    person = _wanted(author, "id")
    name = text(author.get("username"))
    ours = person == event.account or bool(author.get("self_ig_scoped_id")) or (bool(own) and name == own)
    words = text(value.get("text"))
    return InboundMessage(
        external_id=_wanted(value, "id"),
        sender=Address(KIND, person, name),
        text=words or "[Komentar tanpa teks]",
        received_at=at,
        recipient=event.account,
        full_text=words or "[Komentar tanpa teks]",
        sent_at=event.at,
        thread_key=person,
        in_reply_to=text(value.get("parent_id")),
        automatic="echo" if ours else "",
        public=True,
    )


def _mention(event: Event, at: datetime) -> Iterator[InboundMessage]:
    """Somebody named the office elsewhere. Until its words are fetched nobody knows who."""
    media, comment = _wanted(event.value, "media_id"), text(event.value.get("comment_id"))
    yield InboundMessage(
        external_id=f"mention:{media}:{comment}",
        sender=Address(KIND, f"mention:{media}:{comment}"),
        text=UNFETCHED,
        received_at=at,
        recipient=event.account,
        full_text=UNFETCHED,
        sent_at=event.at,
        thread_key=f"media:{media}",
        attachments=(MENTION,),
        answerable=False,
        public=True,
    )


_READERS: Mapping[str, Callable[[Event, datetime], Iterator[Parsed]]] = {
    "messaging": _messaging,
    "mentions": _mention,
}


def _person(event: Event, who: str) -> str:
    return _wanted(table(event.value.get(who)), "id")


def _wanted(value: Table, key: str) -> str:
    found = text(value.get(key))
    if not found:
        raise Unreadable(f"no-{key.replace('_', '-')}", "the event does not say of whom or what it speaks")
    return found
