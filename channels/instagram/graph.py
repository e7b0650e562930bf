"""Meta's Graph API over HTTP: one call each, no retries, its errors as ours."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from channels.instagram.events import Table, table
from channels.instagram.faults import channel_error, fault_of
from channels.instagram.settings import Settings
from core.errors import ChannelError, ConfigError, Unauthorised, Uncertain, Unreachable

MOST = 4 * 1024 * 1024  # bytes of an answer; more is none of the API's
_BEFORE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class Graph:
    """The API for one account. All methods raise ChannelError, and nothing else. `token` gives the access
    token as it stands now, and may raise ConfigError or OSError.
    """

    def __init__(self, settings: Settings, token: Callable[[], str]) -> None:
        self._settings = settings
        self._token = token
        self._http: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.at: datetime | None = None
        """Meta's own time at its last answer: ours may be wrong."""

    async def get(self, path: str, **query: str) -> Table:
        """What `path` below the version says."""
        return await self._call("GET", self._url(path), params=query, sending=False)

    async def post(self, path: str, fields: Mapping[str, Any]) -> Table:
        """Hand something over, once. Uncertain when nobody can tell whether it was taken."""
        return await self._call("POST", self._url(path), body=fields, sending=True)

    async def renew(self, token: str) -> Table:
        """Another sixty days for this token."""
        query = {"grant_type": "ig_refresh_token", "access_token": token}
        url = f"{self._settings.api_url.rstrip('/')}/refresh_access_token"
        return await self._call("GET", url, params=query, sending=False, bearer=token)

    def client(self) -> httpx.AsyncClient:
        """Connections of the running loop, kept between calls."""
        loop = asyncio.get_running_loop()
        if self._http is None or self._loop is not loop:
            for name in ("httpx", "httpcore"):  # they log addresses, and with them tokens and people
                logging.getLogger(name).setLevel(logging.WARNING)
            self._http = httpx.AsyncClient(timeout=self._settings.timeout, follow_redirects=False)
            self._loop = loop
        return self._http

    async def close(self) -> None:
        if self._http is not None and self._loop is asyncio.get_running_loop():
            await self._http.aclose()
        self._http = None

    def _url(self, path: str) -> str:
        return f"{self._settings.api_url.rstrip('/')}/{self._settings.api_version}/{path}"

    async def _call(
        self,
        verb: str,
        url: str,
        *,
        sending: bool,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        bearer: str = "",
    ) -> Table:
        headers = {"Authorization": f"Bearer {bearer or self._signed_in()}"}
        try:
            answer = await self.client().request(verb, url, params=params, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise _unanswered(error, sending=sending) from None
        except (httpx.InvalidURL, ValueError, OSError) as error:
            raise Unreachable(f"Instagram: no call was possible ({type(error).__name__})") from None
        self.at = _date(answer.headers.get("date", "")) or self.at
        return _answered(answer, sending=sending)

    def _signed_in(self) -> str:
        try:
            return self._token()
        except (ConfigError, OSError) as error:
            raise Unauthorised(f"Instagram: the token cannot be read ({type(error).__name__})") from None


def _answered(answer: httpx.Response, *, sending: bool) -> Table:
    found: Any = None
    if answer.status_code == 200 and len(answer.content) <= MOST:
        try:
            found = json.loads(answer.content)
        except (ValueError, RecursionError):
            said = "Instagram: an answer that cannot be read"
            raise (Uncertain(said) if sending else Unreachable(said)) from None
        if isinstance(found, dict) and "error" not in found:
            return table(found)
    raise channel_error(fault_of(answer.status_code, answer.content[:MOST]), answer.headers, sending=sending)


def _date(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return None


def _unanswered(error: httpx.HTTPError, *, sending: bool) -> ChannelError:
    """No answer came. If not even a connection did, the message never left."""
    said = f"Instagram: no answer ({type(error).__name__})"
    return Uncertain(said) if sending and not isinstance(error, _BEFORE) else Unreachable(said)
