"""Fields of a delivery to what they say: a person's message, a report, or nothing for us. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from channels._contents import sticker, storable
from channels._twilio.codes import meaning
from channels._twilio.contents import is_sticker, margin, substance
from channels._twilio.form import read_form
from channels._twilio.media import named_files
from core.errors import Unreadable
from core.message import Address, DeliveryReport, DeliveryState, InboundMessage, Parsed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHAT = "whatsapp:"
STATES = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.ACCEPTED,
    "sent": DeliveryState.ACCEPTED,
    "partially_delivered": DeliveryState.DELAYED,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "undelivered": DeliveryState.FAILED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}
_ARRIVED = frozenset({"", "received", "receiving"})
_SILENT = frozenset({"reaction", "typing", "system", "ephemeral"})  # kinds that say nothing to be answered
_OPT_OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "START", "UNSTOP"})
_SIDS = ("MessageSid", "SmsMessageSid", "SmsSid")  # the later ones are older names of the same
_NUMBER = re.compile(r"\+?\d+")


def status_of(fields: Mapping[str, str]) -> str:
    """What became of a message of ours; "" where the delivery is a message to us."""
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    return "" if status in _ARRIVED else status


def key_of(fields: Mapping[str, str]) -> str:
    """What makes this delivery the same as another, in both forms; "" where it does not say."""
    sid = next((fields[name] for name in _SIDS if fields.get(name)), "")
    status = status_of(fields)
    return f"{sid}:{status}" if sid and status else sid


def read_fields(
    fields: Mapping[str, str], received_at: datetime, own_numbers: frozenset[str] = frozenset()
) -> tuple[Parsed, ...]:
    """Raises Unreadable where the fields do not say who wrote or which message it is."""
    fields = {name: storable(value) for name, value in fields.items()}
    if not key_of(fields):
        raise Unreadable("no-sid", "the delivery does not say which message it is")
    if status_of(fields):
        return _report(fields, received_at)
    if not fields.get("From"):
        raise Unreadable("no-sender", "the delivery does not say who wrote")
    if fields.get("MessageType", "").lower() in _SILENT:
        return ()
    return (_message(fields, received_at, own_numbers),)


def read_raw(body: bytes) -> tuple[InboundMessage, ...]:
    """The messages of a webhook's body alone, as `aduan normalise` is given it: none in a status callback
    or a reaction. Raises Unreadable.
    """
    found = read_fields(read_form(body.strip()), EPOCH)
    return tuple(item for item in found if isinstance(item, InboundMessage))


def _message(fields: Mapping[str, str], received_at: datetime, own: frozenset[str]) -> InboundMessage:
    sender, written = fields["From"], fields.get("Body", "")
    attachments, wordless = named_files(fields), not written.strip()
    gesture = wordless and is_sticker(fields, attachments)
    beside = [sticker()] if gesture else substance(fields)
    text = "\n".join(beside) if wordless else written
    around = [line for line in (*beside, *margin(fields)) if line not in text.splitlines()]
    return InboundMessage(
        external_id=key_of(fields),
        sender=Address(kind_of(sender), sender, fields.get("ProfileName", "").strip()[:200]),
        text=text,
        received_at=received_at,
        recipient=fields.get("To", ""),
        full_text="\n".join([text, *around]) if around else text,
        thread_key=sender,
        in_reply_to=fields.get("OriginalRepliedMessageSid", ""),
        attachments=attachments,
        automatic=_command(fields) or _machine(sender, own),
        gesture=gesture,
    )


def kind_of(handle: str) -> str:
    return "whatsapp" if handle.startswith(CHAT) else "sms"


def _command(fields: Mapping[str, str]) -> str:
    """A word to Twilio, which it obeys and answers by itself: never a complaint. The list does not say so
    of a message; there only words that mean nothing else are taken for one.
    """
    word = fields.get("Body", "").strip().upper()
    obeyed = fields.get("OptOutType") or (not fields["From"].startswith(CHAT) and word in _OPT_OUT)
    return "opt-out" if obeyed else ""


def _machine(sender: str, own: frozenset[str]) -> str:
    if sender in own:
        return "echo"
    # A sender of letters (3GPP TS 23.040 section 9.1.2.5) is a company's machine; nobody can answer it.
    return "" if sender.startswith(CHAT) or _NUMBER.fullmatch(sender) else "alphanumeric-sender"


def _report(fields: Mapping[str, str], received_at: datetime) -> tuple[DeliveryReport, ...]:
    """An unknown status says nothing that we could act upon; the delivery stays as it came."""
    state = STATES.get(status_of(fields))
    if state is None:
        return ()
    code = fields.get("ErrorCode", "")
    report = DeliveryReport(
        external_id=key_of(fields),
        refers_to=key_of(fields).partition(":")[0],
        state=state,
        at=received_at,
        recipient=fields.get("To", ""),
        code=code if code != "0" else "",
        detail=meaning(code),
    )
    return (report,)
