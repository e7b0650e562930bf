"""In public stands one fixed line, or nothing: whatever is written, and whatever else there is to say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.capabilities import Capabilities
from core.classify.labels import Language
from core.errors import ChannelError, NotAllowed, RecipientGone
from core.intake.public import public_line
from core.message import Address, Envelope, InboundMessage, OutboundMessage, Purpose, Receipt, Terminal
from core.notice.notices import Length, Notice
from core.ports.inbox import View
from core.ports.send import SendState
from core.work.public_line import approve, decline
from core.work.reply import reply
from tests.core.intake import values
from tests.pipeline.office import MANAGER, NOON, SARI, Office, connect, desk

PLAZA = "plaza"
COMPLAINT = "@dpmptsp izin PBG saya belum terbit, sudah 3 minggu. Nama saya Wati Contoh."
BRIBE = "@dpmptsp petugas loket minta uang pelicin 500 ribu supaya PBG saya cepat terbit"
SECRECY = "@dpmptsp tolong rahasiakan identitas saya ya"
LINE = desk().notices.render(Notice.PUBLIC, Language.INDONESIAN, Length.SHORT, {}).body


class Plaza:
    """A platform with posts that all can read and messages that one can: what leaves is remembered."""

    kind = "twitter"
    capabilities = Capabilities(publicly=True, links=False)

    def __init__(self) -> None:
        self.account = PLAZA
        self.said: list[OutboundMessage] = []
        self.refuses: ChannelError | None = None

    def parse(self, envelope: Envelope) -> Sequence[InboundMessage]:
        post = json.loads(envelope.body)
        return [
            InboundMessage(
                external_id=post["id"],
                sender=Address("twitter", post["by"], "warga"),
                text=post["text"],
                full_text=post["text"],
                received_at=envelope.received_at,
                thread_key=post["thread"],
                public=post["public"],
            )
        ]

    async def send(self, message: OutboundMessage) -> Receipt:
        if self.refuses is not None and not message.public:
            raise self.refuses
        self.said.append(message)
        return Receipt(
            f"ours-{len(self.said)}", thread_key="" if message.public else f"dm:{message.to.handle}"
        )

    async def probe(self) -> None: ...

    async def close(self) -> None: ...

    @property
    def in_public(self) -> list[str]:
        return [message.text for message in self.said if message.public]

    @property
    def privately(self) -> list[OutboundMessage]:
        return [message for message in self.said if not message.public]


@pytest.fixture
async def plaza(office: Office) -> Plaza:
    plaza = Plaza()
    office.channels[PLAZA] = plaza
    await connect(office, PLAZA)
    return plaza


async def post(
    office: Office, text: str, *, number: str = "1", by: str = "77", thread: str = "", public: bool = True
) -> Terminal | None:
    said = {"id": number, "by": by, "text": text, "thread": thread or f"t{number}", "public": public}
    body = json.dumps(said).encode()
    key = sha256(body).hexdigest()
    await office.keep(Envelope(PLAZA, "mentions", key, body, office.clock.now()))
    await office.work()
    return await office.store.read(lambda unit: unit.ledger.fate(PLAZA, number))


def unapproved(office: Office) -> None:
    office.desk = replace(office.desk, unapproved=frozenset({PLAZA}))


async def proposed(office: Office, ticket: str) -> list[int]:
    view = await office.view(ticket)
    return [one.id for one in view.messages if one.send_state is SendState.PROPOSED]


async def test_the_line_waits_for_a_person_and_everything_else_goes_to_the_author_alone(
    office: Office, plaza: Plaza
) -> None:
    await post(office, COMPLAINT)
    case = await office.case("77")
    (private,) = plaza.privately
    assert case.ticket in private.text
    assert private.to.handle == "77"
    assert plaza.in_public == [], "held until a person approves it"
    (line,) = await proposed(office, case.ticket)
    assert await office.do(lambda unit: approve(unit, case.ticket, line, SARI, office.clock.now()))
    assert not await office.do(lambda unit: approve(unit, case.ticket, line, SARI, office.clock.now()))
    await office.send()
    assert plaza.in_public == [LINE]
    assert plaza.said[-1].in_reply_to == "1"
    assert "public_approved" in await office.history(case.ticket)


async def test_a_declined_line_never_leaves(office: Office, plaza: Plaza) -> None:
    await post(office, COMPLAINT)
    case = await office.case("77")
    (line,) = await proposed(office, case.ticket)
    assert await office.do(lambda unit: decline(unit, case.ticket, line, SARI, office.clock.now()))
    assert not await office.do(lambda unit: approve(unit, case.ticket, line, SARI, office.clock.now()))
    await office.send()
    assert plaza.in_public == []
    assert "public_declined" in await office.history(case.ticket)
    assert not [row for row in await office.rows(view=View.UNDELIVERED) if row.complaint.id == case.id]


async def test_where_the_office_wants_no_approval_the_line_follows_the_private_word(
    office: Office, plaza: Plaza
) -> None:
    unapproved(office)
    await post(office, COMPLAINT)
    assert [message.public for message in plaza.said] == [False, True]
    assert plaza.in_public == [LINE]


async def test_an_allegation_gets_no_line_at_all(office: Office, plaza: Plaza) -> None:
    unapproved(office)
    await post(office, BRIBE)
    case = await office.case("77")
    assert case.restricted
    assert plaza.in_public == []
    assert await proposed(office, case.ticket) == []
    assert "no_public_line" in await office.history(case.ticket)
    assert len(plaza.privately) == 1


async def test_what_may_be_no_report_at_all_waits_for_a_person_everywhere(
    office: Office, plaza: Plaza
) -> None:
    unapproved(office)
    await post(office, "Promo pinjaman cepat cair, klik tautan di bio, bunga ringan!!!")
    (row,) = await office.rows(view=View.PERHAPS_IRRELEVANT)
    assert plaza.in_public == []
    assert len(await proposed(office, row.complaint.ticket)) == 1


async def test_a_thread_has_its_line_once(office: Office, plaza: Plaza) -> None:
    unapproved(office)
    await post(office, COMPLAINT, number="1", thread="t")
    assert (
        await post(office, "@dpmptsp sampai sekarang belum ada kabar", number="2", thread="t")
        is Terminal.JOINED
    )
    assert len(plaza.in_public) == 1
    other = "@dpmptsp petugas loket surat izin praktik dokter membentak saya kemarin di MPP"
    await post(office, other, number="3", thread="t")
    assert len(plaza.in_public) == 1


async def test_the_answer_to_our_private_word_joins_the_posts_case(office: Office, plaza: Plaza) -> None:
    await post(office, COMPLAINT)
    said = await post(office, "Baik, ini nama saya: Wati Contoh", number="9", thread="dm:77", public=False)
    assert said is Terminal.JOINED
    stranger = await post(office, COMPLAINT, number="10", by="88", thread="dm:77", public=False)
    assert stranger is Terminal.OPENED


async def test_an_officers_answer_goes_to_the_author_alone(office: Office, plaza: Plaza) -> None:
    await post(office, COMPLAINT)
    case = await office.case("77")
    await office.do(
        lambda unit: reply(
            office.desk, unit, case.ticket, SARI, "Sudah terbit.", office.clock.now(), case.version
        )
    )
    office.clock.pass_by(seconds=20)
    await office.send()
    assert "Sudah terbit." in plaza.privately[-1].text
    assert plaza.in_public == []


async def test_a_status_asked_for_in_public_is_told_privately(office: Office, plaza: Plaza) -> None:
    unapproved(office)
    await post(office, COMPLAINT)
    case = await office.case("77")
    assert await post(office, f"STATUS {case.ticket}", number="2") is Terminal.SERVED
    assert await post(office, "STATUS PWK-2026-000999-X", number="3", by="99") is Terminal.SERVED
    assert plaza.in_public == [LINE]
    assert [message.purpose for message in plaza.privately[1:]] == [Purpose.STATUS, Purpose.STATUS]


async def test_personal_data_in_a_post_is_warned_of_and_its_author_asked_to_delete_it(
    office: Office, plaza: Plaza
) -> None:
    await post(office, f"{COMPLAINT} NIK 3214010203040001 hp 081234567890")
    case = await office.case("77")
    (private,) = plaza.privately
    asks = desk().notices.render(Notice.EXPOSED, Language.INDONESIAN, Length.SHORT, {}).body
    assert private.text.startswith(asks)
    assert case.ticket in private.text
    assert all("3214" not in message.text and "0812" not in message.text for message in plaza.said)
    (warning,) = [entry for entry in await office.entries(case.ticket) if entry.what == "exposed"]
    assert warning.detail["what"] == "identity_number phone"


async def test_personal_data_in_a_later_post_is_warned_of_too(office: Office, plaza: Plaza) -> None:
    await post(office, COMPLAINT, number="1", thread="t")
    await post(office, "@dpmptsp ini NIK saya 3214010203040001", number="2", thread="t")
    case = await office.case("77")
    assert [message.purpose for message in plaza.privately] == [Purpose.ACKNOWLEDGEMENT, Purpose.EXPOSED]
    assert "exposed" in await office.history(case.ticket)


async def test_in_private_nobody_is_asked_to_delete_anything(office: Office, plaza: Plaza) -> None:
    await post(office, f"{COMPLAINT} hp 081234567890", public=False)
    case = await office.case("77")
    assert "exposed" not in await office.history(case.ticket)
    assert plaza.in_public == []
    assert await proposed(office, case.ticket) == []


async def test_whoever_takes_no_private_message_counts_as_not_told_whatever_stands_in_public(
    office: Office, plaza: Plaza
) -> None:
    unapproved(office)
    plaza.refuses = RecipientGone("does not take messages")
    await post(office, COMPLAINT)
    case = await office.case("77")
    assert plaza.in_public == [LINE]
    (row,) = await office.rows(view=View.UNDELIVERED)
    assert row.complaint.id == case.id
    assert "send_failed" in await office.history(case.ticket)


async def test_nobody_approves_the_line_of_a_case_that_is_not_theirs_to_see(
    office: Office, plaza: Plaza
) -> None:
    await post(office, COMPLAINT)
    await post(office, SECRECY, number="2", thread="t1")
    case = await office.case("77")
    assert case.restricted, "what was written later restricts the case"
    (line,) = await proposed(office, case.ticket)
    with pytest.raises(NotAllowed):
        await office.do(lambda unit: approve(unit, case.ticket, line, SARI, office.clock.now()))
    assert await office.do(lambda unit: decline(unit, case.ticket, line, MANAGER, office.clock.now()))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=300),
    name=st.text(max_size=40),
    language=st.sampled_from(list(Language)),
    account=st.sampled_from([PLAZA, "lain"]),
)
def test_the_line_is_the_fixed_one_whatever_was_written(
    text: str, name: str, language: Language, account: str
) -> None:
    sender = Address("twitter", "77", name)
    said = values.message(text, sender, external_id="post-1", public=True)
    case = values.case(labels=replace(values.case().labels, language=language))
    planned, _ = public_line(said, case, account, desk(), NOON)
    fixed = {
        desk().notices.render(Notice.PUBLIC, one, Length.SHORT, {}).body
        for one in desk().notices.vocabularies
    }
    for line in planned:
        assert line.text in fixed
        assert (line.subject, line.references, line.in_reply_to) == ("", (), "post-1")
