"""Files that lie with Twilio: named when a message is read, fetched when it is filed.

Only hosts on the list are asked, over HTTPS; our credentials go to Twilio's API alone and not along
with a redirect; a file's type is what its bytes say.
"""

from __future__ import annotations

import hashlib
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO
from urllib.parse import urljoin, urlsplit

from channels._sniff import EXECUTABLE, sniff
from channels._twilio.account import Settings, is_local
from channels._twilio.codes import channel_error
from core.errors import Refused, Unreachable
from core.message import Attachment

NOT_FETCHED = "not-fetched"
TOO_LARGE, RUNS, GONE, FOREIGN = "too-large", "executable", "gone", "foreign-host"
MOST_FILES, MOST_REDIRECTS, CHUNK = 20, 4, 64 * 1024
WHOLE_SECONDS = 60.0  # a file that drips in is given up after this
_NAMES = (
    ("image/webp", "stiker", ".webp"),
    ("image/jpeg", "foto", ".jpg"),
    ("image/png", "foto", ".png"),
    ("image/", "foto", ""),
    ("audio/ogg", "pesan-suara", ".ogg"),
    ("audio/amr", "pesan-suara", ".amr"),
    ("audio/", "suara", ""),
    ("video/mp4", "video", ".mp4"),
    ("video/", "video", ""),
    ("text/vcard", "kontak", ".vcf"),
    ("text/x-vcard", "kontak", ".vcf"),
    ("application/pdf", "dokumen", ".pdf"),
)


def named_files(fields: Mapping[str, str]) -> tuple[Attachment, ...]:
    """The files that a message names, not yet fetched. Where the count says more than are named, the
    rest is shown as gone: nothing vanishes silently.
    """
    named = [
        _named(place + 1, fields.get(f"MediaContentType{place}", "")) for place in range(len(urls(fields)))
    ]
    told = fields.get("NumMedia", "0")
    count = min(int(told[:3]), MOST_FILES) if told.isascii() and told.isdecimal() else 0
    missing = [Attachment(f"lampiran-{n}", "", 0, "", refused=GONE) for n in range(len(named) + 1, count + 1)]
    return (*named, *missing)


def urls(fields: Mapping[str, str]) -> list[str]:
    """Where the files lie, in order."""
    found: list[str] = []
    while len(found) < MOST_FILES and fields.get(f"MediaUrl{len(found)}"):
        found.append(fields[f"MediaUrl{len(found)}"])
    return found


def fetch(named: Attachment, url: str, settings: Settings) -> Attachment:
    """The file with its bytes, or refused with the reason. Blocks.

    Raises ChannelError where trying again may help.
    """
    try:
        data = _download(url, settings)
    except _TooLarge as error:
        return replace(named, size=error.size, refused=TOO_LARGE)
    except _Foreign:
        return replace(named, refused=FOREIGN)
    except Refused:
        return replace(named, refused=GONE)
    kind = sniff(data, named.filename, named.declared_type)
    return replace(
        named,
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=None if kind == EXECUTABLE else data,
        refused=RUNS if kind == EXECUTABLE else "",
    )


def _named(number: int, declared: str) -> Attachment:
    declared = declared.partition(";")[0].strip().lower()[:100]
    word, ending = next(
        ((word, ending) for start, word, ending in _NAMES if declared.startswith(start)), ("lampiran", "")
    )
    return Attachment(f"{word}-{number}{ending}", declared, 0, "", None, declared, NOT_FETCHED)


class _TooLarge(Exception):
    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class _Foreign(Exception):
    """The file lies where we do not ask."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Where a redirect leads is looked at before it is followed."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002 - urllib's signature
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


def _download(url: str, settings: Settings) -> bytes:
    opener = urllib.request.build_opener(_Stay)
    deadline = time.monotonic() + WHOLE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        try:
            with opener.open(_request(url, settings), timeout=settings.timeout) as answer:
                return _read(answer, settings.max_media_bytes, deadline)
        except urllib.error.HTTPError as error:
            with error:
                if not 300 <= error.code < 400:
                    raise channel_error(
                        error.code, None, error.headers.get("Retry-After", ""), sending=False
                    ) from None
                url = urljoin(url, error.headers.get("Location", ""))
        except (OSError, HTTPException, ValueError) as error:
            raise Unreachable(f"Twilio: no file ({type(error).__name__})") from None
    raise Refused("Twilio: a file behind too many redirects")


def _request(url: str, settings: Settings) -> urllib.request.Request:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    api = urlsplit(settings.api_url)
    at_api = (parts.scheme, parts.netloc) == (api.scheme, api.netloc)
    allowed = at_api or any(
        host == wanted or (wanted.startswith(".") and host.endswith(wanted))
        for wanted in settings.media_hosts
    )
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_local(host))
    if not allowed or not safe:
        raise _Foreign
    request = urllib.request.Request(url)  # noqa: S310 - scheme and host were looked at above
    if at_api:
        secret = b64encode(":".join(settings.sign_in()).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    return request


def _read(answer: HTTPResponse, most: int, deadline: float) -> bytes:
    data = bytearray()
    while chunk := answer.read(CHUNK):
        data += chunk
        if len(data) > most:
            raise _TooLarge(len(data))
        if time.monotonic() > deadline:
            raise TimeoutError
    if answer.length:  # the connection ended before the file did; `read` in pieces does not say so
        raise TimeoutError
    return bytes(data)
