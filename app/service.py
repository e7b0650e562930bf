"""Run a service: accounts, loops and pages in one loop, stopped in an order that loses nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from app.accounts import StoreSink, hold
from app.build import Service
from app.config import Config
from app.door import Deed, door_of, open_door
from app.loops import Pulse, forever
from app.reading import Reading
from app.server import WebServer, listen, web_server
from core.dispatch.answered import answered_next
from core.dispatch.elsewhere import elsewhere_next
from core.dispatch.send import Flow
from core.dispatch.settle import expire_next, settle_next
from core.intake.gather import gather_next
from core.intake.lapse import lapse_next
from core.ports.channel import Channel, Form, Poller, Webhook
from core.ports.clock import Clock
from core.ports.outbox import departures
from core.ports.store import Store
from core.usage import keep_usage
from web.application import build_web
from web.hooks.application import beside, build_hooks
from web.settings import WebSettings

LOG = logging.getLogger("aduan.service")
GRACE = 10.0  # seconds for sends and queue after a SIGTERM
SWITCH = 0.0005  # seconds; Python's 5 ms let a busy loop starve the writer thread


def loops(service: Service, stop: asyncio.Event) -> list[Awaitable[None]]:
    """The steps that run for ever, each in a loop of its own."""
    store, channels, desk, clock = service.store, service.channels, service.desk, service.clock

    kinds = {name: channel.kind for name, channel in channels.items()}

    async def anchor() -> bool:
        await store.write(lambda unit: unit.history.anchor(clock.now()), bulk=True)
        return False

    async def sweep() -> bool:
        await store.sweep_files()
        await store.merge_index()
        return False

    async def forget() -> bool:
        store.forget()
        return False

    steps: list[tuple[str, Callable[[], Awaitable[bool]], float, str]] = [
        ("read", Reading(store, channels, desk, clock).next, 1.0, "envelopes"),
        ("expire", lambda: expire_next(store, clock), 5.0, ""),
        ("elsewhere", lambda: elsewhere_next(store, desk, clock), 5.0, ""),
        ("lapse", lambda: lapse_next(store, desk, clock), 600.0, ""),
        ("answered", lambda: answered_next(store, kinds, clock), 30.0, ""),
        ("gather", lambda: gather_next(store, clock), 300.0, ""),
        ("report", lambda: service.watch.report(store, service.standing.is_failing, channels), 5.0, ""),
        ("versions", service.learning.follow, 30.0, ""),
        ("train", lambda: service.learning.train(store, clock.now()), 3600.0, ""),
        ("usage", lambda: keep_usage(store, channels, clock), 5.0, ""),
        ("anchor", anchor, 60.0, ""),
        ("sweep", sweep, 86400.0, ""),
        ("forget", forget, 60.0, ""),
    ]
    return [
        forever(name, step, pause, service.pulse, clock, store.subscribe(topic) if topic else None, stop)
        for name, step, pause, topic in steps
    ]


def dispatch(
    store: Store, channels: Mapping[str, Channel], clock: Clock, pulse: Pulse, stop: asyncio.Event
) -> list[Awaitable[None]]:
    """A loop for each account out of which messages leave: none waits for another's platform."""

    async def depart(account: str, channel: Channel) -> None:
        """Told to stop, it waits for what is on its way; cancelled, it cancels it."""
        wake = store.subscribe(departures(account))
        flow = Flow(account, channel, store, clock, wake, stop)
        async with asyncio.TaskGroup() as leaving:
            step = partial(flow.next, leaving)
            await forever(f"dispatch {account}", step, 1.0, pulse, clock, wake, stop)

    return [depart(*pair) for pair in channels.items()]


def settlement(
    store: Store, channels: Mapping[str, Channel], clock: Clock, pulse: Pulse, stop: asyncio.Event
) -> list[Awaitable[None]]:
    """A loop for each account, here as well: none waits for another's list."""
    return [
        forever(
            f"settle {account}",
            partial(settle_next, store, account, channel, clock),
            5.0,
            pulse,
            clock,
            None,
            stop,
        )
        for account, channel in channels.items()
    ]


def accounts(service: Service) -> list[Awaitable[None]]:
    """A loop for each account that is polled."""
    since = {account.name: account.accept_from for account in service.config.accounts}
    return [
        hold(
            channel,
            StoreSink(name, service.store, service.clock, service.watch, since[name]),
            service.watch,
            service.clock,
        )
        for name, channel in service.channels.items()
        if isinstance(channel, Poller)
    ]


def pages(service: Service) -> tuple[WebServer, socket.socket]:
    """The web server and its bound socket. Raises ConfigError when the port is in use."""
    section = service.config.web
    bound = listen(section.host, section.port)
    names = {account.name: account.title for account in service.config.accounts if account.title}
    forms = {name: channel for name, channel in service.channels.items() if isinstance(channel, Form)}
    settings = WebSettings(
        office=service.config.office.office,
        secure=section.behind_https,
        accounts=names,
        kinds={account.name: account.kind for account in service.config.accounts},
        desk=desk_letters(service.config),
        capabilities={name: channel.capabilities for name, channel in service.channels.items()},
        forms=tuple(forms),
        reports={one.name: one.settings.report_url for one in service.config.accounts if one.kind == "lapor"},
    )
    application = build_web(
        service.store, clock=service.clock, desk=service.desk, settings=settings, forms=forms
    )
    webhooks = {name: channel for name, channel in service.channels.items() if isinstance(channel, Webhook)}
    hooks = build_hooks(service.store, webhooks, clock=service.clock, standing=service.standing)
    return web_server(beside(application, hooks), section.behind_https), bound


def desk_letters(config: Config) -> dict[str, str]:
    """Which account keeps what officers enter, by the letter of the register; the first that takes it in."""
    letters: dict[str, str] = {}
    for account in config.accounts:
        if account.kind == "desk":
            letters = dict.fromkeys(account.settings.letters, account.name) | letters
    return letters


async def run(service: Service, ready: Callable[[str], None], stop: asyncio.Event | None = None) -> None:
    """Serve until `stop` is set or SIGTERM or SIGINT comes; `ready` hears the inbox's address.

    Stopping: intake first, then at most ten seconds for what is being sent and written.
    """
    sys.setswitchinterval(SWITCH)
    stop = stop or asyncio.Event()
    server, bound = pages(service)
    await service.store.void_leases(service.clock.now())
    await keep_usage(
        service.store, service.channels, service.clock
    )  # meters know the month before they count on
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    intake = [asyncio.ensure_future(account) for account in accounts(service)]
    wired = service.store, service.channels, service.clock, service.pulse, stop
    steps = [
        asyncio.ensure_future(loop)
        for loop in (*loops(service, stop), *dispatch(*wired), *settlement(*wired))
    ]
    serving = asyncio.ensure_future(server.serve(sockets=[bound]))
    try:
        async with open_door(door_of(service.config), partial(_deeds, service)):
            ready(f"http://{bound.getsockname()[0]}:{bound.getsockname()[1]}/")
            await stop.wait()
    finally:
        await _cancel(intake)
        server.should_exit = True
        await _finish([*steps, serving])
        await keep_usage(service.store, service.channels, service.clock)
        for channel in service.channels.values():
            await channel.close()
        await service.store.close()
        bound.close()


def _deeds(service: Service) -> Mapping[str, Deed]:
    from app.erasing import deeds  # once somebody asks

    return deeds(service.store, service.clock)


async def _cancel(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _finish(tasks: Sequence[asyncio.Future[None]]) -> None:
    """Loops that rest between two steps are ended at once, those at work get the grace."""
    _, late = await asyncio.wait(tasks, timeout=GRACE)
    if late:
        LOG.warning("%d loops were still at work after %.0f s", len(late), GRACE)
    await _cancel(tuple(late))
