"""The least web server of our kind: Starlette on uvicorn with one page. Prints its address, as `aduan serve` does."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


def main() -> None:
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen()
    print(f"serves http://127.0.0.1:{bound.getsockname()[1]}/", flush=True)
    application = Starlette(routes=[Route("/", page)])
    uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off")).run(sockets=[bound])


if __name__ == "__main__":
    main()
