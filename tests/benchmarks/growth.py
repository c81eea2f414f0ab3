"""Time and memory of ten and of a hundred times as many cards."""

from pathlib import Path

from ..importers.large import package
from . import concepts, numeric
from .flashgen_runs import FLASHGEN, first_build
from .measuring import Contestant, Run, Settings, medians, print_table


def run(settings: Settings) -> None:
    """Measure builds, exports and imports."""
    steps = (10, 100) if settings.quick else (1_000, 10_000, 100_000)
    runs = 1 if settings.quick else min(3, settings.runs)
    for name, write, some in (
        ("Concept cards", concepts.write_deck_files, steps),
        ("Numeric cards of 24 variants", numeric.write_deck_files, steps[:2]),
    ):
        folders = []
        for count in (1, *some):
            folder = settings.folder / f"{name.split()[0]}-{count}"
            write(folder, count)
            folders.append(folder)
        builds = [first_build(f"build of {folder.name}", folder) for folder in folders]
        _print(f"{name}: flashgen build", some, medians(builds, runs), runs)
        exports = [_export(folder) for folder in folders]
        _print(f"{name}: flashgen export --to jsonl", some, medians(exports, runs), runs)
    some = steps if settings.quick else (10_000, 100_000, 500_000)
    imports = [_import(settings.folder, count) for count in (1, *some)]
    _print("Notes of a package: flashgen import", some, medians(imports, 1), 1)


def _export(folder: Path) -> Contestant:
    output = folder.with_suffix(".jsonl")
    command = [FLASHGEN, "export", folder, "--to", "jsonl", "-o", output]
    return Contestant(f"export of {folder.name}", command)


def _import(folder: Path, count: int) -> Contestant:
    place = folder / f"import-{count}"
    place.mkdir()
    command = [FLASHGEN, "import", package(place, count), "-o", place / "cards"]
    return Contestant(f"import of {count}", command)


def _print(title: str, counts: tuple[int, ...], results: list[Run], runs: int) -> None:
    start, *others = results
    rows = []
    before: Run | None = None
    for count, result in zip(counts, others, strict=True):
        each = (result.peak - start.peak) / count
        rows.append(
            [
                f"{count:,} cards",
                f"{result.wall:.2f} s",
                f"{result.work:.2f} s",
                f"{result.peak / 1e6:.0f} MB",
                f"{each / 1e3:.1f} kB",
                f"{result.wall / before.wall:.1f}" if before else "",
                f"{result.work / before.work:.1f}" if before else "",
            ]
        )
        before = result
    rows.insert(0, ["1 card", f"{start.wall:.2f} s", f"{start.work:.2f} s"])
    rows[0] += [f"{start.peak / 1e6:.0f} MB", "", "", ""]
    head = ["", "time", "work", "peak", "more a card", "times the time", "times the work"]
    print_table(f"{title}; median of {runs}", head, rows)
