"""What goes wrong, on demand: one fault for one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """`status` 0 hangs up without an answer. With `after` the call is done before it fails. `html` answers
    with a page instead of JSON, `seconds` waits before anything is answered; status 200 only waits.
    """

    status: int = 500
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    after: bool = False
    html: bool = False
    seconds: float = 0.0
