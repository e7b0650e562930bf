"""The whole way of an acknowledgement: from a webhook that comes in to the provider that takes the answer."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from bench.children import python
from bench.database import Template
from bench.letters import letter
from bench.options import Options
from bench.report import Finding, Report
from bench.rounds import Contender, Sample, Stopwatch, take_turns
from bench.server import Server
from bench.webhooks import NUMBER, PUBLIC
from sandbox.twilio import Twilio
from sandbox.twilio.account import Stored

A_SECOND, SECONDS = 50, 60
CALLERS = 16
WARMING = 5
OURS = f"whatsapp:{NUMBER}"
PATIENCE = 60.0  # seconds after the last webhook
BARE, PROGRAM = "the two calls alone, one after the other", f"`aduan serve`, {A_SECOND} webhooks a second"
CONFIG = """
[store]
url = "sqlite:///{home}/aduan.db"
files = "{home}/files"
master_key_file = "{home}/master.key"
[web]
port = 0
[accounts.wa]
kind = "whatsapp"
password_file = "{home}/token"
account_sid = "{account_sid}"
number = "{number}"
public_url = "https://aduan.office.example"
api_url = "{api_url}"
sweep_seconds = 86400
"""


def acknowledging_report(options: Options) -> Report:
    """One turn is a minute; `size` makes it as many webhooks, at the same pace."""
    template = Template.make(options.directory / "acknowledging")
    count = options.size or A_SECOND * SECONDS

    def serve(home: Path) -> Sample:
        return acknowledged(template, count, home)

    race = take_turns(
        [Contender(BARE, two_calls), Contender(PROGRAM, serve)], min(options.rounds, 1), options.directory
    )
    p50 = race.of(PROGRAM, lambda sample: sample.counts["p50 s"])
    p99 = race.of(PROGRAM, lambda sample: sample.counts["p99 s"])
    above = race.ratio(PROGRAM, BARE, lambda sample: sample.counts["p50 s"])
    return Report(
        f"An acknowledgement's delay at {A_SECOND} webhooks a second, {count} in all",
        "webhooks",
        race,
        [
            Finding("delay", "p50, seconds", p50, at_most=0.2),
            Finding("delay", "p99, seconds", p99, at_most=1),
            Finding("", "p50, program / the two calls alone", above),
        ],
        ["citizens, provider and service share the machine"],
    )


def two_calls(_home: Path) -> Sample:
    """What a webhook and an answer cost by HTTP, when nothing happens between them."""
    twilio, taken = Twilio(), []
    with (
        twilio.running(),
        httpx.Client(auth=(Twilio.account_sid, Twilio.auth_token), trust_env=False) as client,
    ):
        messages = f"{twilio.url}/2010-04-01/Accounts/{Twilio.account_sid}/Messages.json"
        twilio.connect(OURS)
        person = f"whatsapp:+62812{0:08}"
        twilio.write(person, OURS, "halo", call=False)
        with Stopwatch() as watch:
            for _ in range(A_SECOND):
                began = time.perf_counter()
                client.get(messages, params={"PageSize": "1"}).raise_for_status()
                answer = {"To": person, "From": OURS, "Body": letter(0).text}
                client.post(messages, data=answer).raise_for_status()
                taken.append(time.perf_counter() - began)
    return _sample(taken, watch)


def acknowledged(template: Template, count: int, home: Path) -> Sample:
    """Open loop: each webhook is called at its moment, whether the ones before were answered or not. A few
    come before: a service that has just started makes its classifier at the first text.
    """
    template.copy(home)
    (home / "token").write_text(Twilio.auth_token, encoding="utf-8")
    twilio = Twilio()
    with twilio.running():
        config = home / "config.toml"
        config.write_text(
            CONFIG.format(home=home, account_sid=Twilio.account_sid, number=NUMBER, api_url=twilio.url),
            encoding="utf-8",
        )
        with Server(python("-m", "app", "--config", config, "serve")) as server:
            twilio.connect(OURS, f"{PUBLIC}/hooks/wa", f"{server.address.rstrip('/')}/hooks/wa")
            call_at_pace(twilio, range(count, count + WARMING))
            wait_for_answers(twilio, WARMING)
            cpu = server.cpu()
            with Stopwatch() as watch:
                called = call_at_pace(twilio, range(count))
                wait_for_answers(twilio, count + WARMING)
            cpu = server.cpu() - cpu
    accepted: dict[str, float] = {}
    for message in twilio.sent():
        accepted.setdefault(message.recipient, message.at.timestamp())
    taken = [accepted[person] - began for person, began in called.items()]
    sample = _sample(taken, watch)
    return Sample(sample.items, sample.wall, cpu, sample.counts)


def call_at_pace(twilio: Twilio, numbers: range) -> dict[str, float]:
    """When each person's webhook was called (time.time), by person."""
    called: dict[str, float] = {}
    messages = [
        twilio.write(f"whatsapp:+62812{number:08}", OURS, letter(number).text, call=False)
        for number in numbers
    ]

    def call(message: Stored) -> None:
        called[message.sender] = time.time()
        assert twilio.call(message) == 200

    start = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        for place, message in enumerate(messages):
            time.sleep(max(0.0, start + place / A_SECOND - time.perf_counter()))
            callers.submit(call, message)
    return called


def wait_for_answers(twilio: Twilio, count: int) -> None:
    ends = time.monotonic() + PATIENCE
    while len(twilio.sent()) < count:
        if time.monotonic() > ends:
            raise TimeoutError(f"{len(twilio.sent())} of {count} were answered")
        time.sleep(0.05)


def _sample(taken: list[float], watch: Stopwatch) -> Sample:
    taken.sort()
    counts = {"p50 s": statistics.median(taken), "p99 s": taken[int(len(taken) * 0.99)], "worst s": taken[-1]}
    return watch.sample(len(taken), counts)
