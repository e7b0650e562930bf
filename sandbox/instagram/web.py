"""What a signed-in browser and the phone's app ask of Instagram, as far as instaloader asks for it.

These are private ways in, and they change: this plays the shapes that instaloader 4.16 reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.instagram.world import Comment, Person, Post, World

ASKED_HOST = "x-asked-host"  # the redirect tells for which host a request was meant
WEB, APP = "www.instagram.com", "i.instagram.com"
PAGE = 10
PROFILE, POSTS, POST = "27937681195819736", "29104886249145907", "27128499623469141"
COMMENTS, TAGGED, SELF = (
    "97b41c52301f77ce508f55e66d17620e",
    "e31a871f7301132ceaab56507a66bbb7",
    "d6f4427fbe92d846298cf93df0b937d3",
)
TROUBLES: Mapping[str, Callable[[], Response]] = {
    "wait": lambda: _said(401, "Please wait a few minutes before you try again.", require_login=True),
    "429": lambda: _said(429, "rate limited"),
    "403": lambda: _said(403, "forbidden"),
    "400": lambda: _said(400, "bad request"),
    "challenge": lambda: _said(400, "challenge_required"),
    "checkpoint": lambda: _said(400, "checkpoint_required"),
    "feedback": lambda: _said(400, "feedback_required"),
    "login": lambda: RedirectResponse(f"https://{WEB}/accounts/login/?next=/", 302),
    "html": lambda: HTMLResponse("<html>Something went wrong</html>"),
    "500": lambda: Response("oops", 500),
    "shape": lambda: JSONResponse({"status": "ok", "data": {}}),
}


class Web:
    """`session` is the cookie that signs in; `troubles` are words of TROUBLES by what is asked for
    (a path, a query's number), under "" for every question.
    """

    def __init__(self, world: World, session: str) -> None:
        self.world = world
        self.session = session
        self.troubles: dict[str, str] = {}
        self.asked: list[tuple[str, str, str]] = []

    def application(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        host, path = request.headers.get(ASKED_HOST, ""), f"/{request.path_params['path']}"
        form = {k: str(v) for k, v in (await request.form()).items()} if request.method == "POST" else {}
        fields = {**request.query_params, **form}
        what = fields.get("doc_id") or fields.get("query_hash") or path
        self.asked.append((host, request.method, what))
        trouble = self.troubles.get(what) or self.troubles.get("")
        if trouble:
            return TROUBLES[trouble]()
        if path.strip("/") == self.world.office.username:
            return self._page()  # everybody may see a profile
        if not self._signed_in(request):
            return TROUBLES["login"]()
        if host == APP:
            return self._app(path, fields)
        variables = json.loads(fields.get("variables", "{}"))
        return self._start() if path == "/" else self._query(what, variables)

    def _signed_in(self, request: Request) -> bool:
        told = request.cookies.get("sessionid") or request.headers.get("authorization", "")
        return bool(self.session) and (told == self.session or told.startswith("Bearer IGT:2:"))

    def _page(self) -> Response:
        office = {"pk": _pk(self.world.office), "id": "x", "username": self.world.office.username}
        embedded = {"__bbox": {"result": {"data": {"xig_user_by_username": office}}}}
        script = f'<script type="application/json" data-sjs>{json.dumps(embedded)}</script>'
        return HTMLResponse(f"<html><body>{script}</body></html>")

    def _start(self) -> Response:
        return HTMLResponse(
            '<script>["DTSGInitialData",[],{"token":"dtsg-contoh"}],["LSD",[],{"token":"lsd-contoh"}],'
            f'{{"IG_USER_EIMU":"{_pk(self.world.office)}"}}</script>'
        )

    def _query(self, what: str, variables: Mapping[str, Any]) -> Response:
        office = self.world.office
        own = sorted((one for one in self.world.posts.values() if one.by is office), key=lambda one: one.at)
        if what == PROFILE:
            return _ok({"user": _profile(office)})
        if what == SELF:
            return _ok({"user": _profile(office)})
        if what == POSTS:
            edges = [{"node": self._media(one)} for one in reversed(own)]
            return _ok({"xdt_api__v1__feed__user_timeline_graphql_connection": _edges(edges)})
        if what == TAGGED:
            tagged = [one for one in self.world.posts.values() if office.username in one.tags]
            return _ok({"user": {"edge_user_to_photos_of_you": _edges([_tag(one) for one in tagged])}})
        post = next((one for one in own if one.shortcode == variables.get("shortcode")), None)
        if post is None:
            return _said(404, "no such thing")
        if what == POST:
            return _ok({"xdt_api__v1__media__shortcode__web_info": {"items": [self._media(post)]}})
        if what == COMMENTS:
            edges = [{"node": self._node(one)} for one in self._under(post)]
            return _ok({"shortcode_media": {"edge_media_to_parent_comment": _edges(edges)}})
        return _said(404, "no such question")

    def _app(self, path: str, fields: Mapping[str, str]) -> Response:
        """The phone's way, which instaloader takes for posts with more than a dozen comments."""
        parts = path.strip("/").split("/")
        post = next((one for one in self.world.posts.values() if one.id == parts[3]), None)
        if post is None or parts[4:] != ["comments"]:
            return _said(404, "no such way")
        start = int(fields.get("min_id", "0"))
        found = self._under(post)
        shown = [self._row(one) for one in found[start : start + PAGE]]
        more = {"next_min_id": str(start + PAGE)} if len(found) > start + PAGE else {}
        return JSONResponse({"status": "ok", "comments": shown, "comment_count": len(found), **more})

    def _under(self, post: Post) -> list[Comment]:
        return [one for one in self.world.comments.values() if one.post is post and not one.parent]

    def _answers(self, comment: Comment) -> list[Comment]:
        return [one for one in self.world.comments.values() if one.parent == comment.id]

    def _media(self, post: Post) -> dict[str, Any]:
        count = sum(one.post is post for one in self.world.comments.values())
        return {
            "pk": post.id,
            "code": post.shortcode,
            "media_type": 1,
            "taken_at": int(post.at.timestamp()),
            "user": _profile(post.by),
            "caption": {"text": post.caption},
            "comment_count": count,
            "like_count": 1,
            "has_liked": False,
            "image_versions2": {"candidates": [{"url": "https://cdn.example/x.jpg"}]},
        }

    def _node(self, comment: Comment) -> dict[str, Any]:
        """A comment as the browser is told of it."""
        answers = [{"node": self._node(one)} for one in self._answers(comment)]
        return {
            "id": comment.id,
            "created_at": int(comment.at.timestamp()),
            "text": comment.text,
            "owner": _profile(comment.by),
            "edge_liked_by": {"count": 0},
            "edge_threaded_comments": _edges(answers),
        }

    def _row(self, comment: Comment) -> dict[str, Any]:
        """The same comment as the phone is told of it: under another name, with a number for an id."""
        answers = [self._row(one) for one in self._answers(comment)]
        return {
            "pk": comment.id,
            "created_at": int(comment.at.timestamp()),
            "text": comment.text,
            "comment_like_count": 0,
            "child_comment_count": len(answers),
            "preview_child_comments": answers,
            "user": _profile(comment.by),
        }


def _pk(person: Person) -> str:
    return person.id[-9:].lstrip("0") or "1"


def _profile(person: Person) -> dict[str, Any]:
    return {
        "pk": _pk(person),
        "id": _pk(person),
        "username": person.username,
        "full_name": person.username.title(),
        "is_private": False,
        "profile_pic_url": "https://cdn.example/x.jpg",
    }


def _tag(post: Post) -> dict[str, Any]:
    caption = {"edges": [{"node": {"text": post.caption}}] if post.caption else []}
    node: dict[str, Any] = {"id": post.id, "shortcode": post.shortcode, "__typename": "GraphImage"}
    node |= {"owner": {"id": _pk(post.by), "username": post.by.username}}
    node |= {"taken_at_timestamp": int(post.at.timestamp()), "is_video": False, "display_url": "x"}
    return {"node": {**node, "edge_media_to_caption": caption}}


def _edges(edges: list[dict[str, Any]]) -> dict[str, Any]:
    page = {"has_next_page": False, "end_cursor": None}
    return {"count": len(edges), "page_info": page, "edges": edges}


def _ok(data: Mapping[str, Any]) -> Response:
    return JSONResponse({"status": "ok", "data": data})


def _said(status: int, message: str, **more: Any) -> Response:
    return JSONResponse({"message": message, "status": "fail", **more}, status)
