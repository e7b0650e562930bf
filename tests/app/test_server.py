"""The socket on which the pages and the webhooks are served."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from app.server import listen
from sandbox import listening


@pytest.mark.parametrize("theirs", [False, True], ids=["the service", "a stand-in"])
def test_an_answer_is_not_held_back_until_its_beginning_was_acknowledged(theirs: bool) -> None:
    with closing(listening.listen() if theirs else listen("127.0.0.1", 0)) as bound:
        bound.listen()
        with socket.create_connection(bound.getsockname()):
            accepted, _ = bound.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
