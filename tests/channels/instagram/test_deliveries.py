"""What Meta brings: signed or forged, many events at once, each kept, read and known again by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.normalised import normalise
from channels.instagram import OfficialChannel, read_raw
from core.errors import Forged, Unreadable
from core.message import Envelope, InboundMessage
from core.ports.channel import Fetcher, Greeter, Poller, Splitter
from sandbox.instagram import Instagram
from sandbox.instagram.calls import body_of, signed
from tests.channels.instagram.office import OFFICE, delivery, settings

HERE = Path(__file__).parent
WHOLE = sorted(path for path in HERE.glob("*.in.json") if "loader" not in path.name)
OURS = OfficialChannel("ig", settings())


def batch() -> Envelope:
    return delivery((HERE / "batch.in.json").read_bytes())


def test_it_is_all_that_the_house_can_use() -> None:
    assert [port for port in (Poller, Greeter, Splitter, Fetcher) if not isinstance(OURS, port)] == []


def test_a_delivery_that_meta_signed_is_let_in() -> None:
    body = body_of({"id": OFFICE, "time": 1, "messaging": []})
    OURS.verify(delivery(body, **{"x-hub-signature-256": signed(Instagram.app_secret, body)}))


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256=00", "sha1=" + "0" * 40, "sha256=\u00e4", signed("x", b"{}")]
)
def test_any_other_signature_is_forged(signature: str) -> None:
    with pytest.raises(Forged):
        OURS.verify(delivery(b"{}", **{"x-hub-signature-256": signature}))


def test_the_signature_is_over_the_very_bytes() -> None:
    """Meta escapes what is beyond ASCII; the same JSON written otherwise has another signature."""
    body = body_of({"text": "\u00e9"})
    written_anew = json.dumps(json.loads(body), ensure_ascii=False).encode()
    assert json.loads(written_anew) == json.loads(body)
    with pytest.raises(Forged):
        OURS.verify(delivery(written_anew, **{"x-hub-signature-256": signed(Instagram.app_secret, body)}))


def test_while_a_secret_is_rotated_both_sign() -> None:
    both = settings(credential=lambda: "token:t app:old app:new verify:v")
    for secret in ("old", "new"):
        OfficialChannel("ig", both).verify(delivery(b"{}", **{"x-hub-signature-256": signed(secret, b"{}")}))


@pytest.mark.parametrize("broken", ["", "token:t", "token:t app: verify:v", "geheim"])
def test_without_a_readable_secret_nothing_is_let_in(broken: str) -> None:
    account = OfficialChannel("ig", settings(credential=lambda: broken))
    with pytest.raises(Forged) as raised:
        account.verify(delivery(b"{}", **{"x-hub-signature-256": signed("", b"{}")}))
    assert "geheim" not in str(raised.value)
    with pytest.raises(Forged):
        account.greet({"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"})


def test_meta_s_question_is_answered_to_whoever_knows_our_word() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": Instagram.verify_word, "hub.challenge": "115"}
    assert OURS.greet(asked).body == b"115"
    for changed in ({"hub.verify_token": "x"}, {"hub.mode": "unsubscribe"}):
        with pytest.raises(Forged):
            OURS.greet(asked | changed)
    with pytest.raises(Forged):
        OURS.greet({})


def test_each_event_of_a_delivery_becomes_a_delivery_of_its_own() -> None:
    parts = OURS.split(batch())
    assert [part.key for part in parts][:3] == [
        "comment:17855000000000011",
        "aWdfZAG1faXRlbToxOjE",
        "aWdfZAG1faXRlbToyOjE",
    ]
    assert len({part.key for part in parts}) == 5
    assert len({part.stream for part in parts[:2]}) == 1, "what one person says is read in order"


def test_one_bad_event_does_not_lose_the_others() -> None:
    told: list[str] = []
    for part in OURS.split(batch()):
        try:
            told += [item.external_id for item in OURS.parse(part)]
        except Unreadable as error:
            told.append(error.code)
    assert told == [
        "17855000000000011",
        "aWdfZAG1faXRlbToxOjE",
        "aWdfZAG1faXRlbToyOjE",
        "no-id",
        "unknown-event",
    ]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.name)
def test_taken_apart_or_whole_a_delivery_says_the_same(path: Path) -> None:
    whole = delivery(path.read_bytes())
    assert said(whole) == [item for part in OURS.split(whole) for item in said(part)]


def said(envelope: Envelope) -> list[Any]:
    try:
        return list(OURS.parse(envelope))
    except Unreadable:
        return []


@given(
    st.binary(max_size=200)
    | st.builds(
        lambda value: json.dumps(value).encode(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["object", "entry", "messaging", "changes", "id", "x"]), inner, max_size=4
                )
            ),
            max_leaves=12,
        ),
    )
)
def test_whatever_comes_is_taken_apart_into_at_least_one(body: bytes) -> None:
    parts = OURS.split(delivery(body))
    assert parts
    assert all(part.key for part in parts)


def test_a_single_event_stays_as_it_came() -> None:
    envelope = delivery((HERE / "comment.in.json").read_bytes())
    assert [part.body for part in OURS.split(envelope)] == [envelope.body]


def test_what_comes_again_in_another_company_has_the_same_key() -> None:
    comment = json.loads((HERE / "comment.in.json").read_bytes())
    again = replace(
        batch(), body=json.dumps(comment | {"entry": [comment["entry"][0] | {"time": 1795669999}]}).encode()
    )
    assert OURS.split(again)[0].key == OURS.split(batch())[0].key
    reaction = json.loads((HERE / "ignored.in.json").read_bytes())
    later = json.loads(json.dumps(reaction).replace('"time": 1795665600900', '"time": 1795669999999'))
    first, second = (OURS.identified(delivery(json.dumps(one).encode())) for one in (reaction, later))
    assert first.key == second.key


def test_what_is_read_by_the_command_line() -> None:
    """`aduan normalise`: echoes, reports and reactions are nothing, a comment of instaloader's is one."""
    for name in ("message-echo", "comment-own", "report", "ignored", "message-deleted"):
        assert read_raw((HERE / f"{name}.in.json").read_bytes()) == ()
    assert len(read_raw((HERE / "batch.in.json").read_bytes())) == 3
    loader = (HERE / "loader-comment.in.json").read_bytes()
    assert [message.text for message in read_raw(loader)] == ["Min kapan loket buka?", "Saya juga mau tanya"]
    assert len(read_raw(b"[" + loader + b"," + loader + b"]")) == 4
    for broken in (b"", b"nein", b"[]", b"{}", b'{"id": "1"}'):
        with pytest.raises(Unreadable):
            read_raw(broken)


@pytest.mark.parametrize("id_", [18012345678901234, "18012345678901234"])
def test_a_comment_has_one_key_whichever_way_instaloader_read_it(id_: object) -> None:
    raw = json.loads((HERE / "loader-number-id.in.json").read_bytes()) | {"id": id_}
    (message,) = read_raw(json.dumps(raw).encode())
    assert isinstance(message, InboundMessage)
    assert message.external_id == "18012345678901234"


@pytest.mark.parametrize("at", [1795665600, "2026-11-26T04:00:00", "2026-11-26T11:00:00+07:00", 1795665600.0])
def test_a_comment_s_time_is_read_however_it_is_written(at: object) -> None:
    raw = json.loads((HERE / "loader-number-id.in.json").read_bytes())
    del raw["created_at"]
    (message,) = read_raw(json.dumps(raw | {"created_at_utc": at}).encode())
    assert message.sent_at is not None
    assert message.sent_at.isoformat() == "2026-11-26T04:00:00+00:00"


def test_the_command_line_prints_what_a_delivery_would_become() -> None:
    (found,) = normalise("instagram", (HERE / "message-media.in.json").read_bytes())
    assert found["sender"] == {"address": "9000000000000002", "display_name": ""}
    assert (found["channel"], found["external_id"]) == ("instagram", "aWdfZAG1faXRlbToxOjM")
    assert (found["text"], found["is_auto_reply"]) == ("Ini bukti bayarnya", False)
    assert [file["filename"] for file in found["attachments"]] == ["foto-1", "dokumen-2"]
    assert found["sent_at"] == "2026-11-26T04:00:00.123000+00:00"
    several = normalise("instagram", (HERE / "loader-comment.in.json").read_bytes())
    assert [one["in_reply_to"] for one in several] == [None, "18012345678901234"]
    assert normalise("instagram", (HERE / "message-echo.in.json").read_bytes()) == []


@pytest.mark.parametrize(
    "author",
    [
        {"id": OFFICE, "username": "x"},
        {"id": "26178", "username": "x", "self_ig_scoped_id": "26178"},
        {"id": "26178", "username": "dpmptsp.contoh"},
    ],
    ids=["by its number", "by Meta's mark", "by its name"],
)
def test_our_own_comment_is_known_by_each_sign_alone(author: dict[str, str]) -> None:
    comment = json.loads((HERE / "comment.in.json").read_bytes())
    comment["entry"][0]["changes"][0]["value"]["from"] = author
    (message,) = OURS.parse(delivery(json.dumps(comment).encode()))
    assert isinstance(message, InboundMessage)
    assert message.automatic == "echo"


def test_a_message_has_one_key_in_a_list_of_its_own_and_as_a_change() -> None:
    """With Instagram's own login messages may come as changes."""
    change = delivery((HERE / "message-as-change.in.json").read_bytes())
    value = json.loads(change.body)["entry"][0]["changes"][0]["value"]
    listed = delivery(body_of({"id": OFFICE, "time": 1795665600, "messaging": [value]}))
    assert OURS.parse(change) == OURS.parse(listed)
    assert OURS.identified(change).key == OURS.identified(listed).key == "aWdfZAG1faXRlbToxOjEz"
    assert OURS.identified(change).stream == OURS.identified(listed).stream
