"""A web server in a process of its own: from its start to its first answer, and at rest."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bench.children import ROOT, Failed, surroundings

LONGEST = 60.0  # seconds until it must have answered, or ended
BETWEEN_TRIES = 0.001
ADDRESS = re.compile(r"http://\S+")


class Server:
    """A child that prints its address. Within the block it has answered once; after it, `said` is what it
    wrote to its standard error.
    """

    def __init__(self, words: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> None:
        self.said = self.address = ""
        self._environment = {**surroundings(), **(environment or {})}
        self._words = [str(word) for word in words]

    def __enter__(self) -> Server:
        """Raises Failed when it ends without an address."""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            self._words,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        try:
            self.address = self._address()
            _get(self.address)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=LONGEST)
        self._errors.seek(0)
        self.said = self._errors.read()
        self._errors.close()

    def resident(self) -> float:
        """Memory in MiB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)[0]) / 1024

    def cpu(self) -> float:
        """CPU seconds so far."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def _address(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := ADDRESS.search(line):
                return found[0]
        self._errors.seek(0)
        raise Failed(f"the server did not start: {self._errors.read()[-2000:]}")


def _get(address: str) -> None:
    """Ask for the page; whatever it answers will do. A printed address may not be listened to yet."""
    place, end = urlsplit(address), time.monotonic() + LONGEST
    while True:
        connection = http.client.HTTPConnection(place.netloc, timeout=LONGEST)
        try:
            connection.request("GET", place.path)
            connection.getresponse().read()
            return
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(BETWEEN_TRIES)
        finally:
            connection.close()
