"""The pages of the register, and the one that takes a file."""

from __future__ import annotations

from web.site import StaffPage
from web.staff.register import bring, page

REGISTER: tuple[tuple[str, str, StaffPage], ...] = (
    ("/register", "GET", page.show),
    ("/register/ekspor", "POST", page.take_out),
    ("/register/impor", "POST", bring.look),
    ("/register/impor/ambil", "POST", bring.take_in),
)
ROOMY = {"/register/impor": bring.LONGEST_BODY}
