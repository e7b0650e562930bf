"""instaloader in a daemon thread of its own: it blocks, and it must never retry by itself.

Its rate controller would sleep for half an hour inside a call; ours raises. A challenge comes as
AbortDownloadException, which is no InstaloaderException: it means that Instagram wants a person, and that
nothing more may be asked under this session.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from channels.instagram.secrets import read_cookies
from channels.instagram.settings import Settings
from core.errors import ChannelError, ConfigError, Throttled, Unauthorised, Unreachable

T = TypeVar("T")
PATIENCE = 5.0  # seconds that a call may wait for the rate controller
LONG_REST = timedelta(hours=6)  # after "please wait a few minutes": they mean hours
REQUEST_SECONDS = 20
_WANTS_A_PERSON = ("challenge_required", "checkpoint_required", "feedback_required")
_ASKS_TO_WAIT = ("Please wait", "429 Too Many Requests")
MOST_COMMENTS = 1000  # of one post and round
Found = dict[str, Any]


class Halted(Unauthorised):
    """Instagram asks for a person: challenge, checkpoint, or a session that has ended."""


class Scraper:
    """Reads for one account, with one session."""

    def __init__(self, account: str, settings: Settings) -> None:
        self._account = account
        self._settings = settings
        self._stopping = threading.Event()
        self._loader: Any = None
        self._mark = ""

    async def call(self, deed: Callable[[], T]) -> T:
        """A blocking deed in a thread that dies with the process. Raises ChannelError, and nothing else."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            result: Any = None
            fault: ChannelError | None = None
            try:
                result = deed()
            except ChannelError as error:
                fault = error
            except Exception as error:  # noqa: BLE001 - the thread's edge: instaloader stumbles over new shapes
                fault = Unreachable(f"Instagram: an answer that cannot be read ({type(error).__name__})")
            with suppress(RuntimeError):  # nobody waits any more: the loop was closed
                loop.call_soon_threadsafe(_end, done, result, fault)

        threading.Thread(target=run, name=f"instaloader-{self._account}", daemon=True).start()
        return await done

    def stop(self) -> None:
        self._stopping.set()

    def mark(self) -> str:
        """A name for the session as it stands now, which says nothing of it. Raises Halted without one."""
        try:
            return hashlib.sha256(self._settings.credential().encode()).hexdigest()[:16]
        except (ConfigError, OSError) as error:
            raise Halted(f"Instagram: the session cannot be read ({type(error).__name__})") from None

    def look(self) -> None:
        """Whether the session is signed in. Blocks."""
        self._asked(lambda loader: _profile(loader, self._settings.username))

    def read(self) -> tuple[list[Found], ChannelError | None]:
        """Comments and tagged posts, and what broke the reading off, if anything did. Blocks."""
        found: list[Found] = []
        try:
            self._asked(lambda loader: self._read_all(loader, found))
        except ChannelError as error:
            return found, error
        return found, None

    def _read_all(self, loader: Any, found: list[Found]) -> None:
        """What was found before something breaks stands in `found` already."""
        office = _profile(loader, self._settings.username)
        for post in islice(office.get_posts(), self._settings.posts):
            if self._stopping.is_set():
                raise Unreachable("Instagram: the service stops")
            for comment in islice(post.get_comments(), MOST_COMMENTS):
                found.extend(_flat(comment, post))
        if self._settings.tags:
            found.extend(map(_tagged, islice(office.get_tagged_posts(), self._settings.posts)))

    def _asked(self, deed: Callable[[Any], T]) -> T:
        import requests
        from instaloader import exceptions

        try:
            return deed(self._signed_in())
        except exceptions.AbortDownloadException:
            raise Halted("Instagram asks for a person (challenge or login): nothing more is asked") from None
        except (exceptions.LoginRequiredException, exceptions.LoginException):
            raise Halted("Instagram: the session has ended") from None
        except exceptions.InstaloaderException as error:
            raise _fault(error) from None
        except requests.exceptions.RequestException as error:
            raise Unreachable(f"Instagram: no answer ({type(error).__name__})") from None
        except (LookupError, TypeError, AttributeError, ValueError, AssertionError) as error:
            raise Unreachable(f"Instagram: an answer of another shape ({type(error).__name__})") from None

    def _signed_in(self) -> Any:
        """A loader with the session as it stands now."""
        from instaloader import Instaloader

        mark = self.mark()
        if self._loader is None or mark != self._mark:
            logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # it logs who is asked about
            try:
                cookies = read_cookies(self._settings.credential())
            except (ConfigError, OSError) as error:
                raise Halted(f"Instagram: the session cannot be read ({type(error).__name__})") from None
            loader = Instaloader(
                sleep=True,
                quiet=True,
                max_connection_attempts=1,
                request_timeout=REQUEST_SECONDS,
                rate_controller=_impatient,
            )
            loader.load_session(self._settings.username, dict(cookies))
            self._loader, self._mark = loader, mark
        return self._loader


def _impatient(context: Any) -> Any:
    from instaloader import RateController
    from instaloader.exceptions import TooManyRequestsException

    class Impatient(RateController):
        """Never blocks the thread for minutes."""

        def sleep(self, secs: float) -> None:
            if secs > PATIENCE:
                raise TooManyRequestsException("our own bound is reached")
            super().sleep(secs)

    return Impatient(context)


def _profile(loader: Any, username: str) -> Any:
    from instaloader import Profile

    return Profile.from_username(loader.context, username)


def _flat(comment: Any, post: Any) -> Iterator[Found]:
    """A comment and the answers under it, each by itself."""
    where = {"shortcode": post.shortcode, "mediaid": str(post.mediaid)}
    yield _written(comment) | {"post": where}
    for answer in comment.answers:
        yield _written(answer) | {"post": where, "answers_to": str(comment.id)}


def _written(comment: Any) -> Found:
    """As instaloader itself writes comments down. Ids differ in type by the way they were read."""
    return {
        "id": str(comment.id),
        "created_at": _seconds(comment.created_at_utc),
        "text": comment.text,
        "owner": {"id": str(comment.owner.userid), "username": comment.owner.username},
    }


def _tagged(post: Any) -> Found:
    return {
        "id": str(post.mediaid),
        "created_at": _seconds(post.date_utc),
        "text": post.caption or "",
        "owner": {"id": str(post.owner_id), "username": post.owner_username},
        "post": {"shortcode": post.shortcode, "mediaid": str(post.mediaid)},
        "tagged": True,
    }


def _seconds(naive: datetime) -> int:
    """Instaloader's times are UTC without saying so."""
    return int(naive.replace(tzinfo=UTC).timestamp())


def _fault(error: Exception) -> ChannelError:
    """Most of what goes wrong is one class; what happened stands in its cause and its words."""
    from instaloader.exceptions import TooManyRequestsException

    words = str(error)
    if any(said in words for said in _WANTS_A_PERSON):
        return Halted("Instagram asks for a person (challenge): nothing more is asked")
    limited = isinstance(error, TooManyRequestsException) or isinstance(
        error.__cause__, TooManyRequestsException
    )
    if limited or any(said in words for said in _ASKS_TO_WAIT):
        return Throttled("Instagram asks to wait", wait=LONG_REST)
    return Unreachable(f"Instagram: {type(error).__name__}")


def _end(done: asyncio.Future[T], result: T, fault: ChannelError | None) -> None:
    if done.done():
        return
    if fault is not None:
        done.set_exception(fault)
    else:
        done.set_result(result)
