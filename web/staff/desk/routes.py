"""The pages of the desk, and the ones that take files."""

from __future__ import annotations

from web.site import StaffPage
from web.staff.desk import box, entry, forms, receipt

DESK: tuple[tuple[str, str, StaffPage], ...] = (
    ("/loket", "GET", entry.show),
    ("/loket", "POST", entry.enter),
    ("/loket/tanda-terima", "GET", receipt.await_ticket),
    ("/loket/formulir", "GET", forms.show),
    ("/loket/formulir", "POST", forms.make),
    ("/loket/formulir/cetak", "GET", forms.sheets),
    ("/loket/formulir/batal", "POST", forms.void),
    ("/loket/kotak", "GET", box.show),
    ("/loket/kotak", "POST", box.enter),
    ("/loket/kotak/{number:int}", "GET", box.minutes),
    ("/loket/{ticket}/tanda-terima", "GET", receipt.show),
)
ROOMY = {"/loket": entry.LONGEST_BODY, "/loket/kotak": entry.LONGEST_BODY}
