"""What a message holds besides words, told in a line: a place, a card, an advertisement, what we cannot show."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SHOWN = frozenset(
    {"text", "image", "photo", "audio", "voice", "video", "document", "file", "sticker", "location"}
    | {"contact", "contacts", "button", "interactive", "quick_reply", "list_reply", "template"}
)
_CARD_LINE = re.compile(r"^(?:item\d+\.)?(FN|TEL)(?:;[^:\r\n]*)?:(.*)$", re.IGNORECASE | re.MULTILINE)
_REFERRAL = (
    ("ReferralHeadline", "judul"),
    ("ReferralBody", "isi"),
    ("ReferralSourceType", "jenis"),
    ("ReferralSourceUrl", "alamat"),
    ("ReferralSourceId", "nomor"),
)


def substance(fields: Mapping[str, str]) -> list[str]:
    """What stands for words where the sender wrote none: a place, an answer by button, a kind that we
    cannot show. Each is named, so that nothing looks empty that is not.
    """
    lines = [line for line in (_place(fields), _button(fields)) if line]
    kind = fields.get("MessageType", "").lower()
    if kind == "unlisted":
        lines.append("[Pesan tanpa teks: isinya, mungkin lokasi, tidak tercatat di daftar penyedia]")
    elif kind and kind not in _SHOWN:
        lines.append(f"[Pesan berjenis {_plain(kind)!r}: isinya tidak dapat ditampilkan di sini]")
    return lines


def margin(fields: Mapping[str, str]) -> list[str]:
    """What was said around the words: forwarded, and the advertisement through which somebody came."""
    lines = []
    if "true" in {fields.get("Forwarded"), fields.get("FrequentlyForwarded")}:
        lines.append("[Diteruskan]")
    referral = [f"{name}: {_plain(fields[key])}" for key, name in _REFERRAL if fields.get(key)]
    if referral:
        lines.append(f"[Datang dari iklan atau kiriman: {'; '.join(referral)}]")
    return lines


def card_line(card: bytes) -> str:
    """Name and numbers of a contact card (vCard, RFC 6350); "" where there are none."""
    found = _CARD_LINE.findall(card.decode("utf-8", errors="replace")[:20_000])
    names = [_plain(value.removeprefix("tel:")) for _, value in found]
    told = ", ".join(dict.fromkeys(name for name in names if name))
    return f"[Kontak: {told}]" if told else ""


def _place(fields: Mapping[str, str]) -> str:
    latitude, longitude = fields.get("Latitude", ""), fields.get("Longitude", "")
    if not (latitude and longitude):
        return ""
    named = [_plain(fields[key]) for key in ("Label", "Address") if fields.get(key)]
    return f"[Lokasi: {', '.join([*named, f'geo:{_plain(latitude)},{_plain(longitude)}'])}]"


def _button(fields: Mapping[str, str]) -> str:
    """The words of the button usually stand in the text too; what it carries unseen does not."""
    told, payload = _plain(fields.get("ButtonText", "")), _plain(fields.get("ButtonPayload", ""))
    if not told and not payload:
        return ""
    return f"[Tombol: {told or payload}]" if not (told and payload) else f"[Tombol: {told} ({payload})]"


def _plain(text: str) -> str:
    """On one line, and short: none of this is the citizen's own text."""
    return " ".join(text.split())[:300]
