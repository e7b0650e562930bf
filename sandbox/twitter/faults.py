"""What goes wrong, on demand: one fault for one request."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`status` 0 breaks off in the middle of an answer, 200 only waits. With `after` the request is done
    before it fails. `html` answers with a page, `seconds` waits first, `kind` is the last word of the
    problem's type, `detail` its sentence.
    """

    status: int = 503
    kind: str = ""
    detail: str = "said on demand"
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    html: bool = False
    seconds: float = 0.0
