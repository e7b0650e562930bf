"""Files that lie with Meta: named when a message is read, fetched when it is filed.

Only hosts on the list are asked, over HTTPS and without our token; a redirect is looked at before it is
followed; a file's type is what its bytes say.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import httpx

from channels._sniff import EXECUTABLE, sniff
from channels.instagram.faults import channel_error, fault_of
from channels.instagram.kinds import GONE
from channels.instagram.settings import Settings, is_local
from core.errors import Refused, Unauthorised, Unreachable
from core.message import Attachment

TOO_LARGE, RUNS, FOREIGN = "too-large", "executable", "foreign-host"
MOST_REDIRECTS = 4
WHOLE_SECONDS = 60.0  # a file that drips in is given up after this
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "video/mp4": ".mp4",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "application/pdf": ".pdf",
}


class _Foreign(Exception):
    """The file lies where we do not ask."""


class _TooLarge(Exception):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


async def fetch(named: Attachment, url: str, http: httpx.AsyncClient, settings: Settings) -> Attachment:
    """The file with its bytes, or refused with the reason. Raises ChannelError where trying again may help."""
    if not url:
        return replace(named, refused=GONE)
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            data, declared = await _download(url, http, settings)
    except _TooLarge as error:
        return replace(named, size=error.size, refused=TOO_LARGE)
    except _Foreign:
        return replace(named, refused=FOREIGN)
    except (Refused, Unauthorised):  # Meta signs these addresses for a while only
        return replace(named, refused=GONE)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise Unreachable(f"Instagram: no file ({type(error).__name__})") from None
    kind = sniff(data, named.filename, declared)
    runs = kind == EXECUTABLE
    return replace(
        named,
        filename=f"{named.filename}{_ENDINGS.get(kind, '')}",
        content_type=kind,
        declared_type=declared,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=None if runs else data,
        refused=RUNS if runs else "",
    )


async def _download(url: str, http: httpx.AsyncClient, settings: Settings) -> tuple[bytes, str]:
    for _ in range(MOST_REDIRECTS + 1):
        _check(url, settings)
        async with http.stream("GET", url) as answer:
            if answer.status_code == 200:
                declared = answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100]
                return await _whole(answer, settings.max_media_bytes), declared
            if not answer.is_redirect:
                fault = fault_of(answer.status_code, b"")
                raise channel_error(fault, answer.headers, sending=False)
            url = _joined(url, answer.headers.get("location", ""))
    raise Refused("Instagram: a file behind too many redirects")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise _Foreign from None


def _check(url: str, settings: Settings) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _Foreign from None
    host = (parts.hostname or "").lower()
    allowed = any(
        host == wanted or (wanted.startswith(".") and host.endswith(wanted))
        for wanted in settings.media_hosts
    )
    if not allowed or not (parts.scheme == "https" or (parts.scheme == "http" and is_local(host))):
        raise _Foreign


async def _whole(answer: httpx.Response, most: int) -> bytes:
    data = bytearray()
    async for chunk in answer.aiter_bytes():
        data += chunk
        if len(data) > most:
            raise _TooLarge(len(data))
    return bytes(data)
