"""The IMAP server of the sandbox as a process of its own (pymap, mails in memory).

Run as `python -m sandbox.mail.imap_child USER PASSWORD PORT`: prints the port once it listens, and
ends when its standard input closes, so that it never outlives whoever started it.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from contextlib import suppress

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash


async def serve(user: str, password: str, port: int) -> None:
    keys = Namespace(
        host="127.0.0.1",
        port=port,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        passlib_cfg=None,
        proxy_protocol=None,
    )
    # One round instead of 500,000: this password protects nothing, and every delivery signs in.
    backend, config = await DictBackend.init(keys, hash_context=BuiltinHash(rounds=1))
    config.apply_context()
    reader = ProxyProtocolReader(config.proxy_protocol)
    server = await asyncio.start_server(
        reader.get_callback(IMAPServer(backend.login, config)), "127.0.0.1", port
    )
    print(server.sockets[0].getsockname()[1], flush=True)  # the parent reads it
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1], sys.argv[2], int(sys.argv[3])))
