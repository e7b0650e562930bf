"""Whatever the fields are, reading them ends in what they say or in Unreadable; and it is pure."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels._twilio import read_raw
from channels._twilio.codes import MEANINGS, RECIPIENT_GONE, REFUSED, THROTTLED, UNAUTHORISED, channel_error
from channels._twilio.contents import card_line
from channels._twilio.form import SWEPT, Form, read_form, read_resource
from channels._twilio.reading import EPOCH, STATES, read_fields
from channels._twilio.resource import Message
from channels.whatsapp import WhatsAppChannel
from core.errors import ChannelError, Throttled, Uncertain, Unreachable, Unreadable
from core.message import DeliveryReport, DeliveryState, InboundMessage
from core.ports.channel import Channel, Fetcher, Finder, Poller, Webhook
from tests.channels.twilio.office import delivery, settings

NAMES = st.sampled_from(
    [
        "MessageSid",
        "SmsSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "MediaUrl0",
        "MediaContentType0",
        "ErrorCode",
        "ProfileName",
        "MessageType",
        "Latitude",
        "Longitude",
        "Label",
        "Address",
        "ButtonText",
        "ButtonPayload",
        "ReferralBody",
        "Forwarded",
        "OptOutType",
        "OriginalRepliedMessageSid",
        "EventType",
    ]
)
ANY_TEXT = st.lists(st.sampled_from("a1é🙏 \x00\ud800\udfff\r\n\t[&"), max_size=12).map("".join)
FIELDS = st.lists(st.tuples(NAMES, ANY_TEXT), max_size=15)
STATUSES = st.sampled_from([*STATES, "", "received", "unheard-of"])


@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_end_in_values_or_in_unreadable(body: bytes, listed: bool) -> None:
    channel = WhatsAppChannel("wa", settings(None))
    with suppress(Unreadable):  # anything else fails the test
        channel.parse(delivery(body, **({SWEPT: "yes"} if listed else {})))


@given(FIELDS)
def test_any_fields_end_in_values_that_a_database_takes(fields: list[tuple[str, str]]) -> None:
    try:
        found = read_fields(Form([*fields, ("MessageSid", "SM1"), ("From", "+62815")]), EPOCH)
    except Unreadable:
        return
    for item in found:
        said = item.detail if isinstance(item, DeliveryReport) else item.full_text + item.sender.handle
        assert "\x00" not in said
        assert (said + item.external_id).encode()


@given(STATUSES, st.text(alphabet="0123456789", max_size=6))
def test_a_status_is_a_report_and_never_a_message(status: str, code: str) -> None:
    body = urlencode({"MessageSid": "SM1", "From": "+62815", "MessageStatus": status, "ErrorCode": code})
    found = read_fields(read_form(body.encode()), EPOCH)
    if status in {"", "received"}:
        assert isinstance(found[0], InboundMessage)
    else:
        assert all(isinstance(item, DeliveryReport) for item in found)
        assert len(found) == (status in STATES)


@given(ANY_TEXT, ANY_TEXT.filter(bool))
def test_whatever_the_list_says_is_kept_and_read_again(body: str, sender: str) -> None:
    """Also half a surrogate pair, which JSON can carry and UTF-8 cannot."""
    told = {"sid": "SM1", "direction": "inbound", "from": sender, "to": "+62815", "body": body}
    kept = Message("SM1", "received", True, EPOCH, EPOCH, told).body()
    # By code units: two halves that meet in JSON are one character.
    assert read_resource(kept)["Body"].encode("utf-16", "surrogatepass") == body.encode(
        "utf-16", "surrogatepass"
    )
    (message,) = WhatsAppChannel("wa", settings(None)).parse(delivery(kept, **{SWEPT: "yes"}))
    assert isinstance(message, InboundMessage)
    (message.text + message.sender.handle + message.thread_key).encode()


def test_a_failed_message_is_failed_for_good() -> None:
    body = b"MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003"
    (report,) = read_fields(read_form(body), EPOCH)
    assert read_raw(body) == ()
    assert isinstance(report, DeliveryReport)
    assert (report.state, report.code, report.permanent) == (DeliveryState.FAILED, "30003", True)
    assert report.detail == "the handset cannot be reached"


@pytest.mark.parametrize("name", ["MessageSid", "SmsMessageSid", "SmsSid"])
def test_a_file_may_end_with_a_line_and_use_an_older_name(name: str) -> None:
    (message,) = read_raw(f"{name}=SM1&From=%2B62815&Body=Halo\n".encode())
    assert (message.external_id, message.text) == ("SM1", "Halo")


def test_each_number_has_one_meaning() -> None:
    tables = (UNAUTHORISED, THROTTLED, RECIPIENT_GONE, REFUSED)
    assert sum(map(len, tables)) == len(MEANINGS)


@given(st.integers(200, 599), st.none() | st.integers(10000, 70000), st.text(max_size=12), st.booleans())
def test_every_answer_has_a_class_and_only_an_unclear_one_is_uncertain(
    status: int, code: int | None, retry_after: str, sending: bool
) -> None:
    error = channel_error(status, code, retry_after, sending=sending)
    assert isinstance(error, ChannelError)
    assert type(error) is not ChannelError
    assert not (isinstance(error, Uncertain) and not sending)
    assert not (isinstance(error, Unreachable) and sending)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", None),
        ("999999999999", 21600),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_wait_is_in_seconds_never_endless_and_never_none_at_all(said: str, seconds: int | None) -> None:
    error = channel_error(429, 20429, said, sending=True)
    assert isinstance(error, Throttled)
    assert error.wait == (timedelta(seconds=seconds) if seconds else None)


@given(st.binary(max_size=300))
def test_any_card_makes_one_line(card: bytes) -> None:
    assert "\n" not in card_line(card)


def test_one_number_is_a_poller_a_webhook_a_finder_and_a_fetcher() -> None:
    channel = WhatsAppChannel("wa", settings(None))
    for port in (Channel, Poller, Webhook, Finder, Fetcher):
        assert isinstance(channel, port)


def test_twilios_library_is_loaded_only_when_it_is_used() -> None:
    """It takes as long to import as the rest of the program."""
    program = (
        "import sys, channels.whatsapp, channels.sms, web.hooks\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'twilio', 'requests'}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.strip() == "[]"
