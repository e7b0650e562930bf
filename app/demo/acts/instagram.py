"""Instagram: Meta calls the office's webhook and takes the answers; a second account only reads along."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from app.config import AccountSection
from app.demo.act import Answer, Office, Spoken
from app.demo.line import REFUSED, Line
from channels.instagram import Settings
from sandbox.instagram import Instagram
from sandbox.instagram.calls import Entry, body_of, signed
from sandbox.instagram.redirect import redirected

PUBLIC = "https://aduan.office.example"
OFFICIAL, ALONG = "ig", "ig_baca"
PHOTO = b64decode(  # one white point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)


class InstagramAct:
    """One office on two stand-ins: on the one it is told, on the other instaloader reads its pages."""

    def __init__(self) -> None:
        self._meta = Instagram()
        self._pages = Instagram("mpp.contoh", first=5000)
        self._running = ExitStack()
        self._said: dict[str, tuple[str, Entry]] = {}
        self._under: list[str] = []

    def start(self) -> None:
        """What is read along was written before: instaloader looks once, and then rests for a long time."""
        self._running.enter_context(self._meta.running())
        self._running.enter_context(self._pages.running())
        self._running.enter_context(redirected(f"{self._pages.url}/web"))
        self._post = self._meta.post("Jam layanan pekan ini")
        comment = self._pages.comment(
            self._pages.post("Pengumuman"),
            "budi.umpama",
            "Izin reklame toko saya sudah sebulan tidak ada kabar",
            call=False,
        )
        self._under.append(comment.id)

    def accounts(self) -> Sequence[AccountSection]:
        official = Settings(
            username=self._meta.world.office.username,
            credential=lambda: (
                f"token:{Instagram.token} app:{Instagram.app_secret} verify:{Instagram.verify_word}"
            ),
            user_id=self._meta.world.office.id,
            public_url=PUBLIC,
            media_hosts=("127.0.0.1",),
            api_url=self._meta.url,
        )
        along = Settings(
            username=self._pages.world.office.username,
            credential=lambda: f"sessionid={Instagram.session}; csrftoken=c; ds_user_id=700",
            way="instaloader",
            risk_accepted=True,
        )
        return (
            AccountSection(OFFICIAL, "instagram", "h", None, official),
            AccountSection(ALONG, "instagram", "h", None, along),
        )

    def opened(self, office: Office) -> None:
        """As at set-up: Meta asks whether the address is ours, and calls it from then on."""
        hook = self._meta.connect(f"{office.address}/hooks/{OFFICIAL}")
        hook.set_up(Instagram.verify_word)

    def speak(self, line: Line, values: Mapping[str, str]) -> Spoken:
        """`own`: from, how (comment, message, mention, edit, along), text, and what is special: `photo`,
        `fields` of the message, `again` (what this person said last is brought once more), `forged`.
        """
        own = line.own
        if own["how"] == "along":
            return Spoken(self._under.pop(0))
        if not own.get("again"):
            self._said[own["from"]] = self._happened(own, own.get("text", "").format_map(values))
        key, entry = self._said[own["from"]]
        if own.get("forged"):
            body = body_of(entry)
            hook = self._meta.hook
            refused = hook is not None and hook.bring(body, signed("secret-of-a-stranger", body)) == 403
            return Spoken(fate=REFUSED if refused else "")
        status = self._meta.call(entry)
        return Spoken(key, "" if status == 200 else f"HTTP {status}")

    def _happened(self, own: Mapping[str, Any], text: str) -> tuple[str, Entry]:
        """The unique id of what somebody said, and how Meta tells of it."""
        meta, person = self._meta, own["from"]
        if own["how"] == "comment":
            comment = meta.comment(self._post, person, text, call=False)
            return comment.id, meta.words.comment(comment)
        if own["how"] == "mention":
            post = meta.post("Antre dari pagi", "warga.peduli")
            comment = meta.comment(post, person, text, call=False)
            return f"mention:{post.id}:{comment.id}", meta.words.mention(post, comment)
        if own["how"] == "edit":
            first = next(one for one in meta.world.directs if one.person.username == person and not one.ours)
            return f"{first.mid}:edit-1", meta.words.edit(first, text)
        more = dict(own.get("fields") or {})
        if own.get("photo"):
            more["attachments"] = [{"type": "image", "payload": {"url": meta.file("image/png", PHOTO)}}]
        direct = meta.write(person, text, call=False)
        return direct.mid, meta.words.direct(direct, **more)

    def answers(self) -> Sequence[Answer]:
        return [Answer(one.person.username, one.text) for one in self._meta.sent()]

    def stop(self) -> None:
        self._running.close()


def open_act() -> InstagramAct:
    return InstagramAct()
