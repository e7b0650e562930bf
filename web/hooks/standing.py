"""Whether what comes to each webhook is genuine: counted, and judged by the run of forgeries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

RUN = 5  # one stranger may try a door; as many in a row, and nothing genuine between, point to our secret


@dataclass
class Standing:
    """In memory, for each account. A run of forgeries ends with the first genuine delivery."""

    limit: int = RUN
    genuine: Counter[str] = field(default_factory=Counter)
    forged: Counter[str] = field(default_factory=Counter)
    run: Counter[str] = field(default_factory=Counter)

    def passed(self, account: str) -> None:
        self.genuine[account] += 1
        self.run[account] = 0

    def failed(self, account: str) -> bool:
        """Whether to say so: at the first of a run and when it fails the account, for a stranger who keeps
        trying must not fill the log.
        """
        self.forged[account] += 1
        self.run[account] += 1
        return self.run[account] in {1, self.limit}

    def is_failing(self, account: str) -> bool:
        """Perhaps our secret or our public address is wrong: operators must look."""
        return self.run[account] >= self.limit
