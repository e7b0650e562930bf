"""tweepy in a thread of its own: one call at a time, no retries, X's answers as they came, its errors as ours."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

from channels._rested import adapter
from channels.twitter.account import Settings
from channels.twitter.codes import Deed, channel_error
from core.errors import ChannelError, Uncertain, Unreachable

T = TypeVar("T")
HOST = "https://api.twitter.com"  # tweepy knows no other, and the signature counts for this one
_LIBRARIES = ("tweepy", "oauthlib", "requests_oauthlib", "urllib3.connectionpool")
_NOT_CONNECTED = (
    "ConnectTimeoutError",
    "NewConnectionError",
    "NameResolutionError",
    "SSLError",
    "ProxyError",
)


class Api:
    """X's API for one account. All methods but `call` and `close` block and raise ChannelError alone."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"twitter-{name}")
        self._line: Any = None
        self._session: Any = None

    async def call(self, deed: Callable[..., T], *arguments: Any) -> T:
        """A blocking deed in this thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, deed, *arguments)

    def close(self) -> None:
        """Let go; a call that is under way ends by its own time-out."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._session is not None:
            self._session.close()

    def ask(self, deed: Deed, name: str, *arguments: Any, **fields: Any) -> dict[str, Any]:
        """What X answers to a method of `tweepy.Client`, as JSON. A POST of which nobody can tell whether
        it was done is Uncertain.
        """
        found = self._asked(deed, lambda client: getattr(client, name)(*arguments, user_auth=True, **fields))
        try:
            answer = json.loads(found.content)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise channel_error(found.status_code, _headers(found), None, deed)
        return answer

    def download(self, route: str) -> bytes:
        """A file that only a participant of its conversation may have."""
        content: bytes = self._asked(
            Deed.READ, lambda client: client.request("GET", route, user_auth=True)
        ).content
        return content

    def _asked(self, deed: Deed, method: Callable[[Any], Any]) -> Any:
        from requests.exceptions import RequestException
        from tweepy.errors import TweepyException  # type: ignore[import-untyped]  # no types

        client = self._client()
        self._line.answer = None
        try:
            return method(client)
        except (
            TweepyException,
            RequestException,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            OSError,
        ) as error:
            # The library stumbles over answers that are no JSON objects; what X said counts, not how it fell.
            raise self._failed(error, deed) from None

    def _failed(self, error: Exception, deed: Deed) -> ChannelError:
        answer = self._line.answer
        if answer is None:
            return _unanswered(error, deed)
        try:
            problem = json.loads(answer.content)
        except (ValueError, RecursionError, OSError, RuntimeError):
            problem = None  # a page, or an answer that breaks off while it is read, says nothing more
        return channel_error(answer.status_code, _headers(answer), problem, deed)

    def _client(self) -> Any:
        """A client with the secrets as they stand now, over connections that are kept."""
        import requests
        import tweepy  # type: ignore[import-untyped]  # no types

        if self._session is None:
            for library in _LIBRARIES:  # they log secrets and citizens' words
                logging.getLogger(library).setLevel(logging.WARNING)
            self._line = line(self._settings.api_url, self._settings.timeout)
            self._session = requests.Session()
            self._session.max_redirects = 0
            self._session.mount(HOST, self._line)
        secrets = self._settings.sign_in()
        client = tweepy.Client(
            None,
            secrets.key,
            secrets.key_secret,
            secrets.token,
            secrets.token_secret,
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        client.session = self._session
        return client


def line(api_url: str, timeout: float) -> Any:
    """An adapter of requests that calls where the configuration says, with a time-out, and remembers the
    answer. tweepy has signed the request before: the signature stays that of the public address.
    """
    place = urlsplit(api_url)

    class Line(adapter()):  # type: ignore[misc]  # requests is imported when there is something to ask
        answer: Any = None

        def send(self, request: Any, *also: Any, **given: Any) -> Any:
            asked = urlsplit(request.url)
            request.url = asked._replace(scheme=place.scheme, netloc=place.netloc).geturl()
            self.answer = super().send(request, *also, **{**given, "timeout": timeout})
            return self.answer

    return Line()


def _headers(answer: Any) -> Mapping[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _unanswered(error: Exception, deed: Deed) -> ChannelError:
    """No answer came. If not even a connection did, nothing has left."""
    wrapped = error.args[0] if error.args else None
    reason = getattr(wrapped, "reason", wrapped)
    name = type(reason if isinstance(reason, Exception) else error).__name__
    said = f"X: no answer ({name})"
    if deed is not Deed.READ and name not in _NOT_CONNECTED:
        return Uncertain(said)
    return Unreachable(said)
