"""WhatsApp and SMS: Twilio calls the office's webhooks, and takes the answers by its REST API."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import REFUSED, Line
from channels._twilio import Settings
from sandbox.twilio import Twilio
from sandbox.twilio.account import Stored
from sandbox.twilio.calls import Signer

NUMBER = "+6281500000001"
OURS = {"wa": f"whatsapp:{NUMBER}", "sms": NUMBER}
PUBLIC = "https://aduan.office.example"  # what Twilio signs; on this machine it calls another address
STRANGER = Signer("token-of-a-stranger")
PHOTO = b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)


class TwilioAct:
    """One number, which people reach by WhatsApp and by SMS."""

    def __init__(self) -> None:
        self._twilio = Twilio(reports=("sent", "delivered"))
        self._written: dict[str, Stored] = {}

    def start(self) -> None:
        self._twilio.start()

    def accounts(self) -> Sequence[AccountSection]:
        settings = Settings(
            account_sid=Twilio.account_sid,
            number=NUMBER,
            credential=lambda: Twilio.auth_token,
            public_url=PUBLIC,
            sweep_seconds=2,
            delay_seconds=2,
            media_hosts=("127.0.0.1", "localhost"),
            api_url=self._twilio.url,
        )
        return (
            AccountSection("wa", "whatsapp", "f", None, settings),
            AccountSection("sms", "sms", "e", None, settings),
        )

    def opened(self, office: Office) -> None:
        for account, number in OURS.items():
            path = f"/hooks/{account}"
            self._twilio.connect(number, PUBLIC + path, office.address + path)

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: from, text, and what is special: `photo`, `fields` of the webhook, `again` (calls for the
        message that this person wrote last), `forged`, `missed` (no webhook comes: the list must bring it).
        """
        own = line.own
        if own.get("again"):
            return self._call(self._written[own["from"]])
        message = self._twilio.write(
            own["from"],
            OURS[line.account],
            own.get("text", "").format_map(values),
            files=[("image/png", PHOTO)] if own.get("photo") else (),
            call=False,
            **own.get("fields", {}),
        )
        if own.get("forged"):
            del self._twilio.account.messages[message.sid]  # a stranger's message was never Twilio's
            return Spoken(fate=REFUSED if self._twilio.call(message, STRANGER) == 403 else "")
        self._written[own["from"]] = message
        return Spoken(message.sid) if own.get("missed") else self._call(message)

    def _call(self, message: Stored) -> Spoken:
        status = self._twilio.call(message)
        return Spoken(message.sid, "" if status == 200 else f"HTTP {status}")

    def answers(self) -> Sequence[Answer]:
        return [Answer(message.recipient, message.body) for message in self._twilio.sent()]

    def stop(self) -> None:
        self._twilio.stop()


def open_act() -> TwilioAct:
    return TwilioAct()
