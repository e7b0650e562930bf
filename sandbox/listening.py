"""Where a stand-in listens: a free port of this machine, answering without delay."""

from __future__ import annotations

import socket


def listen() -> socket.socket:
    """A bound socket. Head and body of an answer leave as two packets; with Nagle's algorithm the second would
    wait for the caller's delayed acknowledgement, 40 ms, as no platform makes anybody wait.
    """
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # those that it accepts inherit it
    return bound
