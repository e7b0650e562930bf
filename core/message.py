"""What comes in and what goes out: deliveries, messages, reports, answers. Plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CITIZEN = "citizen"  # who did it, where it was no officer


class Terminal(StrEnum):
    """How an item of a delivery ended; each item ends in exactly one of these (design, "How a message flows")."""

    OPENED = "opened"
    JOINED = "joined"
    REDELIVERED = "redelivered"
    SERVED = "served"
    AUTOMATIC = "automatic"
    REPORT = "report"
    NOISE = "noise"
    FLOOD = "flood"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery as the platform handed it over, before anybody has read it.

    `key` is the platform's id or a hash of the content: unique for ever within the account.
    `received_at` (UTC) is the platform's time, T0 of the law; never the time we got round to it.
    `headers` are facts of the transport (folder, UID, signature), not of the message.
    """

    account: str
    stream: str
    key: str
    body: bytes
    received_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll brought: envelopes and the cursor behind them, kept in one unit.

    A `rescan` reads again what was probably kept before: what is known already is no redelivery.
    """

    account: str
    stream: str
    envelopes: tuple[Envelope, ...]
    cursor: str | None = None
    rescan: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What `keep` did with a batch, in numbers of envelopes."""

    fresh: int
    redelivered: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached. `handle` is opaque to all but its channel; compare it as it is.

    `display_name` is what the sender calls itself: a proposal, never an identity (R13).
    """

    kind: str
    handle: str
    display_name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.handle)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `data` is None when it was refused, and `refused` then says why.

    `content_type` is sniffed from the bytes, `declared_type` is what the sender claimed; `size` in bytes.
    `inline` is a picture that the text shows in its middle.
    """

    filename: str
    content_type: str
    size: int
    sha256: str
    data: bytes | None = None
    declared_type: str = ""
    refused: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """A file that came with a form; `declared_type` is what the browser says it is."""

    filename: str
    declared_type: str
    data: bytes


class Anonymity(StrEnum):
    """From whom a person's identity is kept (R14). Only NO_IDENTITY is a complaint without identity (R10)."""

    OPEN = "open"
    HIDDEN_FROM_RESPONDENT = "hidden_from_respondent"
    CONFIDENTIAL_ALL = "confidential_all"
    NO_IDENTITY = "no_identity"

    @property
    def hides(self) -> bool:
        return self in {Anonymity.HIDDEN_FROM_RESPONDENT, Anonymity.CONFIDENTIAL_ALL}


@dataclass(frozen=True, slots=True)
class Reference:
    """Under which number another system keeps the same matter (domain 4.6); `url` is a page there or ""."""

    system: str
    tracking_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """How far the office had come with a matter before it was taken into Aduan, by its own earlier register.

    `state` is a `core.case.complaint.State`; `kind`, `sector` and `component` are labels that the office had
    given it ("" for none: then the classifier's stand). `answered_at` is when it was answered, `outcome` what
    was done. Nobody is acknowledged or asked for anything afterwards.
    """

    state: str
    answered_at: datetime | None = None
    outcome: str = ""
    kind: str = ""
    sector: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What was set down field by field, not said in a letter: by an officer who wrote down what was spoken
    or handed in on paper (R02), or by the citizen in a form of ours.

    `by` is the officer's name, or CITIZEN; `letter` the way it came in the register of channels (a-m; "" for
    the account's), `stated_name` what the person said to be called ("" for none), `reachable` whether there is any way to
    answer. `check_code` stands on the receipt already; `evidence` says how the date of reception is known.
    `contact` is where the person says to be reached: nobody has proved yet that it is this person's, so
    nothing of the matter is ever sent there. `references` are other systems' numbers for the same matter.
    `past` is set for a line of the office's earlier register. `source` names the other system in whose file it came.
    """

    by: str
    letter: str
    stated_name: str = ""
    reachable: bool = True
    check_code: str = ""
    evidence: str = ""
    anonymity: Anonymity = Anonymity.OPEN
    contact: Address | None = None
    references: tuple[Reference, ...] = ()
    past: Past | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What a person (or a machine) said.

    `text` is what was written now; `full_text` includes quotes and signatures. `automatic` names the
    reason why this is a machine's message ("" for a person's); such a message never opens or answers a
    case. `answerable` is false where a machine must not answer although a person may have written
    (RFC 3834 section 2). `references` are thread keys, oldest first. `record` is set where a form was
    filled in: it is always a matter of its own, acknowledged by the receipt in hand.
    `public` is what everybody can read where it was written (a post, a comment): nothing but the fixed
    line of the notices is ever said there (domain 7.3). `gesture`: a sticker or the like, which says nothing
    by itself.
    """

    external_id: str
    sender: Address
    text: str
    received_at: datetime
    recipient: str = ""
    subject: str = ""
    full_text: str = ""
    sent_at: datetime | None = None
    thread_key: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""
    answerable: bool = True
    reply_to: Address | None = None
    identity: str = ""
    public: bool = False
    gesture: bool = False
    record: Record | None = None

    @property
    def unique_id(self) -> str:
        """What makes this message the same as another: unique for ever within the account.

        `external_id` where the platform gives it out. A mail's Message-ID is only its sender's word, and
        whoever used somebody's id again would silence that person; there `identity` says what is unique.
        """
        return self.identity or self.external_id


class DeliveryState(StrEnum):
    """What became of a message of ours, in the order in which a platform may tell it."""

    ACCEPTED = "accepted"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What the platform says became of a message of ours; `refers_to` is that message's external id.

    `external_id` is the report's own id. `permanent` tells a bounce from a delay.
    """

    external_id: str
    refers_to: str
    state: DeliveryState
    at: datetime
    recipient: str = ""
    code: str = ""
    detail: str = ""
    permanent: bool = True


Parsed = InboundMessage | DeliveryReport


class Purpose(StrEnum):
    """Why a message of ours is sent; (case, purpose, number) is unique, so nothing is planned twice."""

    ACKNOWLEDGEMENT = "acknowledgement"
    EXPOSED = "exposed"
    MISSING_DATA = "missing_data"
    PROMPT = "prompt"
    PUBLIC = "public"
    REPLY = "reply"
    ANSWER = "answer"  # a reply that answers the case
    SUGGESTION = "suggestion"
    THANKS = "thanks"
    WITHDRAWAL = "withdrawal"
    STATUS = "status"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message of ours, ready to leave. `token` names it for ever: the same text resent has the same token.

    `machine` is true where no person wrote the text (Auto-Submitted, RFC 3834 section 5). `public`: it
    is said under the post that `in_reply_to` names, for all to see; otherwise to the person alone.
    """

    id: int
    account: str
    purpose: Purpose
    token: str
    to: Address
    text: str
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    machine: bool = True
    repeat: bool = False
    public: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's word that it took a message. `external_id` is what delivery reports will name,
    `thread_key` the conversation in which it stands, where answers come without naming what they answer.
    """

    external_id: str
    state: DeliveryState = DeliveryState.ACCEPTED
    thread_key: str = ""
