"""Twilio's library in threads of its own: one call each, no retries, its errors as ours."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, TypeVar

from channels._rested import adapter
from channels._twilio import resource
from channels._twilio.account import Settings
from channels._twilio.codes import channel_error
from core.errors import ChannelError, Refused, Uncertain, Unreachable

T = TypeVar("T")
THREADS = 10
PAGE = 200  # messages in one answer of the list
_NOT_CONNECTED = (
    "ConnectTimeoutError",
    "NewConnectionError",
    "NameResolutionError",
    "SSLError",
    "ProxyError",
)


class _Own(threading.local):
    """What belongs to one thread: its connection, and the headers of its last answer."""

    http: Any = None
    headers: Mapping[str, str] = MappingProxyType({})


class Rest:
    """Twilio's REST API for one account. All methods raise ChannelError, and nothing else."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=f"twilio-{name}")
        self._own = _Own()

    async def call(self, deed: Callable[..., T], *arguments: Any) -> T:
        """A blocking deed in one of this account's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, deed, *arguments)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def create(self, fields: dict[str, str]) -> resource.Message:
        """Hand one message over, once. Uncertain when nobody can tell whether it was taken."""
        return self._asked(lambda client: resource.message(client.messages.create(**fields)), sending=True)

    def messages(
        self, *, to: str = "", from_: str = "", since: datetime | None = None, most: int | None = None
    ) -> resource.Listing:
        """The list of messages, newest first, from `since` on (Twilio may give earlier ones of that day)."""

        def listed(client: Any) -> resource.Listing:
            found = client.messages.list(**chosen, limit=most, page_size=PAGE)
            return resource.Listing(
                tuple(map(resource.message, found)),
                parsedate_to_datetime(self._own.headers["Date"]).astimezone(UTC),
            )

        chosen: dict[str, Any] = {"to": to, "from_": from_, "date_sent_after": since}
        chosen = {name: value for name, value in chosen.items() if value}
        return self._asked(listed)

    def media(self, sid: str) -> list[dict[str, str]]:
        """The files of a message: where they lie and what they are said to be, oldest first."""
        try:
            files = self._asked(
                lambda client: [
                    resource.file(found, self._settings.api_url)
                    for found in client.messages(sid).media.list()
                ]
            )
        except Refused:
            return []  # deleted meanwhile; the message's count still says that there was something
        return sorted(files, key=lambda file: (file["date_created"], file["sid"]))

    def probe(self, own: str) -> None:
        """Whether we may sign in, and whether the account is active. An API key of the usual kind may not
        ask for the account, so it asks for a message to our own address.
        """
        if self._settings.api_key:
            self.messages(to=own, most=1)
            return
        status = self._asked(
            lambda client: str(client.api.accounts(self._settings.account_sid).fetch().status)
        )
        if status != "active":
            raise channel_error(403, 20005, "", sending=False)

    def _asked(self, deed: Callable[[Any], T], *, sending: bool = False) -> T:
        from requests.exceptions import RequestException
        from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]  # no types

        self._own.headers = {}
        try:
            return deed(self._client())
        except TwilioException as error:
            raise self._answered(error, sending=sending) from None
        except RequestException as error:
            raise _unanswered(error, sending=sending) from None
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            # The answer is not what the library expects, such as a page of HTML from a proxy.
            said = f"Twilio: an answer that cannot be read ({type(error).__name__})"
            raise Uncertain(said) if sending else Unreachable(said) from None

    def _answered(self, error: Any, *, sending: bool) -> ChannelError:
        if hasattr(error, "status"):
            status, code = int(error.status), error.code
        else:  # a page of the list: the library hands the answer along, unread
            answer = error.args[1] if len(error.args) > 1 else None
            status = int(getattr(answer, "status_code", 500))
            code = resource.error_code(getattr(answer, "text", ""))
        return channel_error(status, code, self._own.headers.get("Retry-After", ""), sending=sending)

    def _client(self) -> Any:
        """A client with the secret as it stands now, over this thread's connection."""
        from twilio.rest import Client  # type: ignore[import-untyped]  # no types

        settings = self._settings
        self._own.http = self._own.http or self._connection()
        client = Client(*settings.sign_in(), settings.account_sid, http_client=self._own.http)
        client.region = client.edge = None  # the environment may name others: `api_url` decides
        client.api.base_url = settings.api_url
        return client

    def _connection(self) -> Any:
        """The library hands out the last answer to whoever shares its connection, so no two threads do."""
        from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # no types

        # The library and its connections log numbers and addresses of citizens.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
        silent = logging.getLogger("aduan.twilio.library")
        silent.disabled = True
        hooks = {"response": self._note}
        http = TwilioHttpClient(timeout=self._settings.timeout, logger=silent, request_hooks=hooks)
        for scheme in ("https://", "http://"):
            http.session.mount(scheme, adapter()())
        return http

    def _note(self, answer: Any, *_: Any, **__: Any) -> None:
        """The library does not hand on an answer's headers."""
        self._own.headers = answer.headers


def _unanswered(error: Exception, *, sending: bool) -> ChannelError:
    """No answer came. If not even a connection did, the message never left."""
    reason = _innermost(error)
    said = f"Twilio: no answer ({reason})"
    if sending and reason not in _NOT_CONNECTED:
        return Uncertain(said)
    return Unreachable(said)


def _innermost(error: Exception) -> str:
    """What urllib3 named as the reason, below the wrappings of requests."""
    wrapped = error.args[0] if error.args else None
    reason = getattr(wrapped, "reason", wrapped)
    return type(reason if isinstance(reason, Exception) else error).__name__
