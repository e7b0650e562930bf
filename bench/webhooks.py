"""HTTP intake of signed webhooks (G4): the program's door against what it is made of, and against other ways."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from bench.bare import connect, count_rows
from bench.children import python
from bench.database import Template, sealer
from bench.letters import letter
from bench.options import Options
from bench.peer import Unavailable, install, packages
from bench.report import Finding, Report
from bench.rounds import Contender, Race, Sample, Spread, Stopwatch, cost, rate, take_turns
from bench.server import Server
from sandbox.twilio import Twilio
from sandbox.twilio.calls import Signer

NUMBER = "+6281500000001"
PUBLIC = "https://aduan.office.example"
PATH = "/hooks/wa"
CONNECTIONS, GROUP, SIZE = 32, 32, 1000
WARMING = 64  # posts before the first that counts: it is at the first that statements are compiled
VERIFY, BULK = "HTTP and signature alone", f"bare sqlite3, {GROUP} deliveries a transaction"
REQUIREMENTS = Path(__file__).parent / "orm" / "requirements.txt"
ORM = "ORM and aiosqlite, a session a request"
DOOR, INLINE, THREADS = "the door", "a transaction a request, inline", "a transaction a request, in threads"
FLOOR = """
CREATE TABLE delivery (id INTEGER PRIMARY KEY, account TEXT NOT NULL, stream TEXT NOT NULL, key_hash BLOB NOT NULL,
    wrapped BLOB NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL, received_at INTEGER NOT NULL, state TEXT NOT NULL,
    UNIQUE (account, key_hash));
"""


def webhooks_report(template: Template, options: Options) -> Report:
    count = options.size or SIZE
    posts = [post(number) for number in range(count + WARMING)]
    contenders = [
        Contender(VERIFY, partial(call_door, template, door("verify"), posts)),
        Contender(BULK, partial(keep_barely, template, posts)),
        Contender(DOOR, partial(call_door, template, door("grouped"), posts)),
        Contender(INLINE, partial(call_door, template, door("inline"), posts)),
        Contender(THREADS, partial(call_door, template, door("threads"), posts)),
    ]
    notes = []
    try:
        executable = install(options.peer.with_name(".venv-orm"), REQUIREMENTS)
        contenders.append(Contender(ORM, partial(call_door, template, partial(orm_door, executable), posts)))
    except Unavailable as error:
        notes.append(f"ORM and aiosqlite are left out: {error}")
    race = take_turns(contenders, options.rounds, options.directory)
    slowest = race.ratio(DOOR, THREADS, p99)
    findings = [
        Finding("G4", "door / ceiling of signature and bulk", of_ceiling(race), at_least=0.6),
        Finding("G4", "door / inline", race.ratio(DOOR, INLINE, rate), at_least=3),
        Finding("G4", "p99, door / threads", slowest, at_most=1 / 20),
        Finding("", "p99, HTTP and signature alone / threads", race.ratio(VERIFY, THREADS, p99)),
    ]
    if ORM in race.samples:
        findings += [
            Finding("G4", "door / ORM and aiosqlite", race.ratio(DOOR, ORM, rate), at_least=12),
            Finding("", "CPU: ORM and aiosqlite / door", race.ratio(ORM, DOOR, cost)),
        ]
    title = f"Signed webhooks over HTTP, {CONNECTIONS} connections, each durable before its 200"
    return Report(title, "webhooks", race, findings, notes)


def door(way: str) -> Callable[[Path], Server]:
    return lambda home: Server(python("-m", "bench.door", way, home))


def orm_door(executable: Path, home: Path) -> Server:
    """Our own interpreter and packages, and besides them those of the peer's environment."""
    return Server(python("-m", "bench.orm_door", home), {"PYTHONPATH": str(packages(executable))})


def p99(sample: Sample) -> float:
    return sample.counts["p99 ms"]


def of_ceiling(race: Race) -> Spread:
    """Against 1 / (1/verify + 1/bulk) of the same round: what is left if only these two cost anything."""
    rounds = zip(race.samples[DOOR], race.samples[VERIFY], race.samples[BULK], strict=True)
    return Spread.over([door.rate * (1 / verify.rate + 1 / bulk.rate) for door, verify, bulk in rounds])


def post(number: int) -> bytes:
    """A signed request as Twilio sends it, whole."""
    form = {
        "SmsMessageSid": f"SM{number:032x}",
        "NumMedia": "0",
        "ProfileName": letter(number).name,
        "MessageType": "text",
        "SmsStatus": "received",
        "Body": letter(number).text,
        "To": f"whatsapp:{NUMBER}",
        "NumSegments": "1",
        "MessageSid": f"SM{number:032x}",
        "AccountSid": Twilio.account_sid,
        "From": f"whatsapp:+62812{number:08}",
        "ApiVersion": "2010-04-01",
    }
    signed = Signer(Twilio.auth_token).headers(PUBLIC + PATH, form)["X-Twilio-Signature"]
    body = urlencode(form, quote_via=quote)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: aduan.office.example\r\nX-Twilio-Signature: {signed}\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nUser-Agent: TwilioProxy/1.1\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body.encode()


def call_door(
    template: Template, serves: Callable[[Path], Server], posts: Sequence[bytes], home: Path
) -> Sample:
    """All posts over 32 connections that stay open; CPU is the server's. Each was kept, or none. The first ones
    only warm it.
    """
    template.copy(home)
    with serves(home) as server:
        place = urlsplit(server.address)
        call = partial(call_all, place.hostname or "", place.port or 0)
        asyncio.run(call(posts[:WARMING]))
        began = server.cpu()
        with Stopwatch() as watch:
            taken = asyncio.run(call(posts[WARMING:]))
        spent = server.cpu() - began
    taken.sort()
    counts = {"p50 ms": statistics.median(taken) * 1000, "p99 ms": taken[int(len(taken) * 0.99)] * 1000}
    connection = connect(home / template.database.name)
    assert count_rows(connection, "envelope") in {0, len(posts)}
    connection.close()
    return Sample(len(taken), watch.wall, spent, counts)


async def call_all(host: str, port: int, posts: Sequence[bytes]) -> list[float]:
    """How long each took, in seconds."""
    waiting, taken = iter(posts), []

    async def caller() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            taken.append(time.perf_counter() - began)
        writer.close()
        await writer.wait_closed()

    await asyncio.gather(*(caller() for _ in range(CONNECTIONS)))
    return taken


def keep_barely(template: Template, posts: Sequence[bytes], home: Path) -> Sample:
    """The least that keeps a delivery: one row, sealed as the program seals, many in one transaction."""
    template.copy(home)
    seal, connection = sealer(home), connect(home / "floor.db")
    connection.executescript(FLOOR)
    with Stopwatch() as watch:
        for start in range(0, len(posts), GROUP):
            rows = []
            for number, request in enumerate(posts[start : start + GROUP], start):
                key = seal.new_key()
                head, _, body = request.partition(b"\r\n\r\n")
                hashed = seal.keyed_hash("envelope", f"SM{number:032x}")
                sealed = seal.seal_packed(key.plain, head, b"1"), seal.seal_packed(key.plain, body, b"2")
                rows.append((number, "wa", "", hashed, key.wrapped, *sealed, number, "unread"))
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            connection.execute("COMMIT")
    assert count_rows(connection, "delivery") == len(posts)
    connection.close()
    return watch.sample(len(posts), {"p50 ms": 0.0, "p99 ms": 0.0})
