"""What stands before every page: other sites, headers, bodies, and the page for what goes wrong."""

from __future__ import annotations

import logging
import mimetypes

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.requests import Request

from core.ports.inbox import Role, Viewer
from storage.store import SqlStore
from tests.web.conftest import IN_CLEAR, Visitor
from tests.web.office import NOW, PBG
from web.assets import STATIC, TYPES, Assets
from web.guard import refused

PAGES = ("/masuk", "/", f"/kasus/{PBG.ticket}", "/kanal", "/tidak-ada")
POSTS = ["/masuk", "/keluar", "/bahasa", f"/kasus/{PBG.ticket}/tulis", f"/kasus/{PBG.ticket}/klasifikasi"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {"Origin": "http://jahat.example"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_post_from_another_site_is_refused(url: str, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=url) as client:
        for path in POSTS:
            answer = await client.post(path, data={"teks": "x"}, headers=headers)
            assert answer.status_code == 403, path
            assert "Tindakan ini tidak diizinkan" in answer.text


async def test_a_foreign_post_changes_nothing(sari: Visitor, filled: SqlStore) -> None:
    fields = {"teks": "Halo", "tindakan": "kirim", "versi": "1"}
    answer = await sari.client.post(
        f"/kasus/{PBG.ticket}/tulis", data=fields, headers={"Origin": "http://jahat.example"}
    )
    assert answer.status_code == 403
    manager = Viewer("dadan", Role.COMPLAINT_MANAGER)
    view = await filled.read(lambda unit: unit.inbox.case(manager, PBG.ticket))
    assert view is not None
    assert view.complaint.version == 1


@given(st.sampled_from(["POST", "PUT", "DELETE", "PATCH"]), st.text(alphabet="abcdef.:/0", max_size=30))
def test_no_origin_but_our_own_host_passes(method: str, origin: str) -> None:
    headers = Headers({"host": "aduan.example", "origin": origin})
    assert refused(method, headers) == 403
    assert refused(method, Headers({"host": "aduan.example", "origin": "https://aduan.example"})) is None


def test_an_endless_or_overlong_body_is_refused() -> None:
    own = {"host": "a.example", "origin": "https://a.example"}
    assert refused("POST", Headers(own | {"transfer-encoding": "chunked"})) == 411
    assert refused("POST", Headers(own | {"content-length": "300000"})) == 413
    assert refused("POST", Headers(own | {"content-length": "-1"})) == 413
    assert refused("POST", Headers(own | {"content-length": "1000"})) is None


async def test_every_page_carries_the_strict_headers(sari: Visitor) -> None:
    for path in (*PAGES, "/healthz"):
        headers = (await sari.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy, path
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


async def test_no_page_holds_inline_script_or_style(sari: Visitor) -> None:
    for path in PAGES:
        html = (await sari.get(path)).text
        assert "<style" not in html, path
        assert " style=" not in html
        assert " onclick" not in html
        assert html.count("<script") == html.count('<script src="/static/') == 1


async def test_static_files_are_kept_for_ever_under_a_name_of_their_content(sari: Visitor) -> None:
    html = (await sari.get("/")).text
    path = html.split('rel="stylesheet" href="')[1].split('"')[0]
    sheet = await sari.get(path)
    assert sheet.status_code == 200
    assert sheet.headers["content-type"].startswith("text/css")
    assert sheet.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await sari.get("/static/app.css")).status_code == 404
    assert (await sari.get("/static/../application.py")).status_code == 404


async def test_what_a_script_is_does_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser refuses a script of another type; some machines call it text/plain."""
    mimetypes.init()
    monkeypatch.setitem(mimetypes.types_map, ".js", "text/plain")
    script = await Assets().serve(
        Request({"type": "http", "path_params": {"name": Assets().url("app.js").removeprefix("/static/")}})
    )
    assert script.headers["content-type"].startswith("text/javascript")
    kinds = {path.suffix for path in STATIC.iterdir() if path.is_file()}
    assert kinds <= TYPES.keys()


async def test_an_unknown_page_says_what_to_do(sari: Visitor) -> None:
    answer = await sari.get("/kasus/PWK-2026-999999-X")
    assert answer.status_code == 404
    assert "cari kasusnya dari kotak masuk" in answer.text


async def test_a_filter_that_does_not_exist_is_named_an_error(sari: Visitor) -> None:
    for query in ("jenis=semuanya", "tampilan=x", "sektor=1", "sebelum=-3", "sebelum=99999999999999999999"):
        assert (await sari.get(f"/?{query}")).status_code == 422


async def test_a_fault_of_ours_gives_a_page_with_a_code_and_no_secret_in_the_log(
    sari: Visitor, filled: SqlStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("wawan@example.com menulis rahasia")

    monkeypatch.setattr("web.staff.inbox.filters_of", broken)
    with caplog.at_level(logging.DEBUG):
        answer = await sari.get("/")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"]
    assert "Ada kesalahan di pihak kami" in answer.text
    code = answer.text.split("<code>")[1].split("</code>")[0]
    assert f"page fault {code}: RuntimeError" in caplog.text
    assert "rahasia" not in caplog.text + answer.text


async def test_the_probes_answer_without_a_session(url: str) -> None:
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=url) as client:
        assert (await client.get("/healthz")).text == "ok"
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "checks": {"database": "ok"}}


async def test_not_ready_once_the_database_is_gone(url: str, filled: SqlStore) -> None:
    await filled.close()
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=url) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "failed"}


async def test_pages_that_need_a_session_all_lead_to_the_door(url: str) -> None:
    paths = ["/", "/kasus", f"/kasus/{PBG.ticket}", "/kanal", "/lampiran/1", "/kasus/perubahan?sejak=1"]
    async with httpx.AsyncClient(verify=IN_CLEAR, base_url=url) as client:
        for path in paths:
            answer = await client.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/masuk")
            assert NOW.isoformat() not in answer.text
