"""What a message holds besides words, named in the officer's language: nothing looks empty that is not."""

from __future__ import annotations

from channels._contents import plain, sticker, unknown
from channels.instagram.events import Table, table, text
from core.message import Attachment

NOT_FETCHED, GONE = "not-fetched", "gone"
MOST = 10  # files of one message
_FILES = {  # Meta's word: what the file is called, and what the case says where it is more than a file
    "image": ("foto", ""),
    "video": ("video", ""),
    "audio": ("pesan-suara", ""),
    "file": ("dokumen", ""),
    "story_mention": ("cerita", "[Menyebut akun kantor dalam cerita]"),
    "share": ("kiriman", "[Membagikan kiriman Instagram]"),
    "ig_post": ("kiriman", "[Membagikan kiriman Instagram]"),
    "reel": ("reel", "[Membagikan reel]"),
    "ig_reel": ("reel", "[Membagikan reel]"),
    "ig_story": ("cerita", "[Membagikan cerita]"),
    "animated_image": ("gambar-gerak", "[Gambar gerak]"),
    "sticker": ("stiker", sticker()),
}
_BARE = {
    "like_heart": "[Hati]",
    "template": "[Pesan berbentuk kartu]",
    "fallback": "[Tautan]",
    "location": "[Lokasi]",
}
_GESTURES = frozenset({"sticker", "like_heart"})


def named_files(message: Table) -> tuple[Attachment, ...]:
    """The files that a message names, not yet fetched; one without an address is gone."""
    return tuple(
        Attachment(f"{_FILES[kind][0]}-{number}", "", 0, "", refused=NOT_FETCHED if _url(one) else GONE)
        for number, (kind, one) in enumerate(_files(message), 1)
    )


def urls(message: Table) -> list[str]:
    """Where these files lie, in order; "" for one that is gone."""
    return [_url(one) for _, one in _files(message)]


def substance(message: Table) -> list[str]:
    """What stands beside the words, or in their place."""
    lines: dict[str, None] = {}
    for one in _attachments(message):
        kind = text(one.get("type"))
        said = _FILES[kind][1] if kind in _FILES else _BARE.get(kind, unknown(kind))
        title = plain(text(table(one.get("payload")).get("title")))
        if said:
            lines[f"{said[:-1]}: {title}]" if title else said] = None
    if message.get("is_unsupported"):
        lines["[Pesan ini tidak dapat ditampilkan di luar Instagram]"] = None
    story = table(table(message.get("reply_to")).get("story"))
    if story:
        lines["[Membalas cerita kantor]"] = None
    referral = table(message.get("referral"))
    if referral:
        lines[f"[Datang dari iklan atau produk: {plain(text(referral.get('ref'))) or 'tanpa nama'}]"] = None
    return list(lines)


def is_gesture(message: Table) -> bool:
    """Whether what was sent says nothing by itself: a sticker, a heart."""
    kinds = {text(one.get("type")) for one in _attachments(message)}
    return bool(kinds) and kinds <= _GESTURES


def _attachments(message: Table) -> list[Table]:
    found = message.get("attachments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _files(message: Table) -> list[tuple[str, Table]]:
    """Files by their kinds. A shared post comes twice, under an older word too: once is enough."""
    found: dict[str, tuple[str, Table]] = {}
    for number, one in enumerate(_attachments(message)):
        kind = text(one.get("type"))
        if kind in _FILES and len(found) < MOST:
            found.setdefault(_url(one) or f"#{number}", (kind, one))
    return list(found.values())


def _url(attachment: Table) -> str:
    return text(table(attachment.get("payload")).get("url"))
