"""Pages for what went wrong: each says what happened and what to do now."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from traceback import extract_tb
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.errors import NotAllowed, Stale, StoreError
from web.language import N_
from web.pages import Pages

log = logging.getLogger("aduan.web")


@dataclass(frozen=True, slots=True)
class Advice:
    """`title` says what happened, `remedy` what to do."""

    title: str
    remedy: str


ADVICE: Final[Mapping[int, Advice]] = {
    400: Advice(N_("Kiriman tidak dapat dibaca"), N_("Muat ulang halaman, lalu coba lagi.")),
    403: Advice(
        N_("Tindakan ini tidak diizinkan"),
        N_("Kembali ke halaman sebelumnya, muat ulang, lalu coba lagi dari sana."),
    ),
    404: Advice(
        N_("Halaman tidak ditemukan"),
        N_("Periksa nomor tiketnya, atau cari kasusnya dari kotak masuk."),
    ),
    405: Advice(
        N_("Halaman ini tidak dapat dibuka dengan cara itu"),
        N_("Mulai lagi dari kotak masuk."),
    ),
    409: Advice(
        N_("Kasus ini baru saja berubah"),
        N_("Buka kasusnya lagi, baca yang baru, lalu ulangi."),
    ),
    411: Advice(N_("Kiriman tidak lengkap"), N_("Muat ulang halaman, lalu kirim lagi.")),
    413: Advice(
        N_("Kiriman terlalu besar"),
        N_("Persingkat tulisannya atau kurangi berkasnya, lalu kirim lagi."),
    ),
    422: Advice(N_("Ada isian yang tidak dikenal"), N_("Mulai lagi dari kotak masuk.")),
    429: Advice(N_("Terlalu sering mencoba"), N_("Tunggu beberapa menit, lalu coba lagi.")),
    500: Advice(
        N_("Ada kesalahan di pihak kami"),
        N_(
            "Tidak ada yang hilang. Coba lagi; bila terulang, sampaikan kode di bawah kepada pengelola sistem."
        ),
    ),
    503: Advice(
        N_("Layanan sedang sibuk"),
        N_("Tidak ada yang tersimpan dari langkah terakhir. Tunggu sebentar, lalu coba lagi."),
    ),
}


LOST: Final = Advice(
    N_("Halaman tidak ditemukan"), N_("Periksa alamatnya, atau mulai dari halaman pengaduan.")
)


class Problems:
    """Answers with a problem's page, and logs the unexpected without a word of a citizen."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def page(self, request: Request, status: int, code: str = "") -> Response:
        public = self._public(request)
        advice = LOST if status == 404 and public else ADVICE.get(status, ADVICE[500])
        return self._pages.show(
            request, "problem.html", status=status, advice=advice, code=code, public=public
        )

    def _public(self, request: Request) -> str:
        """Where a citizen goes on from here; "" for officers."""
        _, *folders = request.url.path.split("/")
        forms = self._pages.forms
        if folders[0] == "status":
            return "/status"
        if folders[0] != "aduan" and self._pages.recognises(request):
            return ""
        account = next((name for name in forms if name in folders[1:2]), next(iter(forms), ""))
        return f"/aduan/{account}" if account else ""

    def unexpected(self, request: Request) -> Response:
        """The page for a fault of ours. The log names the fault's class and place, not its text: that may
        quote what a citizen wrote. A short code joins the two.
        """
        code = token_hex(4)
        kind, _, trace = sys.exc_info()
        frames = extract_tb(trace)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
        log.error("page fault %s: %s at %s", code, kind.__name__ if kind else "none", place)
        return self.page(request, 500, code)

    async def known(self, request: Request, error: Exception) -> Response:
        """The page for an error that says itself what it is; others go on to the last net."""
        match error:
            case HTTPException():
                response = self.page(request, error.status_code)
                response.headers.update(error.headers or {})
                return response
            case NotAllowed():
                return self.page(request, 403)
            case Stale():
                return self.page(request, 409)
            case StoreError():
                log.error("the store refused: %s", type(error).__name__)
                response = self.page(request, 503)
                response.headers["retry-after"] = "5"
                return response
        raise error
