"""One complaint for each way of the register, as its platform delivers it.

Whoever adds a channel adds a row to WAYS: the register value, and what makes the office's account and the
delivery. The test of the export then asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from channels import desk, instagram, sms, telegram, twitter, web, whatsapp
from channels.desk import DeskChannel
from channels.twitter.stream import OWN
from core.intake.desk_entry import DeskEntry, dump_entry, entry_check_code
from core.intake.web_entry import WebEntry, dump_web, web_check_code, web_key
from core.message import Envelope
from core.ports.channel import Channel, Webhook
from sandbox.twitter import X
from tests.channels.instagram.office import settings as instagram_settings
from tests.channels.telegram.office import settings as telegram_settings
from tests.channels.twilio.office import settings as twilio_settings
from tests.channels.twitter.office import settings as twitter_settings
from tests.pipeline.letters import late_permit
from tests.pipeline.office import ACCOUNT, NOON, Office

CHANNELS = Path(__file__).parent.parent / "channels"
TEXT = "PBG rumah saya diajukan 3 minggu lalu, sampai sekarang belum terbit. Mohon kejelasan."


@dataclass(frozen=True, slots=True)
class Way:
    """`account` names the channel's account, `letter` stands in its configuration ("" for one that the
    standard does not name, and for the desk, whose entries bring theirs).
    """

    account: str
    letter: str
    open: Callable[[Office], Channel]
    deliver: Callable[[Channel, datetime], Envelope]


def _mail(office: Office) -> Channel:
    return office.channels[ACCOUNT]


def _mailed(channel: Channel, at: datetime) -> Envelope:
    return Envelope(channel.account, "INBOX", "mail-of-g", late_permit(), at)


def _twilio(kind: str) -> Callable[[Channel, datetime], Envelope]:
    def deliver(channel: Channel, at: datetime) -> Envelope:
        assert isinstance(channel, Webhook)
        body = (CHANNELS / kind / "text.in.form").read_bytes().strip()
        return replace(
            channel.identified(Envelope(channel.account, "", "", body, at)), account=channel.account
        )

    return deliver


def _telegram(channel: Channel, at: datetime) -> Envelope:
    assert isinstance(channel, Webhook)
    update = json.loads((CHANNELS / "telegram" / "text.in.json").read_bytes())
    update["message"]["date"] = int(at.timestamp())
    return channel.identified(Envelope(channel.account, "", "", json.dumps(update).encode(), NOON))


def _twitter(channel: Channel, at: datetime) -> Envelope:
    post = json.loads((CHANNELS / "twitter" / "text.in.json").read_bytes())
    post["data"]["created_at"] = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return Envelope(channel.account, "lane-00", "post-of-h", json.dumps(post).encode(), NOON, {OWN: X.own_id})


def _instagram(channel: Channel, at: datetime) -> Envelope:
    assert isinstance(channel, Webhook)
    call = json.loads((CHANNELS / "instagram" / "comment.in.json").read_bytes())
    call["entry"][0]["time"] = int(at.timestamp())
    return channel.identified(Envelope(channel.account, "", "", json.dumps(call).encode(), NOON))


def _submitted(channel: Channel, at: datetime) -> Envelope:
    token = f"site {channel.account}"
    entry = WebEntry(TEXT, at, web_check_code(token), name="Siti Contoh", phone="081200000018")
    return Envelope(channel.account, "form", web_key(token), dump_web(entry), at)


def _loket(_: Office) -> DeskChannel:
    return desk.open_channel("loket", desk.Settings())


def _entered(letter: str) -> Callable[[Channel, datetime], Envelope]:
    def deliver(channel: Channel, at: datetime) -> Envelope:
        entry = DeskEntry(
            letter, TEXT, at, "sari", entry_check_code(letter), name="Wawan", phone="081200000017"
        )
        return Envelope(channel.account, "desk", f"entry-{letter}", dump_entry(entry), at)

    return deliver


WAYS: Mapping[str, Way] = {
    **{letter: Way("loket", "", _loket, _entered(letter)) for letter in desk.LETTERS},
    "e": Way("sms", "e", lambda _: sms.open_channel("sms", twilio_settings()), _twilio("sms")),
    "f": Way("wa", "f", lambda _: whatsapp.open_channel("wa", twilio_settings()), _twilio("whatsapp")),
    "g": Way(ACCOUNT, "g", _mail, _mailed),
    "h": Way("x", "h", lambda _: twitter.open_channel("x", twitter_settings()), _twitter),
    "i": Way("ig", "i", lambda _: instagram.open_channel("ig", instagram_settings()), _instagram),
    "j": Way("situs", "j", lambda _: web.open_channel("situs", web.Settings()), _submitted),
    "k": Way("mpp", "k", lambda _: web.open_channel("mpp", web.Settings()), _submitted),
    "telegram": Way("tg", "", lambda _: telegram.open_channel("tg", telegram_settings()), _telegram),
}


def reception(value: str) -> datetime:
    """When the complaint of this way truly came: each at an hour of its own, days before it is read."""
    return NOON - timedelta(days=3, hours=2 * sorted(WAYS).index(value))


async def deliver_all(office: Office) -> None:
    """An account for every way, and one complaint by each."""
    for value, way in WAYS.items():
        if way.account not in office.channels:
            office.channels[way.account] = way.open(office)
        if way.letter:
            letters = {**office.desk.letters, way.account: way.letter}
            office.desk = replace(office.desk, letters=letters)
        await office.keep(way.deliver(office.channels[way.account], reception(value)))
    await office.work()
