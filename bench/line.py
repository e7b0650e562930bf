"""A slow line in a process of its own, so that carrying bytes takes nothing from whoever is measured."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.children import ROOT, Failed
from sandbox.delay import DelayProxy


@contextmanager
def slow_line(target: int, one_way: float) -> Iterator[int]:
    """The port on this machine that leads to `target`; each direction takes `one_way` seconds. Raises Failed."""
    words = [sys.executable, "-m", "bench.line", str(target), str(one_way)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        port = child.stdout.readline().strip()
        if not port:
            raise Failed("the slow line did not start")
        try:
            yield int(port)
        finally:
            child.stdin.close()  # which ends it


def main(target: int, one_way: float) -> None:
    with DelayProxy(target, one_way) as line:
        print(line.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
