"""The pages of the desk, and the ones that take files."""

from __future__ import annotations

from web.staff.desk.uploads import LONGEST_BODY

DESK: tuple[tuple[str, str, str], ...] = (
    ("/loket", "GET", "desk.entry:show"),
    ("/loket", "POST", "desk.entry:enter"),
    ("/loket/tanda-terima", "GET", "desk.receipt:await_ticket"),
    ("/loket/formulir", "GET", "desk.forms:show"),
    ("/loket/formulir", "POST", "desk.forms:make"),
    ("/loket/formulir/cetak", "GET", "desk.forms:sheets"),
    ("/loket/formulir/batal", "POST", "desk.forms:void"),
    ("/loket/kotak", "GET", "desk.box:show"),
    ("/loket/kotak", "POST", "desk.box:enter"),
    ("/loket/kotak/{number:int}", "GET", "desk.box:minutes"),
    ("/loket/kotak/{number:int}/tanda-terima", "GET", "desk.slips:show"),
    ("/loket/{ticket}/tanda-terima", "GET", "desk.receipt:show"),
)
ROOMY = {"/loket": LONGEST_BODY, "/loket/kotak": LONGEST_BODY}
