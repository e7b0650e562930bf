"""The office's form on the web: what citizens typed there, and what other sites of the office hand over signed.

A page keeps the entry and this module reads it (`core.intake.web_entry`). What is answered waits on the
tracking page for whoever holds ticket and check code; `send` is therefore done as soon as it is asked for.
A site signs `POST /hooks/<account>` as docs/web.md says: HMAC-SHA256 over time, idempotency key and raw body.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from channels._entered import attachment, phone_handle
from core.capabilities import Capabilities
from core.contact import MAIL, ON_PAGE, PHONE
from core.errors import ConfigError, Forged, Unreadable
from core.intake.entered import code_of, key_of, read_table
from core.intake.web_entry import (
    UNREADABLE,
    WebAddition,
    WebEntry,
    dump_web,
    load_posted,
    load_web,
    web_entry,
)
from core.message import (
    CITIZEN,
    Address,
    Anonymity,
    Attachment,
    EnteredFile,
    Envelope,
    InboundMessage,
    OutboundMessage,
    Parsed,
    Receipt,
    Record,
)
from core.ports.channel import Answer
from core.ports.clock import JAKARTA

SIGNATURE, IDEMPOTENCY = "x-aduan-signature", "idempotency-key"
SHORTEST_KEY, LONGEST_KEY = 16, 200  # characters of an idempotency key: it must not be guessed
WINDOW = timedelta(minutes=5)  # how far the signature's time may lie from ours
LONGEST_AGO = timedelta(days=7)  # a site that was cut off hands over later what was submitted then
ROBOT = "honeypot"
TYPE = "type"
TAKEN = frozenset(
    {"application/pdf", "application/rtf", "text/plain", "text/csv", "audio/ogg", "audio/mpeg", "audio/mp4"}
    | {"audio/amr", "audio/wav", "video/mp4", "video/3gpp", "video/quicktime", "video/webm"}
    | {f"image/{kind}" for kind in ("jpeg", "png", "gif", "webp", "heic", "heif", "avif", "bmp", "tiff")}
    | {f"application/{kind}" for kind in ("msword", "vnd.ms-excel", "vnd.ms-powerpoint")}
    | {
        f"application/vnd.openxmlformats-officedocument.{kind}"
        for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
    }
    | {f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")}
)


def _unset() -> str:
    raise ConfigError("password: a signed site needs a secret: name password_env or password_file")


@dataclass(frozen=True)
class Settings:
    """`signed`: other sites may hand over what they took in, signed with the account's password; two
    passwords separated by a blank are both right while one takes the other's place. `contacts` are the
    contacts by which answers are announced, the first that was given goes first.
    `most_files` and `largest_files` (bytes, together) bound what comes along; `per_address` and `per_site`
    bound submissions in an hour.
    """

    credential: Callable[[], str] = _unset
    signed: bool = False
    contacts: tuple[str, ...] = (MAIL, PHONE)
    most_files: int = 5
    largest_files: int = 15_000_000
    per_address: int = 10
    per_site: int = 200

    def __post_init__(self) -> None:
        if not set(self.contacts) <= {MAIL, PHONE}:
            raise ConfigError(f"contacts: {MAIL} and {PHONE} are what a form can ask for")


class WebChannel:
    """One form (a `Form` and `Site` of core.ports.channel)."""

    kind = ON_PAGE
    capabilities = Capabilities(media_in=True)

    def __init__(self, name: str, settings: Settings) -> None:
        self.account = name
        self._settings = settings
        self.most_files = settings.most_files
        self.largest_files = settings.largest_files
        self.per_address = settings.per_address
        self.per_site = settings.per_site
        self.longest_body = settings.largest_files * 4 // 3 + 256 * 1024  # base64, and the rest

    def inspect(self, file: EnteredFile, number: int) -> Attachment:
        """The file as it would be kept; `refused` says why it is not."""
        found = attachment(file, number)
        if found.refused or found.content_type in TAKEN:
            return found
        return replace(found, data=None, refused=TYPE)

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        """One message. Raises Unreadable, and nothing else."""
        entry = load_posted(envelope.body)
        if isinstance(entry, WebAddition):
            return (self._addition(envelope.key, entry),)
        if entry.anonymity is Anonymity.NO_IDENTITY:
            entry = replace(entry, name="", email="", phone="")
        contact = self._contact(entry)
        message = InboundMessage(
            external_id=envelope.key,
            sender=Address(self.kind, f"form-{envelope.key[:24]}"),
            text=entry.text,
            received_at=entry.received_at,
            subject=" ".join(entry.service.split()),
            full_text="\n".join((*_head(entry), "", entry.text)),
            attachments=tuple(self.inspect(file, n) for n, file in enumerate(entry.files, 1)),
            automatic=ROBOT if entry.robot else "",
            record=Record(
                by=CITIZEN,
                letter="",
                stated_name=" ".join(entry.name.split()),
                reachable=contact is not None,
                check_code=entry.check_code,
                anonymity=entry.anonymity,
                contact=contact,
            ),
        )
        return (message,)

    def _addition(self, key: str, added: WebAddition) -> InboundMessage:
        """It names its case and comes from the case's own address: who wrote it held the check code."""
        return InboundMessage(
            external_id=key,
            sender=Address(self.kind, added.handle),
            text=added.text,
            received_at=added.received_at,
            subject=added.ticket,
            full_text=added.text,
        )

    def _contact(self, entry: WebEntry) -> Address | None:
        given = {MAIL: entry.email.strip().lower(), PHONE: phone_handle(entry.phone)}
        order = (*self._settings.contacts, *given)
        return next((Address(kind, given[kind]) for kind in order if given[kind]), None)

    def verify(self, envelope: Envelope) -> None:
        """Raises Forged for a delivery that no site of the office's signed just now; Unreadable for one that
        is signed and does not fit.
        """
        if not self._settings.signed:
            raise Forged("this account takes no signed deliveries")
        try:
            secrets = self._settings.credential().split()
        except (ConfigError, OSError) as error:
            raise Forged(f"no secret to verify it with ({type(error).__name__})") from None
        moment, given = _signature(envelope.headers.get(SIGNATURE, ""))
        if moment is None or abs(envelope.received_at - moment) > WINDOW:
            raise Forged("its time is missing, or too far from ours")
        key = envelope.headers.get(IDEMPOTENCY, "")
        made = [sign(secret, moment, key, envelope.body) for secret in secrets]
        if not any(hmac.compare_digest(one, word) for one in made for word in given):
            raise Forged("no secret of this account made this signature over this time, key and body")
        self._entry(envelope)

    def identified(self, envelope: Envelope) -> Envelope:
        """The delivery as the form itself would have kept it: read and checked once."""
        entry = self._entry(envelope)
        key = key_of(self.account, envelope.headers[IDEMPOTENCY])
        return Envelope(self.account, "site", key, dump_web(entry), entry.received_at)

    def _entry(self, envelope: Envelope) -> WebEntry:
        key = envelope.headers.get(IDEMPOTENCY, "")
        if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
            raise Unreadable(
                IDEMPOTENCY, f"send {SHORTEST_KEY} to {LONGEST_KEY} random characters in this header"
            )
        table = read_table(envelope.body, UNREADABLE)
        moment = table.moment("submitted_at") if table.values.get("submitted_at") else envelope.received_at
        if not envelope.received_at - LONGEST_AGO <= moment <= envelope.received_at + WINDOW:
            raise Unreadable(UNREADABLE, "submitted_at lies in the future, or more than 7 days ago")
        entry = web_entry(table, min(moment, envelope.received_at), code_of(self.account, key))
        self._refuse(entry.files)
        return replace(entry, robot=False)

    def _refuse(self, files: Sequence[EnteredFile]) -> None:
        """Raises Unreadable where a file is not taken: the site tells its visitor before anything is lost."""
        for place, file in enumerate(files):
            if self.inspect(file, place + 1).refused:
                raise Unreadable(UNREADABLE, f"files[{place}] is of a type that is not taken")
        if len(files) > self.most_files:
            raise Unreadable(UNREADABLE, f"files are more than {self.most_files}")
        if sum(len(file.data) for file in files) > self.largest_files:
            raise Unreadable(UNREADABLE, f"files are larger than {self.largest_files} bytes together")

    def answer(self) -> Answer:
        return Answer("application/json", b"{}")

    def explain(self, error: Forged | Unreadable) -> Answer:
        """What to mend, without a word of what was sent."""
        if isinstance(error, Forged):
            return _json({"error": {"field": SIGNATURE, "remedy": str(error)}})
        named = error.detail.partition(" ")[0] if error.code == UNREADABLE else error.code
        return _json({"error": {"field": named, "remedy": error.detail}})

    def receipt(self, envelope: Envelope, ticket: str | None) -> Answer:
        """The check code, and the ticket as soon as there is one: the same call again asks for it."""
        return _json({"check_code": load_web(envelope.body).check_code, "ticket": ticket})

    async def send(self, message: OutboundMessage) -> Receipt:
        """From now on the tracking page shows it."""
        return Receipt(f"page:{message.token}")

    async def probe(self) -> None:
        """There is nothing to ask: the page is this system itself."""

    def tasks(self) -> Sequence[str]:
        own = ["link to the form from the office's sites: docs/web.md"]
        if not self._settings.signed:
            return own
        return [
            *own,
            f"tell the other sites /hooks/{self.account} below web.public_url and the secret to sign with",
        ]

    async def close(self) -> None:
        """Nothing is open."""


def sign(secret: str, moment: datetime, key: str, body: bytes) -> str:
    """HMAC-SHA256 in hexadecimal over the time in whole seconds, the idempotency key and the body as it is
    sent, with a full stop between them: what was heard on the way cannot be sent again under another key.
    """
    told = f"{int(moment.timestamp())}.{key}.".encode()
    return hmac.new(secret.encode(), told + body, hashlib.sha256).hexdigest()


def _signature(header: str) -> tuple[datetime | None, list[str]]:
    """`t=<seconds>,v1=<hex>[,v1=<hex>]`: the time, and every signature that is there."""
    parts = [part.strip().partition("=") for part in header[:1000].split(",")]
    told = next((value for name, _, value in parts if name == "t"), "")
    moment = (
        datetime.fromtimestamp(int(told), UTC)
        if told.isascii() and told.isdecimal() and len(told) <= 11
        else None
    )
    return moment, [value for name, _, value in parts if name == "v1" and value.isascii()]


def _json(table: dict[str, object]) -> Answer:
    return Answer("application/json", json.dumps(table).encode())


def _head(entry: WebEntry) -> Iterator[str]:
    """What was typed beside the words, for the case's page."""
    moment = entry.received_at.astimezone(JAKARTA)
    lines = {
        "Nama": entry.name,
        "Telepon": entry.phone,
        "E-mail": entry.email,
        "Layanan": entry.service,
        "Dikirim": f"{moment:%d-%m-%Y %H.%M} WIB",
        "Identitas": IDENTITY.get(entry.anonymity, ""),
    }
    return (f"{name}: {said}" for name, said in lines.items() if said)


IDENTITY = {
    Anonymity.HIDDEN_FROM_RESPONDENT: "dirahasiakan dari pihak yang diadukan",
    Anonymity.CONFIDENTIAL_ALL: "dirahasiakan, isi laporan juga",
    Anonymity.NO_IDENTITY: "tidak disebutkan",
}


def open_channel(name: str, settings: Settings) -> WebChannel:
    """The account `name`."""
    return WebChannel(name, settings)
