"""What came along: sealed and opened again, or refused with its reason."""

from __future__ import annotations

import base64
from pathlib import Path

from channels.mail import open_channel
from core.message import Terminal
from core.ports.inbox import ShownAttachment, Viewer
from tests.pipeline.letters import SITI, with_files
from tests.pipeline.office import ACCOUNT, MANAGER, SARI, Office, files_in, settings

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
PROGRAM = b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(200)
WORDS = "Nama saya Ujang Perumpamaan. Nama di NIB yang terbit salah ketik."


async def shown(office: Office) -> dict[str, ShownAttachment]:
    case = await office.case(SITI)
    said = (await office.view(case.ticket)).messages[0]
    return {one.filename: one for one in said.attachments}


async def content(office: Office, attachment: ShownAttachment) -> bytes:
    viewer = Viewer(MANAGER.name, MANAGER.role)
    found = await office.store.read(lambda unit: unit.inbox.attachment(viewer, attachment.id))
    assert found is not None
    return await office.store.open_file(found[0])


async def test_a_photo_comes_out_of_its_sealed_file_as_it_went_in(office: Office, tmp_path: Path) -> None:
    long = bytes(range(256)) * 1000
    raw = with_files(WORDS, ("nib.png", "image/png", PNG), ("data.bin", "application/octet-stream", long))
    assert await office.mail(raw) is Terminal.OPENED
    files = await shown(office)
    assert await content(office, files["nib.png"]) == PNG
    assert await content(office, files["data.bin"]) == long
    sealed = b"".join(content for name, content in files_in(tmp_path).items() if name.endswith(".sealed"))
    assert len(sealed) > len(long)
    assert PNG[8:40] not in sealed


async def test_what_kind_of_file_it_is_is_read_from_its_bytes(office: Office) -> None:
    await office.mail(with_files(WORDS, ("surat.pdf", "application/pdf", PNG)))
    assert (await shown(office))["surat.pdf"].content_type == "image/png"


async def test_a_program_is_refused_by_its_bytes_and_stands_in_the_case_with_the_reason(
    office: Office,
) -> None:
    await office.mail(with_files(WORDS, ("foto.jpg", "image/jpeg", PROGRAM), ("nib.png", "image/png", PNG)))
    files = await shown(office)
    assert files["foto.jpg"].refused
    assert files["foto.jpg"].size == len(PROGRAM)
    assert not files["nib.png"].refused, "the others are kept"


async def test_what_is_too_big_is_refused_and_stands_in_the_case_with_the_reason(office: Office) -> None:
    mail = settings(office.post.server, max_attachment_bytes=1000)
    office.channels[ACCOUNT] = open_channel(ACCOUNT, mail)
    await office.mail(with_files(WORDS, ("besar.txt", "text/plain", b"besar " * 400)))
    refused = (await shown(office))["besar.txt"]
    assert refused.refused
    assert refused.size == 2400
    case = await office.case(SITI)
    viewer = Viewer(MANAGER.name, MANAGER.role)
    found = await office.store.read(lambda unit: unit.inbox.attachment(viewer, refused.id))
    assert found is None or not found[0], "there is nothing to open"
    assert case.ticket in office.post.to(SITI)[0].as_string(), "the complaint is taken all the same"


async def test_a_complaint_that_is_an_attachment_alone_opens_a_case(office: Office) -> None:
    assert await office.mail(with_files("", ("nib.png", "image/png", PNG), subject="")) is Terminal.OPENED
    assert (await shown(office))["nib.png"].size == len(PNG)


async def test_an_attachment_of_a_restricted_case_does_not_exist_for_an_officer(office: Office) -> None:
    bribe = "Saya Budi Misal. Petugas loket 3 minta uang rokok 200 ribu supaya izin cepat keluar."
    await office.mail(with_files(bribe, ("bukti.png", "image/png", PNG)))
    assert (await office.case(SITI)).restricted
    (attachment,) = (await shown(office)).values()
    viewer = Viewer(SARI.name, SARI.role)
    assert await office.store.read(lambda unit: unit.inbox.attachment(viewer, attachment.id)) is None
