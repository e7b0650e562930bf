"""Connections that have rested are given up: their platform may hang up at the very moment at which we write.

Then nobody knows whether the message was taken, and it waits for its settlement, a minute at least. Servers keep a
connection that rests for five seconds or more, and do not say for how long; requests knows no such limit itself.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

RESTED = 4.0  # seconds


def adapter() -> Any:
    """A class of adapters for a session of requests that one thread at a time uses. Made here, for importing
    requests takes its time.
    """
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        used_at = 0.0

        def send(self, *asked: Any, **given: Any) -> Any:
            if monotonic() - self.used_at > RESTED:
                self.poolmanager.clear()
            try:
                return super().send(*asked, **given)
            finally:
                self.used_at = monotonic()

    return Adapter
