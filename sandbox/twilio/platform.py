"""The whole of it: an account whose numbers people write to, and whose API takes the answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from sandbox.site import Site, StandIn
from sandbox.twilio.account import Account, Stored
from sandbox.twilio.api import Api
from sandbox.twilio.calls import Call, Signer
from sandbox.twilio.faults import Fault


class Twilio(StandIn):
    """Start it, point `api_url` at `url`, name the numbers with `connect`, and let people `write`.

    `reports` are the states that a message of ours passes through by itself; empty: `report` tells them.
    """

    account_sid = "AC" + "a" * 32
    auth_token = "token-" + "t" * 26
    api_key, api_secret = "SK" + "b" * 32, "rahasia-kunci"

    def __init__(self, reports: Sequence[str] = ()) -> None:
        self.account = Account(self.account_sid)
        self.signer = Signer(self.auth_token)
        self.reports = tuple(reports)
        self.answers: list[int] = []
        self.url = ""
        self.hooks: dict[str, tuple[str, str]] = {}
        self._credentials = {self.account_sid: self.auth_token, self.api_key: self.api_secret}
        self.api = Api(self.account, self._credentials, self.hooks)
        self.api.taken = self._taken
        self._calls = ThreadPoolExecutor(1, thread_name_prefix="twilio-calls")

    def start(self) -> None:
        self._site = Site(self.api.application(), "twilio")
        self.url = self._site.url
        self.api.store_url = f"http://localhost:{self._site.port}"  # another host than the API's

    def stop(self) -> None:
        self._calls.shutdown(wait=True, cancel_futures=True)
        self._site.stop()

    def connect(self, number: str, public: str = "", reached: str = "") -> None:
        """A number of the office, with the address that its webhook has in public and on this machine."""
        self.hooks[number] = (public, reached or public)

    def rotate(self, auth_token: str) -> None:
        """A new Auth Token: it signs and opens the API from now on."""
        self.auth_token = auth_token
        self._credentials[self.account_sid] = auth_token
        self.signer = replace(self.signer, auth_token=auth_token)

    def fail(self, what: str, *faults: Fault) -> None:
        """The next requests of this kind go wrong: account, create, list, fetch, media, file, store."""
        self.api.faults.setdefault(what, deque()).extend(faults)

    def write(
        self,
        sender: str,
        number: str,
        body: str = "",
        *,
        files: Sequence[tuple[str, bytes]] = (),
        at: datetime | None = None,
        call: bool = True,
        **extra: str,
    ) -> Stored:
        """A person writes to a number; with `call` its webhook is called at once, and the answer noted."""
        stored = [self.account.new_file(*file) for file in files]
        message = self.account.arrived(sender, number, body, stored, extra)
        message.at = at or message.at
        base = f"{self.url}/2010-04-01/Accounts/{self.account_sid}/Messages/{message.sid}/Media"
        for place, file in enumerate(stored):
            message.form |= {f"MediaUrl{place}": f"{base}/{file.sid}"}
            message.form |= {f"MediaContentType{place}": file.content_type}
        if call:
            self.call(message)
        return message

    def call(self, message: Stored, signer: Signer | None = None, **changes: str) -> int:
        """Call the webhook for a message, once more if need be; returns the status of the answer."""
        public, reached = self.hooks[message.recipient]
        status = Call(public, reached, {**message.form, **changes}).make(signer or self.signer)
        self.answers.append(status)
        return status

    def report(
        self, sid: str, status: str, error_code: int | None = None, *, call: bool = True
    ) -> int | None:
        """What becomes of a message of ours; with `call` its status callback is called."""
        message = self.account.messages[sid]
        message.status, message.error_code, message.updated = status, error_code, self.account.now()
        if not (call and message.callback):
            return None
        form = self._told(message, status, error_code)
        _, reached = self.hooks[message.sender]
        return Call(message.callback, reached, form).make(self.signer)

    def sent(self) -> list[Stored]:
        """Messages that the office handed over, oldest first."""
        return [message for message in self.account.messages.values() if not message.inbound]

    def _told(self, message: Stored, status: str, error_code: int | None) -> Mapping[str, str]:
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.recipient,
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        return form | ({"ErrorCode": str(error_code)} if error_code else {})

    def _taken(self, message: Stored) -> None:
        if not message.template and not self.account.is_open(message.sender, message.recipient):
            self._calls.submit(self.report, message.sid, "undelivered", 63016)
            return
        for status in self.reports:
            self._calls.submit(self.report, message.sid, status)
