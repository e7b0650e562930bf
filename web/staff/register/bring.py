"""An earlier register comes in through the page: looked at first, row by row, and taken in by a second press.

Between the two the file lies sealed, as scans at the desk do; nothing of it is kept in clear.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.errors import ConfigError, StoreError
from core.ports.inbox import Session
from ops.register.bring import Bringing, Fate, Outcome
from ops.register.mapping import WrongMapping, parse_mappings
from web.formats import size
from web.forms import entered_files, reading_form, text_of
from web.language import N_, translate
from web.register_words import label_words
from web.site import Site
from web.staff.desk.uploads import KeptFile, put_by, uploads_of
from web.staff.register.page import demand_manager, page
from web.staff.register.routes import LARGEST, LONGEST_BODY
from web.staff.register.said import flaw_of, said_of

SHOWN = 300  # rows; the sums count all
NO_DESK = N_(
    "Register disimpan di akun loket; kantor ini belum punya. Tambahkan akun loket dalam konfigurasi."
)
NO_FILE = N_("Pilih berkas XLSX atau CSV, paling besar 16 MB.")
GONE = N_("Berkas sudah tidak tersimpan. Pilih lagi, lalu periksa sekali lagi.")
NO_TABLE = N_(
    "Berkas ini tidak terbaca sebagai register. Perlu baris judul dengan kolom tanggal diterima dan isi pengaduan, "
    "disimpan sebagai .xlsx tanpa kata sandi atau sebagai CSV."
)


BAD_WORDS = N_("Berkas kata kantor tidak dapat dipakai: %(why)s")
LONG_WORDS = N_("berkasnya lebih besar dari %(size)s")
LONGEST_WORDS = 64_000  # bytes


@dataclass(slots=True)
class Result:
    """What became, or would become, of the rows; the bad ones first come into view."""

    name: str
    dry: bool
    counts: Counter[Fate] = field(default_factory=Counter)
    rows: list[tuple[Outcome, list[str]]] = field(default_factory=list)
    hidden: int = 0

    def add(self, outcome: Outcome) -> None:
        if len(self.rows) < SHOWN:
            self.rows.append((outcome, [said_of(one) for one in outcome.troubles]))
        else:
            self.hidden += 1


async def look(site: Site, request: Request, session: Session) -> Response:
    """The dry run: changes nothing but that the file waits sealed."""
    demand_manager(session)
    async with reading_form(request, LONGEST_BODY, 2, 5) as form:
        uploads, words = await uploads_of(form), await entered_files(form, "kata")
    if uploads.count != 1 or uploads.size > LARGEST:
        return await page(site, request, session, trouble=translate(NO_FILE), status=422)
    try:
        (kept,) = await put_by(site.store, uploads)
    except StoreError:
        return await page(site, request, session, trouble=translate(GONE), status=503)
    text = b"".join(one.data for one in words)
    if len(text) > LONGEST_WORDS:
        return await _bad_words(site, request, session, translate(LONG_WORDS, size=size(LONGEST_WORDS)))
    return await _bring(site, request, session, kept, text.decode("utf-8-sig", "replace"), dry=True)


async def take_in(site: Site, request: Request, session: Session) -> Response:
    """The same file for good."""
    demand_manager(session)
    form = await request.form()
    kept = KeptFile.parse(text_of(form, "simpanan"))
    if kept is None:
        raise HTTPException(422)
    return await _bring(site, request, session, kept, text_of(form, "kata"), dry=False)


async def _bring(
    site: Site, request: Request, session: Session, kept: KeptFile, words: str, *, dry: bool
) -> Response:
    """`words` is the text of the office's mapping file, "" where it has none."""
    account = next(iter(site.settings.desk.values()), None)
    if account is None:
        return await page(site, request, session, trouble=translate(NO_DESK), status=422)
    try:
        mappings = parse_mappings(words)
    except WrongMapping as error:
        return await _bad_words(site, request, session, flaw_of(error))
    bringing = Bringing(
        site.store,
        site.clock,
        account,
        session.officer.name,
        mappings,
        labels=label_words(),
        prefix=site.desk.ticket_prefix,
        dry=dry,
    )
    result = Result(kept.filename, dry)
    try:
        data = await site.store.open_file(kept.reference)
        result.counts = await bringing.bring(BytesIO(data), kept.filename, result.add)
    except StoreError:
        return await page(site, request, session, trouble=translate(GONE), status=422)
    except ConfigError:
        return await page(site, request, session, trouble=translate(NO_TABLE), status=422)
    return await page(site, request, session, bringing=result, kept=kept, words=words)


async def _bad_words(site: Site, request: Request, session: Session, why: str) -> Response:
    return await page(site, request, session, trouble=translate(BAD_WORDS, why=why), status=422)
