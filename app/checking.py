"""What is to be said of an account before it serves: its keys, its secret, its platform's answer, what is left to do."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.config import AccountSection
from core.capabilities import Capabilities
from core.errors import AduanError, ChannelError
from core.message import Address, OutboundMessage, Purpose
from core.ports.channel import Channel, Guided

OK = "ok"


@dataclass(frozen=True, slots=True)
class Checked:
    """One account. `configured` are the keys that differ from their defaults, never a secret; `secret` says
    whether it is to be had ("" where none is needed); `state` is "ok" or the error's code, `answer` its words.
    """

    account: str
    kind: str
    title: str
    letter: str
    configured: dict[str, Any]
    secret: str
    state: str
    answer: str
    tasks: Sequence[str]
    guide: str

    @property
    def well(self) -> bool:
        return self.state == OK

    def shown(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "tasks": list(self.tasks)}


async def check(section: AccountSection, channel: Channel) -> Checked:
    """Ask the platform, once. Raises nothing of the platform's; the channel stays open."""
    try:
        await channel.probe()
        state, answer = OK, _able(channel.capabilities)
    except ChannelError as error:
        state, answer = error.code, str(error)
    return Checked(
        account=section.name,
        kind=section.kind,
        title=section.title,
        letter=section.letter,
        configured=configured(section.settings),
        secret=secret(section.settings),
        state=state,
        answer=answer,
        tasks=tuple(channel.tasks()) if isinstance(channel, Guided) else (),
        guide=f"docs/{section.kind}.md",
    )


def _able(able: Capabilities) -> str:
    """What an account that is well can do, and what the office must know of it."""
    sends = able.privately or able.publicly
    does = "receives and sends" if sends else "receives; what is to be said an officer sends by hand"
    return does if able.official else f"{does}; against the platform's terms, and may end any day"


def configured(settings: Any) -> dict[str, Any]:
    """The account's own keys that do not stand at their defaults; secrets are no keys."""
    shown = {}
    for key in fields(settings):
        value = getattr(settings, key.name)
        if key.repr and not callable(value) and value != key.default:
            shown[key.name] = list(value) if isinstance(value, tuple) else value
    return shown


def secret(settings: Any) -> str:
    """Whether the account's secret is to be had, and where it is looked for if not."""
    credential = getattr(settings, "credential", None)
    if not callable(credential) or not getattr(settings, "signed", True):  # a form signs nothing by itself
        return ""
    try:
        return "found" if credential() else "empty"
    except (AduanError, OSError) as error:
        return str(error)


async def send_test(channel: Channel, handle: str, office: str) -> str:
    """Send one message that says what it is; returns its id at the platform. Raises ChannelError."""
    text = (
        f"Ini pesan uji dari {office}. Kanal ini dapat mengirim; pesan ini tidak perlu dibalas.\n"
        f"This is a test message of {office}; no answer is needed."
    )
    token = f"test-{secrets.token_hex(8)}"
    message = OutboundMessage(
        0, channel.account, Purpose.REPLY, token, Address(channel.kind, handle), text, f"Pesan uji {office}"
    )
    return (await channel.send(message)).external_id
