"""Only Twilio gets in: its signature over the public address and every field, by a secret of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels._twilio.credentials import SHA1, SHA256, read_credentials
from channels._twilio.form import read_form
from channels.whatsapp import WhatsAppChannel
from core.errors import ConfigError, Forged, Unreadable
from core.message import Envelope
from sandbox.twilio import Twilio
from sandbox.twilio.calls import Signer
from tests.channels.twilio.office import PUBLIC, delivery, settings

TOKEN = Twilio.auth_token
KEY = "kunci-bersama"
FORM = {
    "MessageSid": "SM" + "1" * 32,
    "Body": "Jalan rusak é 🙏 a+b=c&d",
    "From": "whatsapp:+62812",
    "Empty": "",
}
PATH = "/hooks/wa"


def channel(secrets: str = TOKEN, **changes: Any) -> WhatsAppChannel:
    return WhatsAppChannel("wa", settings(None, **({"credential": lambda: secrets} | changes)))


def signed(
    form: dict[str, str] = FORM,
    path: str = PATH,
    *,
    url: str = "",
    signer: Signer | None = None,
    sent: dict[str, str] | None = None,
) -> Envelope:
    """A request to `path` with the fields `sent`, signed over `url` and `form`."""
    headers = (signer or Signer(TOKEN)).headers(url or f"{PUBLIC}{path}", form)
    lowered = {name.lower(): value for name, value in headers.items()}
    kind = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    return delivery(urlencode(sent or form).encode(), **{":path": path}, **kind, **lowered)


GENUINE = {
    "as it is": (signed(), TOKEN),
    "with the port": (signed(url=f"{PUBLIC}:443{PATH}"), TOKEN),
    "with a query in its order": (signed(path=f"{PATH}?b=2&a=%2B1"), TOKEN),
    "with an encoded path": (signed(path="/hooks/w%61"), TOKEN),
    "by the old token while it is rotated": (signed(), f"baru-token {TOKEN}"),
    "by the new token while it is rotated": (signed(signer=Signer("baru-token")), f"baru-token {TOKEN}"),
    "by a shared key": (signed(signer=Signer("", KEY)), f"{TOKEN} sha256:{KEY}"),
    "by the token while the shared key is introduced": (signed(), f"{TOKEN} sha256:{KEY}"),
}

FORGED = {
    "another secret": (signed(signer=Signer("salah")), TOKEN),
    "another path": (signed(url=f"{PUBLIC}{PATH}/"), TOKEN),
    "another host": (signed(url=f"https://lain.example{PATH}"), TOKEN),
    "plain http": (signed(url=f"http://aduan.office.example{PATH}"), TOKEN),
    "the query in another order": (signed(path=f"{PATH}?a=1&b=2", url=f"{PUBLIC}{PATH}?b=2&a=1"), TOKEN),
    "a field changed": (signed(sent={**FORM, "Body": "Jalan mulus"}), TOKEN),
    "a field added": (signed(sent={**FORM, "NumMedia": "1"}), TOKEN),
    "a blank field left out": (signed(sent={k: v for k, v in FORM.items() if v}), TOKEN),
    "an unknown shared key": (signed(signer=Signer("", "salah")), f"{TOKEN} sha256:{KEY}"),
    "the token used as a shared key": (signed(signer=Signer("", TOKEN)), f"{TOKEN} sha256:{KEY}"),
    "the shared key used as a token": (signed(signer=Signer(KEY)), f"{TOKEN} sha256:{KEY}"),
    "a token that only signs in": (signed(), f"rest:{TOKEN} sha256:{KEY}"),
}


@pytest.mark.parametrize(("request_", "secrets"), GENUINE.values(), ids=GENUINE)
def test_what_twilio_signed_passes(request_: Envelope, secrets: str) -> None:
    channel(secrets).verify(request_)


@pytest.mark.parametrize(("request_", "secrets"), FORGED.values(), ids=FORGED)
def test_what_was_signed_otherwise_is_forged(request_: Envelope, secrets: str) -> None:
    with pytest.raises(Forged):
        channel(secrets).verify(request_)


def test_an_unsigned_request_is_forged() -> None:
    request = signed()
    bare = {name: value for name, value in request.headers.items() if "signature" not in name}
    with pytest.raises(Forged):
        channel().verify(delivery(request.body, **bare))


def test_the_request_cannot_choose_a_weaker_algorithm() -> None:
    """A header that says SHA-1, or none at all, does not make a SharedKey's secret sign with SHA-1."""
    headers = {"x-twilio-webhooks-signature-settings": "key=x,algorithm=HMAC_SHA1"}
    weak = signed(signer=Signer(KEY))
    with pytest.raises(Forged):
        channel(f"{TOKEN} sha256:{KEY}").verify(delivery(weak.body, **{**weak.headers, **headers}))


def test_without_a_webhook_nothing_is_genuine() -> None:
    with pytest.raises(Forged):
        channel(webhook=False).verify(signed())


def test_without_a_secret_nothing_is_genuine() -> None:
    def unset() -> str:
        raise ConfigError("not set")

    with pytest.raises(Forged):
        channel(credential=unset).verify(signed())


def test_an_address_below_a_folder_is_signed_with_it() -> None:
    below = signed(url=f"{PUBLIC}/aduan{PATH}")
    channel(public_url=f"{PUBLIC}/aduan/").verify(below)
    with pytest.raises(Forged):
        channel().verify(below)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"MessageSid": "SM1"}'),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n--b--"),
        ("", b"MessageSid=SM1"),
        ("application/x-www-form-urlencoded", b"Body=%FF"),
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", "Body=é".encode()),
        ("application/x-www-form-urlencoded", b"a=1&" * 1001),
    ],
    ids=["json", "multipart", "no type", "no UTF-8", "empty", "not encoded", "too many fields"],
)
def test_what_is_no_form_is_not_twilios(kind: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        channel().verify(delivery(body, **{":path": PATH, "content-type": kind}))


@given(st.binary(max_size=300))
def test_no_bytes_pass_unsigned_or_break_the_door(body: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": "AAAA"}
    with pytest.raises((Forged, Unreadable)):
        channel().verify(delivery(body, **{":path": PATH}, **kind))


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=50), max_size=8))
def test_whatever_the_fields_are_the_signature_is_over_them_as_they_were_sent(fields: dict[str, str]) -> None:
    storable = {k: v for k, v in fields.items() if _encodable(k + v)} | {"A": "1"}
    ordered = {"A": storable.pop("A"), **storable}
    channel().verify(signed(ordered))


def _encodable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def test_repeated_fields_are_all_signed() -> None:
    form = read_form(b"A=1&B=x&A=2&A=1")
    assert form.getlist("A") == ["1", "2", "1"]
    assert form["A"] == "1"
    assert form.getlist("none") == []


def test_secrets_are_named_by_what_they_are_for() -> None:
    read = read_credentials(f"rest:masuk\n{TOKEN} sha1:lama sha256:kunci")
    assert read.sign_in == "masuk"
    assert read.signing == ((SHA1, TOKEN), (SHA1, "lama"), (SHA256, "kunci"))
    assert read_credentials("satu dua").sign_in == "satu"


@pytest.mark.parametrize("text", ["", "   ", "sha256:kunci", "md5:kunci", "sha256: kunci", ":kunci"])
def test_a_secret_that_cannot_be_right_is_named_without_being_shown(text: str) -> None:
    with pytest.raises(ConfigError, match="password") as raised:
        read_credentials(text)
    assert "kunci" not in str(raised.value)


def test_secrets_do_not_print() -> None:
    shown = repr(read_credentials(f"{TOKEN} sha256:{KEY}")) + repr(settings(None)) + repr(vars(channel()))
    assert TOKEN not in shown
    assert KEY not in shown
