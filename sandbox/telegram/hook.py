"""Telegram calls a webhook: one update at a time, with its secret, again and again until it hears 200."""

from __future__ import annotations

import json
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from sandbox.telegram.state import State, Update

SECONDS = 15.0
PAUSE = 0.05  # after a failure; Telegram's own are longer


class Caller:
    """A thread that empties the queue into the webhook, when one is set. `answers` are the statuses it heard;
    `reached` is where the public address is on this machine.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.reached = ""
        self.answers: list[int] = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram-webhook", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        self._thread.join(SECONDS)

    def _run(self) -> None:
        while not self._ends.wait(0.01):
            waiting = self.state.waiting(0, 1)
            if not (self.state.hook.get("url") and waiting):
                continue
            status = self.call(waiting[0])
            if 200 <= status < 300:
                self.state.confirmed(waiting[0]["update_id"] + 1)
                continue
            hook = self.state.hook
            hook["last_error_date"] = int(time.time())
            hook["last_error_message"] = f"Wrong response from the webhook: {status}"
            self._ends.wait(PAUSE)

    def call(self, update: Update, secret: str | None = None) -> int:
        """One call; the answer's status, 0 where nobody answered."""
        public = urlsplit(self.state.hook["url"])
        here = urlsplit(self.reached or self.state.hook["url"])
        shown = self.state.hook.get("secret", "") if secret is None else secret
        headers = {"Host": public.netloc, "Content-Type": "application/json"}
        if shown:
            headers["X-Telegram-Bot-Api-Secret-Token"] = shown
        connection = HTTPConnection(here.hostname or "", here.port, timeout=SECONDS)
        try:
            connection.request("POST", public.path, json.dumps(update), headers)
            status = connection.getresponse().status
        except (OSError, HTTPException):
            status = 0
        finally:
            connection.close()
        self.answers.append(status)
        return status
