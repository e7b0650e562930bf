"""What the account holds: messages, files, who said STOP, whose 24 hours are open."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

WINDOW = timedelta(hours=24)
CHAT = "whatsapp:"


@dataclass(slots=True)
class File:
    """A file of a message. `at_home` false: the API sends on to the file store, as it usually does."""

    sid: str
    content_type: str
    data: bytes
    at_home: bool = False


@dataclass(slots=True)
class Stored:
    """A message as the account has it; `form` is what its webhook says."""

    sid: str
    sender: str
    recipient: str
    body: str
    status: str
    inbound: bool
    at: datetime
    error_code: int | None = None
    updated: datetime | None = None
    files: list[File] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    callback: str = ""
    template: str = ""

    def resource(self, account_sid: str) -> dict[str, object]:
        """As the REST API shows it."""
        uri = f"/2010-04-01/Accounts/{account_sid}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "messaging_service_sid": None,
            "from": self.sender,
            "to": self.recipient,
            "body": self.body,
            "status": self.status,
            "direction": "inbound" if self.inbound else "outbound-api",
            "num_media": str(len(self.files)),
            "num_segments": "1",
            "error_code": self.error_code,
            "error_message": f"what {self.error_code} says" if self.error_code else None,
            "date_created": format_datetime(self.at),
            "date_sent": format_datetime(self.at),
            "date_updated": format_datetime(self.updated or self.at),
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
        }


class Account:
    """The account's state, safe to be touched from several threads. `now` may be replaced."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self.status = "active"
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.messages: dict[str, Stored] = {}
        self.stopped: set[str] = set()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def arrived(
        self, sender: str, recipient: str, body: str, files: Sequence[File], extra: Mapping[str, str]
    ) -> Stored:
        """A person wrote to one of our numbers."""
        with self._lock:
            sid = self._sid("MM" if files else "SM")
            message = Stored(sid, sender, recipient, body, "received", True, self.now(), files=list(files))
            self.messages[sid] = message
            word = body.strip().upper()
            if word == "STOP":
                self.stopped.add(sender)
            elif word == "START":
                self.stopped.discard(sender)
        message.form = self._form(message, extra)
        return message

    def accepted(self, fields: Mapping[str, str]) -> Stored:
        """A message of ours was taken over. Whether it arrives is told later."""
        with self._lock:
            message = Stored(
                self._sid("SM"),
                fields.get("From", fields.get("MessagingServiceSid", "")),
                fields["To"],
                fields.get("Body") or _from_template(fields.get("ContentVariables", "{}")),
                "queued",
                False,
                self.now(),
                callback=fields.get("StatusCallback", ""),
                template=fields.get("ContentSid", ""),
            )
            self.messages[message.sid] = message
            return message

    def is_open(self, office: str, person: str) -> bool:
        """Whether free text passes: WhatsApp's 24 hours since the person wrote last."""
        since = self.now() - WINDOW
        written = list(self.messages.values())
        return not office.startswith(CHAT) or any(
            m.inbound and (m.sender, m.recipient) == (person, office) and m.at >= since for m in written
        )

    def new_file(self, content_type: str, data: bytes, *, at_home: bool = False) -> File:
        return File(self._sid("ME"), content_type, data, at_home)

    def _sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):032x}"

    def _form(self, message: Stored, extra: Mapping[str, str]) -> dict[str, str]:
        form = {
            "ToCountry": "ID",
            "SmsMessageSid": message.sid,
            "NumMedia": str(len(message.files)),
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "To": message.recipient,
            "NumSegments": "1",
            "MessageSid": message.sid,
            "AccountSid": self.sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        if message.sender.startswith(CHAT):
            form |= {"MessageType": "text", "ChannelMetadata": "{}", "ReferralNumMedia": "0"}
        return form | dict(extra)


def _from_template(variables: str) -> str:
    """As the office's template says it around its one variable."""
    return f"Kabar dari kantor: {json.loads(variables).get('1', '')}"
