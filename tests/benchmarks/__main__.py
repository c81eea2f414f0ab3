"""Run the benchmarks and print their tables."""

import argparse
import compileall
import tempfile
from importlib import import_module
from pathlib import Path

import flashgen

from .measuring import Settings

BENCHMARKS = {
    "concepts": "concept cards from Markdown to .apkg, beside two other tools",
    "numeric": "numeric cards, beside a script by hand with numpy and genanki",
    "check": "`flashgen check` on many draws, beside a script by hand with numpy",
    "package": "the package alone, beside genanki's writer and the limit",
    "hostile": "`flashgen check` of files of 1 MB that are as much work as a file can be",
    "growth": "time and memory of ten and a hundred times as many cards",
    "startup": "`flashgen --help`, beside the import of click",
    "showing": "a card's way onto the screen, in a real Chromium",
}


def main() -> None:
    """Parse the command line and run what it names."""
    listed = "\n".join(f"  {name:10} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="How fast flashgen is, beside what a user would take instead.",
        epilog=f"benchmarks:\n{listed}\n\nA ratio below 1 says that flashgen is the faster one. "
        "Work is processor time,\nwhich tells more on a busy machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="BENCHMARK", help="one or more; default: all")
    parser.add_argument("--quick", action="store_true", help="smaller sizes")
    parser.add_argument("--runs", type=int, default=5, help="runs of each (default: 5)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    # As an installation leaves it, also where Python is told not to write bytecode.
    compileall.compile_dir(Path(flashgen.__file__).parent, quiet=1)
    for name in arguments.names or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="flashgen-") as folder:
            settings = Settings(Path(folder), arguments.quick, arguments.runs)
            import_module(f"{__package__}.{name}").run(settings)


if __name__ == "__main__":
    main()
