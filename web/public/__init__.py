"""What citizens see: the form, its receipt, and the page that tells where a case stands. No session here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.public import receipt, tracking
from web.public.front import Front
from web.public.write import REST_OF_FORM, Page

__all__ = ["Front", "public_routes", "roomy"]

PublicPage = Callable[[Front, Request], Awaitable[Response]]


def public_routes(front: Front) -> Sequence[Route]:
    page = Page(front)

    def of(shown: PublicPage) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            return await shown(front, request)

        return endpoint

    return (
        Route("/aduan/{account}", page.show),
        Route("/aduan/{account}", page.send, methods=["POST"]),
        Route("/aduan/{account}/tanda-terima", of(receipt.show)),
        Route("/status", of(tracking.show)),
        Route("/status", of(tracking.look), methods=["POST"]),
        Route("/status/tambah", of(tracking.add), methods=["POST"]),
    )


def roomy(front: Front) -> Mapping[str, int]:
    """The longest body of each form that takes files, in bytes."""
    return {f"/aduan/{name}": form.largest_files + REST_OF_FORM for name, form in front.forms.items()}
