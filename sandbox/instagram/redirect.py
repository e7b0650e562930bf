"""instaloader's requests led to loopback, and its pauses left out: nothing else of it is changed.

It makes sessions in several places, so the name by which it finds the library is led elsewhere; each
session then tells the stand-in for which host a request was meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sandbox.instagram.web import ASKED_HOST


@contextmanager
def redirected(url: str) -> Iterator[None]:
    """While the block runs, whatever instaloader asks is asked of `url`."""
    import requests
    from instaloader import instaloadercontext as library

    here = urlsplit(url)

    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, request: Any, *args: Any, **more: Any) -> Any:
            asked = urlsplit(request.url)
            request.headers[ASKED_HOST] = asked.netloc
            request.url = urlunsplit((here.scheme, here.netloc, here.path + asked.path, asked.query, ""))
            answer = super().send(request, *args, **more)
            answer.url = asked.geturl()
            return answer

    class Session(requests.Session):
        def __init__(self) -> None:
            super().__init__()
            self.trust_env = False
            self.mount("https://", Adapter())
            self.mount("http://", Adapter())

    class Library:
        """`requests` with another Session."""

        def __getattr__(self, name: str) -> Any:
            return Session if name == "Session" else getattr(requests, name)

    module: Any = library
    context: Any = library.InstaloaderContext
    before, pause = module.requests, context.do_sleep
    module.requests, context.do_sleep = Library(), lambda _: None
    try:
        yield
    finally:
        module.requests, context.do_sleep = before, pause
