"""Style sheets and scripts: from memory, under names that change with their content, kept by browsers
for ever. `static/vendor/` is filled by `make assets` and may be missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript"}  # not as the machine's own list of types has it
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    content_type: str


class Assets:
    """All files below `root`; `url("app.css")` is `/static/app.<digest>.css`."""

    def __init__(self, root: Path = STATIC) -> None:
        self._urls: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        for path in sorted(file for file in root.rglob("*") if file.is_file() and file.name[0] != "."):
            body = path.read_bytes()
            name = path.relative_to(root)
            dated = name.with_name(f"{path.stem}.{sha256(body).hexdigest()[:12]}{path.suffix}").as_posix()
            self._urls[name.as_posix()] = f"/static/{dated}"
            self._files[dated] = Asset(body, TYPES.get(path.suffix, "application/octet-stream"))

    def url(self, name: str) -> str:
        """Raises KeyError for a file that is not there."""
        return self._urls[name]

    async def serve(self, request: Request) -> Response:
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        return Response(asset.body, media_type=asset.content_type, headers={"cache-control": FOR_EVER})
