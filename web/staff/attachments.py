"""What citizens sent along: always a download, never a page of our site."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.ports.inbox import Session
from web.site import Site, viewer

LONGEST_NAME = 120
# A browser that opened a file in spite of everything would find nothing to run.
SANDBOX = "default-src 'none'; sandbox"


async def download(site: Site, request: Request, session: Session) -> Response:
    number, who = request.path_params["number"], viewer(session)
    found = await site.store.read(lambda unit: unit.inbox.attachment(who, number))
    if found is None or not found[0]:
        raise HTTPException(404)
    reference, attachment = found
    return Response(
        await site.store.open_file(reference),
        media_type="application/octet-stream",
        headers={
            "content-disposition": disposition(attachment.filename, number),
            "content-security-policy": SANDBOX,
        },
    )


def disposition(filename: str, number: int) -> str:
    """RFC 6266, with a plain name for old clients. What could be a path or a control goes."""
    kept = "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\:*?"<>|')
    name = kept.strip(". ")[-LONGEST_NAME:] or f"lampiran-{number}"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
