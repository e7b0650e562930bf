"""Each thread has a connection of its own, and gives it up when it has rested."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # no types

from channels import _rested
from channels._twilio.resource import Message
from channels._twilio.rest import Rest
from sandbox.twilio import Twilio
from tests.channels.sink import SECONDS
from tests.channels.twilio.office import NUMBER, settings

PEOPLE = "+6281200000021", "+6281200000022"


@pytest.fixture
def rest(twilio: Twilio) -> Rest:
    return Rest("sms", settings(twilio, webhook=False))


def send(rest: Rest, person: str = PEOPLE[0]) -> Message:
    return rest.create({"To": person, "From": NUMBER, "Body": "Terima kasih"})


def test_a_connection_is_kept_for_a_burst_and_given_up_when_it_has_rested(
    rest: Rest, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(_rested, "monotonic", lambda: now)
    for rest_of in (0.0, 3.9, 4.1, 3.9):
        now += rest_of
        send(rest)
    first, second, third, fourth = twilio.api.connections
    assert first == second
    assert third == fourth != first


def test_no_answer_is_taken_for_that_of_another_thread(
    rest: Rest, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library keeps the last answer before it hands it out: both are kept before either is."""
    both = threading.Barrier(2, timeout=SECONDS)

    def keep(client: Any, name: str, value: Any) -> None:
        object.__setattr__(client, name, value)
        if name == "_test_only_last_response" and value is not None:
            both.wait()

    monkeypatch.setattr(TwilioHttpClient, "__setattr__", keep, raising=False)
    with ThreadPoolExecutor(2) as threads:
        sids = [taken.sid for taken in threads.map(lambda person: send(rest, person), PEOPLE)]
    assert {message.sid: message.recipient for message in twilio.sent()} == dict(
        zip(sids, PEOPLE, strict=True)
    )
