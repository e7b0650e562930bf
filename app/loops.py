"""What runs for ever, and the one place where an unforeseen error is caught and survived."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import ConfigError, StoreError
from core.ports.clock import Clock

LOG = logging.getLogger("aduan.loops")
LONGEST_PAUSE = 60.0


@dataclass
class Pulse:
    """When each loop last went round, and what troubled it."""

    beats: dict[str, datetime] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)

    def beat(self, name: str, now: datetime) -> None:
        self.beats[name] = now
        self.troubles.pop(name, None)

    def trouble(self, name: str, what: str) -> None:
        self.troubles[name] = what

    def silent(self, now: datetime, after: timedelta) -> list[str]:
        """Loops that have not gone round for longer than `after`."""
        return sorted(name for name, at in self.beats.items() if now - at > after)


async def forever(
    name: str,
    step: Callable[[], Awaitable[bool]],
    pause: float,
    pulse: Pulse,
    clock: Clock,
    wake: asyncio.Event | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Call `step` again at once while it returns True, else after `pause` seconds or when woken; end
    between two steps once `stop` is set.

    An error is logged without its text (it might quote a citizen) and the loop goes on, slower.
    """
    failures = 0
    while stop is None or not stop.is_set():
        if wake is not None:
            wake.clear()  # before the step looks: what comes while it works wakes it again
        try:
            more = await step()
            failures = 0
            pulse.beat(name, clock.now())
        except Exception as error:  # noqa: BLE001 - the edge: a loop outlives every error of a step
            failures += 1
            more = False
            pulse.trouble(name, type(error).__name__)
            LOG.error("loop %s: %s", name, describe(error))
        if more:
            await asyncio.sleep(0)
            continue
        rest = pause if not failures else min(pause * 2**failures, LONGEST_PAUSE) * random.uniform(0.5, 1)  # noqa: S311 - jitter
        await _rest(rest, wake, stop)


async def _rest(seconds: float, *events: asyncio.Event | None) -> None:
    """Until one of the events is set, `seconds` at most."""
    waiters = [asyncio.ensure_future(event.wait()) for event in events if event is not None]
    if not waiters:
        await asyncio.sleep(seconds)
        return
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()


def describe(error: BaseException) -> str:
    """The error's kind and where it was raised, without its words, which might quote a citizen. Those of
    store and configuration never do, and name the remedy.
    """
    if isinstance(error, BaseExceptionGroup):
        return " + ".join(describe(inner) for inner in error.exceptions)
    if isinstance(error, StoreError | ConfigError):
        return f"{type(error).__name__}: {error}"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
