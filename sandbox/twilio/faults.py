"""What goes wrong, on demand: one fault for one request."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`status` 0 hangs up without an answer. With `after` the request is done before it fails. `html`
    answers with a page instead of JSON, `seconds` waits before anything is answered.
    """

    status: int = 500
    code: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    html: bool = False
    seconds: float = 0.0
