"""What cannot be read is set aside with its reason, holds nobody up, and is read again when it can be."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from core.errors import Unreadable
from core.intake.read import read_next
from core.message import Envelope, OutboundMessage, Parsed, Receipt, Terminal
from core.ports.channel import Channel
from storage.store import SqlStore
from tests.pipeline.letters import ASEP, SITI, late_permit
from tests.pipeline.office import ACCOUNT, Office

POISON = b"From: racun@example.com\r\nSubject: racun\r\n\r\nracun\r\n"
BUDI = "budi.misal@example.com"


class Allergic:
    """The mail channel, but for one mail that it cannot read: what a fault of ours would do."""

    def __init__(self, channel: Channel, error: Exception) -> None:
        self.account = channel.account
        self.kind = channel.kind
        self.capabilities = channel.capabilities
        self.read: list[bytes] = []
        self.cured = channel
        self._error = error

    def parse(self, envelope: Envelope) -> Sequence[Parsed]:
        self.read.append(envelope.body)
        if b"racun" in envelope.body:
            raise self._error
        return self.cured.parse(envelope)

    async def send(self, message: OutboundMessage) -> Receipt:
        return await self.cured.send(message)

    async def probe(self) -> None:
        await self.cured.probe()

    async def close(self) -> None:
        await self.cured.close()


async def read_once(office: Office) -> None:
    """One round of the loop, which survives what a step did not foresee (`app.loops.forever`)."""
    with suppress(ZeroDivisionError):
        await read_next(office.store, office.channels, office.desk, office.clock)
    assert await office.adds_up()


async def arrive(office: Office, error: Exception) -> list[bytes]:
    """A good mail, a bad one, two good ones, in one batch."""
    cured = office.channels[ACCOUNT]
    office.channels[ACCOUNT] = Allergic(cured, error)
    mails = [
        late_permit(),
        POISON,
        late_permit(ASEP, "Asep Umpama"),
        late_permit(BUDI, "Budi Misal"),
    ]
    await office.keep(*(office.envelope(raw) for raw in mails))
    assert await office.adds_up()
    return mails


async def reasons(store: SqlStore) -> list[str]:
    return [code for _, _, code, _ in await store.read(lambda unit: unit.envelopes.quarantined(10))]


async def test_an_unreadable_mail_holds_up_nobody_and_waits_with_its_reason(
    office: Office, store: SqlStore
) -> None:
    mails = await arrive(office, Unreadable("poison", "an unknown thing"))
    await read_once(office)
    assert await reasons(store) == ["poison"]
    for raw in (mails[0], *mails[2:]):
        assert await office.fate(raw) is Terminal.OPENED
    assert await office.ended(Terminal.QUARANTINED) == 1


async def test_what_was_set_aside_is_read_again_when_it_can_be(office: Office, store: SqlStore) -> None:
    await arrive(office, Unreadable("poison"))
    await read_once(office)
    allergic = office.channels[ACCOUNT]
    assert isinstance(allergic, Allergic)
    await office.do(lambda unit: unit.envelopes.reread("another account", None))
    await office.do(lambda unit: unit.envelopes.reread(None, "another reason"))
    await read_once(office)
    assert await office.ended(Terminal.QUARANTINED) == 1
    office.channels[ACCOUNT] = allergic.cured
    assert await office.do(lambda unit: unit.envelopes.reread(ACCOUNT, "poison")) == 1
    assert await office.adds_up()
    await read_once(office)
    assert await office.ended(Terminal.QUARANTINED) == 0
    assert not await reasons(store)
    assert len(await office.rows()) == 4


async def test_a_mail_at_which_our_own_code_breaks_holds_up_nobody(office: Office, store: SqlStore) -> None:
    mails = await arrive(office, ZeroDivisionError())
    await read_once(office)
    for raw in (mails[0], *mails[2:]):
        assert await office.fate(raw) is Terminal.OPENED
    assert await reasons(store) == ["unforeseen"]
    assert await office.ended(Terminal.QUARANTINED) == 1


async def test_new_mail_is_read_within_minutes_although_an_old_one_breaks_our_code(office: Office) -> None:
    await arrive(office, ZeroDivisionError())
    await read_once(office)
    office.clock.pass_by(minutes=1, seconds=1)
    late = late_permit("lestari@example.org", "Lestari Andai")
    await office.keep(office.envelope(late))
    for _ in range(9):
        await read_once(office)
        office.clock.pass_by(minutes=1, seconds=1)
    assert await office.fate(late) is Terminal.OPENED


async def test_a_mail_that_broke_our_code_is_read_again_after_the_repair(office: Office) -> None:
    await arrive(office, ZeroDivisionError())
    for _ in range(12):
        await read_once(office)
        office.clock.pass_by(minutes=1, seconds=1)
    allergic = office.channels[ACCOUNT]
    assert isinstance(allergic, Allergic)
    office.channels[ACCOUNT] = allergic.cured
    assert await office.do(lambda unit: unit.envelopes.reread(None, None)) == 1
    await read_once(office)
    assert await office.ended(Terminal.QUARANTINED) == 0
    assert await office.ended(Terminal.OPENED) == 4


async def test_a_mail_of_an_account_that_was_taken_from_the_configuration_is_set_aside(
    office: Office, store: SqlStore
) -> None:
    await office.keep(office.envelope(late_permit(), account="bekas"))
    await read_once(office)
    assert await reasons(store) == ["no-account"]
    office.channels["bekas"] = office.channels[ACCOUNT]
    await office.do(lambda unit: unit.envelopes.reread("bekas", None))
    await read_once(office)
    assert len(await office.cases(SITI)) == 1
