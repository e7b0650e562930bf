"""On well-formed mails, which the standard library writes and reads right, both must see the same."""

from __future__ import annotations

import email
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from channels.mail.reading import read_mail
from channels.mail.reading.mojibake import repair
from core.message import InboundMessage

LETTERS = st.characters(codec="utf-8", categories=["L", "N"])
# What looks like a wrong reading of UTF-8 is shown repaired; the standard library shows it as it is.
WORDS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda word: repair(word) == word)
LINE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
TEXT = st.lists(LINE, min_size=1, max_size=6).map(lambda lines: "Isi\n" + "\n".join(lines) + "\n")
ATOM = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=10)
OFFSET = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENT = st.datetimes(
    datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2040-01-01"), timezones=OFFSET
).map(lambda moment: moment.replace(microsecond=0))
NAME = st.text("abc .-_é漢,;()'", min_size=1, max_size=40).map(lambda name: name.strip(" .'") + "x.dat")


@given(LINE, LINE, ATOM, TEXT, MOMENT, st.lists(st.tuples(NAME, st.binary(max_size=200)), max_size=3))
@settings(max_examples=80, deadline=None)
def test_a_well_formed_mail_reads_as_the_standard_library_reads_it(
    name: str,
    subject: str,
    atom: str,
    text: str,
    moment: datetime,
    files: list[tuple[str, bytes]],
) -> None:
    written = EmailMessage(policy=policy.SMTP)
    written["From"] = Address(name, atom, "warga.example")
    written["To"] = Address("Pengaduan, Kantor", "pengaduan", "dpmptsp.example")
    written["Subject"] = subject
    written["Date"] = format_datetime(moment)
    written["Message-ID"] = f"<{atom}@warga.example>"
    written.set_content(text)
    for file, data in files:
        written.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    raw = written.as_bytes()
    theirs = email.message_from_bytes(raw, policy=policy.default)
    (ours,) = read_mail(raw, received_at=datetime(2026, 1, 1, tzinfo=UTC), own_addresses=())
    assert isinstance(ours, InboundMessage)
    sender = theirs["From"].addresses[0]
    assert ours.sender.handle == sender.addr_spec
    # The standard library loses the white space between encoded words of a name and puts some where there was none;
    # two letters that come together so may look like one that was encoded twice, which is repaired on purpose.
    letters = "".join(name.split())
    assert "".join(ours.sender.display_name.split()) in {letters, repair(letters)}
    assert ours.recipient == theirs["To"].addresses[0].addr_spec
    assert ours.subject == str(theirs["Subject"]).strip()
    assert ours.sent_at == theirs["Date"].datetime
    assert ours.external_id == theirs["Message-ID"]
    body = theirs.get_body(("plain",))
    assert body is not None
    assert ours.full_text == body.get_content().replace("\r\n", "\n").strip()
    found = [(part.get_filename(), part.get_content()) for part in theirs.iter_attachments()]
    assert [(file.filename, file.size, file.sha256) for file in ours.attachments] == [
        (file, len(data), hashlib.sha256(data).hexdigest()) for file, data in found
    ]
