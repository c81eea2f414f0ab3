"""The check of files of a megabyte that are as much work as a file can be."""

from ..slow_decks import CARDS, decks
from .flashgen_runs import FLASHGEN
from .measuring import Contestant, Settings, measure, print_table


def run(settings: Settings) -> None:
    """Measure the work of each on one core: the smaller of two runs."""
    rows = []
    for number, (name, write) in enumerate(decks().items()):
        path = settings.folder / f"{number}.yaml"
        text = write()
        if settings.quick:
            if number >= len(CARDS) // 10:
                break
            text = text[: text.index("\n- id: c2\n") + 1]
        path.write_text(text, encoding="utf-8")
        command = [FLASHGEN, "check", "--no-cache", path]
        contestant = Contestant(name, command, one_core=True, statuses=(0, 1))
        runs = [measure(contestant) for _ in range(min(2, settings.runs))]
        best = min(runs, key=lambda run: run.work)
        rows.append([name, f"{best.wall:.2f} s", f"{best.work:.2f} s", f"{best.peak / 1e6:.0f} MB"])
    head = ["", "time", "work", "peak"]
    print_table("flashgen check of a megabyte, by what its cards are", head, rows)
