"""Twilio's library in threads of its own: one call each, no retries, its errors as ours."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import quote

from channels._rested import adapter
from channels._twilio import resource
from channels._twilio.account import Settings
from channels._twilio.codes import channel_error
from core.errors import ChannelError, Refused, Uncertain, Unreachable

T = TypeVar("T")
THREADS = 10
NOTHING: Mapping[str, str] = MappingProxyType({})
PAGE = 200  # messages in one answer of the list
_NOT_CONNECTED = (
    "ConnectTimeoutError",
    "NewConnectionError",
    "NameResolutionError",
    "SSLError",
    "ProxyError",
)


class Rest:
    """Twilio's REST API for one account. All methods raise ChannelError, and nothing else."""

    def __init__(self, name: str, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=f"twilio-{name}")
        self._own = threading.local()

    async def call(self, deed: Callable[..., T], *arguments: Any) -> T:
        """A blocking deed in one of this account's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, deed, *arguments)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def create(self, fields: Mapping[str, str]) -> resource.Message:
        """Hand one message over, once. Uncertain when nobody can tell whether it was taken."""
        with _errors_as_ours(sending=True):
            return resource.message(_said(self._ask("POST", self._place("/Messages"), data=fields)))

    def messages(
        self, *, to: str = "", from_: str = "", since: datetime | None = None, most: int | None = None
    ) -> resource.Listing:
        """The list of messages, newest first, from `since` on (Twilio may give earlier ones of that day)."""
        after = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if since else ""
        chosen = {"To": to, "From": from_, "DateSent>": after}
        with _errors_as_ours(sending=False):
            found, at = self._listed(self._place("/Messages"), "messages", chosen, most)
            return resource.Listing(tuple(map(resource.message, found)), at)

    def media(self, sid: str) -> list[dict[str, str]]:
        """The files of a message: where they lie and what they are said to be, oldest first."""
        try:
            with _errors_as_ours(sending=False):
                found, _ = self._listed(self._place(f"/Messages/{quote(sid, safe='')}/Media"), "media_list")
                files = [resource.file(one, self._settings.api_url) for one in found]
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
        with _errors_as_ours(sending=False):
            status = _said(self._ask("GET", self._place("")))["status"]
        if status != "active":
            raise channel_error(403, 20005, "", sending=False)

    def _listed(
        self, url: str, name: str, chosen: Mapping[str, str] = NOTHING, most: int | None = None
    ) -> tuple[list[resource.Plain], datetime]:
        """What a list of Twilio's holds, page by page, and when it said so (UTC)."""
        found: list[resource.Plain] = []
        asked = {
            "PageSize": str(min(most or PAGE, PAGE)),
            **{key: value for key, value in chosen.items() if value},
        }
        while True:
            answer = self._ask("GET", url, params=asked)
            page = _said(answer)
            found += page[name]
            following = page.get("next_page_uri")
            if not following or (most is not None and len(found) >= most):
                return found[:most], parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
            url, asked = self._at(following), {}

    def _place(self, what: str) -> str:
        return self._at(f"/2010-04-01/Accounts/{self._settings.account_sid}{what}.json")

    def _at(self, path: str) -> str:
        """Twilio names places without a host, so our credentials go to its own alone. Raises ValueError."""
        if not path.startswith("/"):
            raise ValueError("a place of another host")
        return f"{self._settings.api_url.rstrip('/')}{path}"

    def _ask(self, method: str, url: str, **values: Mapping[str, str]) -> Any:
        """The library's answer to one request. Raises ChannelError where Twilio did not do as asked."""
        answer = self._client().request(method, url, **values)
        if not 200 <= answer.status_code < 300:
            code, again = resource.error_code(answer.text), answer.headers.get("Retry-After", "")
            raise channel_error(answer.status_code, code, again, sending=method == "POST")
        return answer

    def _client(self) -> Any:
        """A client with the secret as it stands now, over this thread's connection. What it can do besides
        plain requests is never touched: the classes of all that an account can have take 7 MB.
        """
        from twilio.rest import Client  # type: ignore[import-untyped]  # no types

        if not hasattr(self._own, "http"):
            self._own.http = _connection(self._settings.timeout)
        client = Client(*self._settings.sign_in(), self._settings.account_sid, http_client=self._own.http)
        client.region = client.edge = None  # the environment may name others: `api_url` decides
        return client


def _connection(timeout: float) -> Any:
    """The library hands out the last answer to whoever shares its connection, so no two threads do."""
    from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]  # no types

    # The library and its connections log numbers and addresses of citizens.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
    silent = logging.getLogger("aduan.twilio.library")
    silent.disabled = True
    http = TwilioHttpClient(timeout=timeout, logger=silent)
    for scheme in ("https://", "http://"):
        http.session.mount(scheme, adapter()())
    return http


def _said(answer: Any) -> resource.Plain:
    found: resource.Plain = json.loads(answer.text)
    return found


@contextmanager
def _errors_as_ours(*, sending: bool) -> Iterator[None]:
    """Raises ChannelError for what goes wrong between Twilio and us."""
    from requests.exceptions import RequestException

    try:
        yield
    except RequestException as error:
        raise _unanswered(error, sending=sending) from None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        # The answer is not what Twilio says it gives, such as a page of HTML from a proxy.
        said = f"Twilio: an answer that cannot be read ({type(error).__name__})"
        raise Uncertain(said) if sending else Unreachable(said) from None


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
