"""What a message holds besides words, told in a line: a place, a card, an advertisement, what we cannot show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from channels._contents import FORWARDED, contact, place, plain, unknown
from core.message import Attachment

STICKER = "image/webp"
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
        lines.append(unknown(kind))
    return lines


def is_sticker(fields: Mapping[str, str], files: Sequence[Attachment]) -> bool:
    """Whether a message without words is a sticker. The provider's list does not tell kinds, but WhatsApp
    makes every photo a JPEG: WebP is what stickers are made of.
    """
    kind = fields.get("MessageType", "").lower()
    told = kind == "sticker"
    listed = not kind and fields["From"].startswith("whatsapp:") and bool(files)
    return told or (listed and all(one.declared_type == STICKER for one in files))


def margin(fields: Mapping[str, str]) -> list[str]:
    """What was said around the words: forwarded, and the advertisement through which somebody came."""
    lines = []
    if "true" in {fields.get("Forwarded"), fields.get("FrequentlyForwarded")}:
        lines.append(FORWARDED)
    referral = [f"{name}: {plain(fields[key])}" for key, name in _REFERRAL if fields.get(key)]
    if referral:
        lines.append(f"[Datang dari iklan atau kiriman: {'; '.join(referral)}]")
    return lines


def card_line(card: bytes) -> str:
    """Name and numbers of a contact card (vCard, RFC 6350); "" where there are none."""
    found = _CARD_LINE.findall(card.decode("utf-8", errors="replace")[:20_000])
    return contact(value.removeprefix("tel:") for _, value in found)


def _place(fields: Mapping[str, str]) -> str:
    latitude, longitude = fields.get("Latitude", ""), fields.get("Longitude", "")
    if not (latitude and longitude):
        return ""
    return place(latitude, longitude, fields.get("Label", ""), fields.get("Address", ""))


def _button(fields: Mapping[str, str]) -> str:
    """The words of the button usually stand in the text too; what it carries unseen does not."""
    told, payload = plain(fields.get("ButtonText", "")), plain(fields.get("ButtonPayload", ""))
    if not told and not payload:
        return ""
    return f"[Tombol: {told or payload}]" if not (told and payload) else f"[Tombol: {told} ({payload})]"
