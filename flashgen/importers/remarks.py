"""What an import reports: each kind once, with how many cards it is about."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

_MOST_KINDS: Final = 1000
_OTHERS: Final = "something else that comments in the files say"


class Remarks(Struct):
    """Counts cards by what is to be reported of them."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        """Count one more card."""
        if len(self.counts) >= _MOST_KINDS and what not in self.counts:
            what = _OTHERS
        self.counts[what] = self.counts.get(what, 0) + 1

    def add_all(self, kinds: Iterable[str]) -> None:
        """Count one more card, once for each kind."""
        for kind in dict.fromkeys(kinds):
            self.add(kind)

    def lines(self) -> tuple[str, ...]:
        """Return a line for each kind."""
        return tuple(
            f"{count:,} {'card' if count == 1 else 'cards'}: {what}"
            for what, count in self.counts.items()
        )
