"""No secret and no citizen's word reaches a log, whatever goes wrong."""

from __future__ import annotations

import logging

import pytest

from channels.twitter import TwitterChannel
from core.errors import ChannelError
from sandbox.twitter import Fault, X
from tests.channels.sink import MemorySink
from tests.channels.twitter.office import PERSON, asked, line, outbound

FAULTS = (Fault(429), Fault(403), Fault(400), Fault(502, html=True, after=True), Fault(0))


async def test_nothing_of_an_exchange_is_logged(
    x: X, channel: TwitterChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post = x.square.post(PERSON, "@dpmptsp_pwk kata warga", files=(("image/jpeg", b"\xff\xd8\xff gambar"),))
    said: list[str] = []
    for fault in (*FAULTS, None):
        for what, message in (("direct", outbound("kata kantor")), ("post", line(post.id, "kata kantor"))):
            if fault:
                x.fail(what, fault)
            try:
                await channel.send(message)
            except ChannelError as error:
                said.append(repr(error))
    sink = await asked(channel, MemorySink())
    for envelope in sink.kept.values():
        for parsed in channel.parse(envelope):
            await channel.fetch(envelope, parsed)  # type: ignore[arg-type]  # X tells of messages alone
    await channel.find(outbound("kata kantor"))
    await channel.probe()
    assert said
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # the stand-in's
    logged = "".join(logging.Formatter().format(record) for record in ours) + "".join(said)
    for secret in (*x.password.split(), PERSON, "kata warga", "kata kantor"):
        assert secret not in logged
