"""lease -> parse -> classify -> seal files -> (background -> judge -> compose -> file) in one unit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from core.desk import Desk
from core.errors import Stale, Unreadable
from core.intake.compose import compose
from core.intake.keep import UNKEEPABLE
from core.intake.matching import question
from core.intake.reading import Reading, classified_text
from core.intake.verdict import judge
from core.law.deadline import jakarta_date
from core.message import InboundMessage, Parsed
from core.ports.channel import Channel
from core.ports.clock import Clock
from core.ports.envelopes import Leased
from core.ports.filing import Background
from core.ports.store import Store, Unit


async def read_next(store: Store, channels: Mapping[str, Channel], desk: Desk, clock: Clock) -> bool:
    """Read the oldest unread envelopes; returns True when there may be more.

    What cannot be read goes to quarantine with its reason and holds nobody up. An envelope that ends
    the process is leased alone from its second try on, and set aside after the fifth.
    """
    now = clock.now()
    leased = await store.write(lambda unit: unit.envelopes.lease(now, desk.batch, desk.lease), bulk=True)
    readings: list[Reading] = []
    for one in leased:
        try:
            readings += read(one, channels, desk)
        except Unreadable as error:
            await _set_aside(store, one, error, clock)
        await asyncio.sleep(0)  # a busy loop would starve the writer and the pages
    if readings:
        readings = await _seal(store, readings)
        await _file(store, readings, desk, clock)
    return bool(leased)


def read(leased: Leased, channels: Mapping[str, Channel], desk: Desk) -> list[Reading]:
    """One envelope's items, classified. Pure but for the channel's and the classifier's own work."""
    envelope = leased.envelope
    if UNKEEPABLE in envelope.headers:
        raise Unreadable(UNKEEPABLE, "the store would not take its headers")
    channel = channels.get(envelope.account)
    if channel is None:
        raise Unreadable("no-account", f"account {envelope.account} is not configured")
    items: Sequence[Parsed | None] = channel.parse(envelope) or (None,)
    last = len(items) - 1
    return [_classified(Reading(leased, n, n == last, item), desk) for n, item in enumerate(items)]


def _classified(reading: Reading, desk: Desk) -> Reading:
    message = reading.parsed
    if not isinstance(message, InboundMessage) or message.automatic:
        return reading
    found = desk.classifier.classify(classified_text(message), jakarta_date(message.received_at))
    return Reading(reading.leased, reading.position, reading.last, message, found)


async def _seal(store: Store, readings: Sequence[Reading]) -> list[Reading]:
    """Attachments of people's messages go to sealed files, durable before any row names them."""
    wanted = [
        (place, attachment)
        for place, reading in enumerate(readings)
        if reading.classification is not None and isinstance(reading.parsed, InboundMessage)
        for attachment in reading.parsed.attachments
    ]
    if not wanted:
        return list(readings)
    sealed = await store.seal_files([attachment for _, attachment in wanted])
    sealed_at: dict[int, list[int]] = {}
    for number, (place, _) in enumerate(wanted):
        sealed_at.setdefault(place, []).append(number)
    return [
        Reading(
            r.leased,
            r.position,
            r.last,
            r.parsed,
            r.classification,
            tuple(sealed[n] for n in sealed_at.get(place, ())),
        )
        for place, r in enumerate(readings)
    ]


async def _file(store: Store, readings: Sequence[Reading], desk: Desk, clock: Clock) -> None:
    def file(unit: Unit) -> None:
        now = clock.now()
        backgrounds = _backgrounds(unit, readings, desk, clock)
        verdicts = judge(readings, backgrounds, desk.caps)
        unit.filing.file(compose(unit, readings, verdicts, backgrounds, desk, now), now)

    try:
        await store.write(file, bulk=True)
    except Stale:
        # Another process took the lease over while this one was slow: it files them, not we.
        return


def _backgrounds(
    unit: Unit, readings: Sequence[Reading], desk: Desk, clock: Clock
) -> list[Background | None]:
    asking = [
        (place, question(reading.parsed, reading.leased.envelope.account, desk.ticket_prefix))
        for place, reading in enumerate(readings)
        if isinstance(reading.parsed, InboundMessage)
    ]
    answers = unit.filing.background([asked for _, asked in asking], clock.now()) if asking else ()
    known: list[Background | None] = [None] * len(readings)
    for (place, _), answer in zip(asking, answers, strict=True):
        known[place] = answer
    return known


async def _set_aside(store: Store, leased: Leased, error: Unreadable, clock: Clock) -> None:
    try:
        await store.write(
            lambda unit: unit.envelopes.quarantine(leased, error.code, error.detail, clock.now())
        )
    except Stale:
        return
