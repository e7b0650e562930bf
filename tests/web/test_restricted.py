"""A restricted case does not exist for an officer: not in lists, counts, search, files, nor by its address."""

from __future__ import annotations

from dataclasses import replace

from storage.store import SqlStore
from tests.web.conftest import Visitor
from tests.web.office import BRIBE, picture, tell
from tests.web.test_deeds import LABELS
from tests.web.test_inbox import counted, listed

SECRET = f"/kasus/{BRIBE.ticket}"
SEARCHES = ("rokok", "uang rokok", "Ujang", BRIBE.ticket, "127", "warga127@example.com")


async def test_an_officer_never_sees_it_in_lists_counts_or_search(sari: Visitor, dadan: Visitor) -> None:
    officers, managers = (await sari.get("/")).text, (await dadan.get("/")).text
    assert BRIBE.ticket not in listed(officers)
    assert BRIBE.ticket in listed(managers)
    assert counted(officers, "Semua terbuka") == counted(managers, "Semua terbuka") - 1
    assert counted(officers, "Belum dibaca") == counted(managers, "Belum dibaca") - 1
    for words in SEARCHES:
        found = (await sari.client.get("/", params={"cari": words})).text
        assert BRIBE.ticket not in listed(found), words
    assert BRIBE.ticket in listed((await dadan.get("/?cari=rokok")).text), "it can be found at all"
    for query in ("komponen=cost", "sektor=unknown", "jenis=complaint", "tampilan=unread"):
        assert BRIBE.ticket not in listed((await sari.get(f"/?{query}")).text), query


async def test_its_address_answers_like_one_that_never_was(sari: Visitor) -> None:
    secret, nothing = await sari.get(SECRET), await sari.get("/kasus/PWK-2026-999999-X")
    assert secret.status_code == nothing.status_code == 404
    assert secret.text.replace(BRIBE.ticket, "T") == nothing.text.replace("PWK-2026-999999-X", "T")


async def test_no_deed_reaches_it(sari: Visitor, dadan: Visitor, filled: SqlStore) -> None:
    html = (await dadan.get(SECRET)).text
    version = html.split('name="versi" value="')[1].split('"')[0]
    for path, fields in (
        ("tulis", {"teks": "Halo", "tindakan": "kirim"}),
        ("tulis", {"teks": "Halo", "tindakan": "catatan"}),
        ("tulis", {"teks": "", "tindakan": "kirim"}),
        ("klasifikasi", LABELS),
        ("batal", {"pesan": "1"}),
    ):
        answer = await sari.post(f"{SECRET}/{path}", **fields, versi=version)
        assert answer.status_code == 404, path
    after = (await dadan.get(SECRET)).text
    assert after.split('name="versi" value="')[1].split('"')[0] == version


async def test_its_attachments_stay_closed(sari: Visitor, dadan: Visitor, filled: SqlStore) -> None:
    story = replace(BRIBE, number=902, files=tuple(await filled.seal_files([picture()])))
    await tell(filled, story)
    html = (await dadan.get(f"/kasus/{story.ticket}")).text
    file = "/lampiran/" + html.split('href="/lampiran/')[1].split('"')[0]
    assert (await dadan.get(file)).content == picture().data
    refused, nothing = await sari.get(file), await sari.get("/lampiran/999999")
    assert refused.status_code == nothing.status_code == 404


async def test_its_news_are_not_counted(sari: Visitor, dadan: Visitor) -> None:
    since = "/kasus/perubahan?sejak=1775000000"
    officers, managers = (await sari.get(since)).text, (await dadan.get(since)).text
    assert int(officers.split()[0]) == int(managers.split()[0]) - 1


async def test_the_manager_is_told_that_it_is_restricted(dadan: Visitor) -> None:
    assert "Terbatas: hanya Pejabat Pengelola Pengaduan" in (await dadan.get(SECRET)).text
