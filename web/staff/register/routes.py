"""The pages of the register, and the one that takes a file."""

from __future__ import annotations

LARGEST = 16 * 1024 * 1024  # bytes of a file; the command takes more
LONGEST_BODY = LARGEST + 256 * 1024

REGISTER: tuple[tuple[str, str, str], ...] = (
    ("/register", "GET", "register.page:show"),
    ("/register/ekspor", "POST", "register.page:take_out"),
    ("/register/impor", "POST", "register.bring:look"),
    ("/register/impor/ambil", "POST", "register.bring:take_in"),
)
ROOMY = {"/register/impor": LONGEST_BODY}
