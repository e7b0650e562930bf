"""uvicorn in our own loop: we decide the order of stopping, and a port in use is said plainly."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from core.errors import ConfigError


class WebServer(uvicorn.Server):
    """Leaves the signals to us: intake stops before the pages do."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises ConfigError when the port is in use or not ours to take.

    Nagle's algorithm is off, which asyncio forgets for a socket that it is given: head and body leave as two
    packets, and the second would wait 40 ms for the caller's delayed acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that it accepts inherit it
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise ConfigError(
            f"web.port: cannot listen on {host}:{port}: {error.strerror}; stop what holds it, or choose another port"
        ) from None
    return bound


def web_server(application: ASGIApp, forwarded: bool) -> WebServer:
    """`forwarded` says that a proxy on this machine ends HTTPS and tells who asked."""
    return WebServer(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=forwarded,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
    )
