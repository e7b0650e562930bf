"""Pictures and films: named when a message is read, fetched when it is filed, from hosts on a list alone."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from channels._sniff import EXECUTABLE, sniff
from channels.twitter.account import Settings, is_local
from channels.twitter.api import Api
from channels.twitter.contents import Plain, listed, plain, told
from core.errors import Refused, Throttled, Unauthorised, Unreachable
from core.message import Attachment

NOT_FETCHED = "not-fetched"
TOO_LARGE, RUNS, GONE, FOREIGN = "too-large", "executable", "gone", "foreign-host"
MOST_FILES, CHUNK = 20, 64 * 1024
WHOLE_SECONDS = 60.0  # a file that drips in is given up after this
_NAMES = {"photo": ("foto", ".jpg"), "video": ("video", ".mp4"), "animated_gif": ("animasi", ".mp4")}
_PRIVATE = re.compile(r"https://ton\.(?:twitter|x)\.com/1\.1/ton/data/dm/(\d+)/(\d+)/([\w.\-]+)")


def named_files(item: Plain, includes: Plain) -> tuple[Attachment, ...]:
    """The files that came along, not yet fetched; what X does not say the place of is shown as gone."""
    return tuple(
        _named(place, kind, url) for place, (kind, url) in enumerate(_places(item, includes), start=1)
    )


def urls(item: Plain, includes: Plain) -> list[str]:
    """Where the files lie, in the order of `named_files`; "" where X does not say."""
    return [url for _, url in _places(item, includes)]


def fetch(api: Api, named: Attachment, url: str, settings: Settings) -> Attachment:
    """The file with its bytes, or refused with the reason. Blocks.

    Raises ChannelError where trying again may help.
    """
    if not url:
        return named
    try:
        private = _PRIVATE.match(url)
        data = (
            api.download(f"/2/dm_conversations/media/{private[1]}/{private[2]}/{private[3]}")
            if private
            else _download(url, settings)
        )
    except _Foreign:
        return replace(named, refused=FOREIGN)
    except _TooLarge as error:
        return replace(named, size=error.size, refused=TOO_LARGE)
    except Refused:
        return replace(named, refused=GONE)
    if len(data) > settings.max_media_bytes:
        return replace(named, size=len(data), refused=TOO_LARGE)
    kind = sniff(data, named.filename, named.declared_type)
    runs = kind == EXECUTABLE
    return replace(
        named,
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=None if runs else data,
        refused=RUNS if runs else "",
    )


def _places(item: Plain, includes: Plain) -> Iterator[tuple[str, str]]:
    """Each file's kind and address."""
    keys = told(item.get("attachments")).get("media_keys")
    known = {plain(one.get("media_key")): one for one in listed(includes.get("media"))}
    for key in (keys if isinstance(keys, list) else [])[:MOST_FILES]:
        found = known.get(plain(key), {})
        yield plain(found.get("type")), plain(found.get("url")) or _best(found)


def _best(film: Plain) -> str:
    """The clearest of a film's versions that is one file."""
    files = [one for one in listed(film.get("variants")) if plain(one.get("content_type")) == "video/mp4"]
    rates = [one["bit_rate"] if isinstance(one.get("bit_rate"), int) else 0 for one in files]
    return plain(files[rates.index(max(rates))].get("url")) if files else ""


def _named(place: int, kind: str, url: str) -> Attachment:
    word, ending = _NAMES.get(kind, ("lampiran", ""))
    return Attachment(f"{word}-{place}{ending}", "", 0, "", refused=NOT_FETCHED if url else GONE)


class _TooLarge(Exception):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class _Foreign(Exception):
    """The file lies where we do not ask."""


def _download(url: str, settings: Settings) -> bytes:
    import requests

    _look_at(url, settings)
    try:
        with requests.get(url, stream=True, timeout=settings.timeout, allow_redirects=False) as answer:
            _judge(answer.status_code)
            return _read(answer, settings.max_media_bytes)
    except requests.RequestException as error:
        raise Unreachable(f"X: no file ({type(error).__name__})") from None


def _look_at(url: str, settings: Settings) -> None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise _Foreign from None
    allowed = any(
        host == wanted or (wanted.startswith(".") and host.endswith(wanted))
        for wanted in settings.media_hosts
    )
    if not allowed or not (parts.scheme == "https" or (parts.scheme == "http" and is_local(host))):
        raise _Foreign


def _judge(status: int) -> None:
    """X's store of files redirects nowhere."""
    if 300 <= status < 400:
        raise _Foreign
    if status == 429:
        raise Throttled("X: HTTP 429 for a file")
    if status in {401, 407}:
        raise Unauthorised(f"X: HTTP {status} for a file")
    if status >= 500 or status == 408:
        raise Unreachable(f"X: HTTP {status} for a file")
    if status >= 400:
        raise Refused(f"X: HTTP {status} for a file")


def _read(answer: Any, most: int) -> bytes:
    data, deadline = bytearray(), time.monotonic() + WHOLE_SECONDS
    for chunk in answer.iter_content(CHUNK):
        data += chunk
        if len(data) > most:
            raise _TooLarge(len(data))
        if time.monotonic() > deadline:
            raise Unreachable("X: a file that drips in")
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and answer.headers.get("content-encoding") is None and len(data) < int(length[:15]):
        raise Unreachable("X: a file that broke off")
    return bytes(data)
