"""What goes wrong, on demand: one fault for one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` and `subcode` are Meta's own numbers, 0 for none. `status` 0 breaks the answer off. With `after`
    the request is done before it fails. `html` answers with a page instead of JSON, `seconds` waits first.
    """

    status: int = 500
    code: int = 0
    subcode: int = 0
    transient: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    after: bool = False
    html: bool = False
    seconds: float = 0.0
    said: str = "said on demand"
