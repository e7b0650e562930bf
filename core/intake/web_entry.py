"""What a citizen entered into the web form, or another site of the office's handed over: one JSON object."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from core.errors import Unreadable
from core.intake.entered import Table, code_of, dump_files, key_of, read_table
from core.message import Anonymity, EnteredFile

UNREADABLE = "web-entry"


@dataclass(frozen=True, slots=True)
class WebEntry:
    """One submission. `received_at` (aware) is the moment of submission, T0 (domain 1.1). `service` is the
    service or licence in the citizen's words. `robot`: the field that no person sees was filled in.
    """

    text: str
    received_at: datetime
    check_code: str
    service: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    anonymity: Anonymity = Anonymity.OPEN
    files: tuple[EnteredFile, ...] = ()
    robot: bool = False


@dataclass(frozen=True, slots=True)
class WebAddition:
    """What a citizen who held ticket and check code added to a case on its page. `handle` is the case's own
    address at the form.
    """

    ticket: str
    handle: str
    text: str
    received_at: datetime


def web_key(token: str) -> str:
    """The key of the entry made with this token (see `core.intake.entered`)."""
    return key_of("web", token)


def web_check_code(token: str) -> str:
    return code_of("web", token)


def dump_web(entry: WebEntry) -> bytes:
    return json.dumps(
        {
            "text": entry.text,
            "received_at": entry.received_at.isoformat(),
            "check_code": entry.check_code,
            "service": entry.service,
            "name": entry.name,
            "email": entry.email,
            "phone": entry.phone,
            "anonymity": entry.anonymity.value,
            "files": dump_files(entry.files),
            "robot": "yes" if entry.robot else "",
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def addition_key(ticket: str, text: str) -> str:
    """The same words added twice to a case are one addition."""
    return key_of("web addition", f"{ticket} {text}")


def dump_addition(added: WebAddition) -> bytes:
    told = asdict(added) | {"received_at": added.received_at.isoformat()}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def load_posted(body: bytes) -> WebEntry | WebAddition:
    """What stands in an envelope of a form. Raises Unreadable as `load_web`."""
    table = read_table(body, UNREADABLE)
    if not table.text("ticket"):
        return web_entry(table, table.moment("received_at"), table.text("check_code"))
    if not (table.text("text").strip() and table.text("handle")):
        raise Unreadable(UNREADABLE, "text or handle is empty")
    return WebAddition(
        table.text("ticket"), table.text("handle"), table.text("text"), table.moment("received_at")
    )


def load_web(body: bytes) -> WebEntry:
    """Raises Unreadable, naming the part that does not fit, and nothing else."""
    table = read_table(body, UNREADABLE)
    return web_entry(table, table.moment("received_at"), table.text("check_code"))


def web_entry(table: Table, received_at: datetime, check_code: str) -> WebEntry:
    """The entry that a table holds, received and answered for as told. Raises Unreadable as `load_web`."""
    if not table.text("text").strip():
        raise Unreadable(table.code, "text is empty")
    wish = table.text("anonymity") or Anonymity.OPEN
    if wish not in set(Anonymity):
        raise Unreadable(table.code, f"anonymity is none of {', '.join(Anonymity)}")
    return WebEntry(
        text=table.text("text"),
        received_at=received_at,
        check_code=check_code,
        service=table.text("service"),
        name=table.text("name"),
        email=table.text("email"),
        phone=table.text("phone"),
        anonymity=Anonymity(wish),
        files=table.files(),
        robot=bool(table.text("robot")),
    )
