"""Concept cards, Markdown to .apkg: the same cards for flashgen and for other tools."""

from pathlib import Path

from . import rivals
from .flashgen_runs import first_build
from .measuring import Contestant, Settings, compare

FILE = 1000
"""Cards in one file: markdown-anki-decks takes quadratic time in the length of a file."""

_TOPICS = ("learning rate", "batch size", "weight decay", "momentum", "dropout", "warmup")
_ANKDOWN = (r"\(", r"\)")
_ESCAPED = (r"\\(", r"\\)")
_EFFECTS = ("the loss falls", "the gradient grows", "the weights shrink", "training diverges")


def front(number: int) -> str:
    """Return the question: one line."""
    topic = _TOPICS[number % len(_TOPICS)]
    return f"What follows for layer {number} when the {topic} is raised by {number % 17 + 1} %?"


def back(number: int, delimiters: tuple[str, str] = ("$", "$")) -> str:
    """Return the answer: bold, a formula in its delimiters, code, a list of two."""
    opening, closing = delimiters
    topic = _TOPICS[number % len(_TOPICS)]
    effect = _EFFECTS[number % len(_EFFECTS)]
    formula = rf"{opening}w_{{{number}}} - \eta \nabla L(w_{{{number}}}){closing}"
    return (
        f"**Mostly {effect}**, as the update {formula} says:\n\n"
        f"- in code: `step(w, lr={number % 10 + 1}e-3)`;\n"
        f"- in words: the {topic} of layer {number} acts on every step.\n"
    )


def write_deck_files(folder: Path, count: int, per_file: int = FILE) -> None:
    """Write the cards as deck files of flashgen."""
    folder.mkdir(parents=True)
    for start in range(0, count, per_file):
        lines = [f"namespace: concepts-k3v9\ndeck: Concepts::Part {start // per_file}\ncards:\n"]
        for number in range(start, min(start + per_file, count)):
            text = back(number).replace("\n", "\n    ").rstrip()
            lines.append(
                f"\n- id: card-{number}\n  front: {front(number)}\n  back: |\n    {text}\n"
            )
        path = folder / f"part-{start // per_file:03}.yaml"
        path.write_text("".join(lines).replace("\n    \n", "\n\n"), encoding="utf-8")


def _write_ankdown(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for start in range(0, count, FILE):
        cards = (
            f"{front(number)}\n\n%\n\n{back(number, _ANKDOWN)}"
            for number in range(start, min(start + FILE, count))
        )
        path = folder / f"part-{start // FILE:03}.md"
        path.write_text("\n---\n\n".join(cards), encoding="utf-8")


def _write_markdown_anki_decks(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for start in range(0, count, FILE):
        cards = (
            f"## {front(number)}\n\n{back(number, _ESCAPED)}"
            for number in range(start, min(start + FILE, count))
        )
        path = folder / f"part-{start // FILE:03}.md"
        path.write_text(f"# Part {start // FILE}\n\n" + "\n".join(cards), encoding="utf-8")


def run(settings: Settings) -> None:
    """Measure all three."""
    count = 500 if settings.quick else 10_000
    folder = settings.folder
    write_deck_files(folder / "flashgen", count)
    contestants = [first_build("flashgen build", folder / "flashgen")]
    programs = rivals.programs()
    if programs is not None:
        _write_ankdown(folder / "ankdown", count)
        _write_markdown_anki_decks(folder / "decks", count)
        (folder / "packages").mkdir()
        contestants += [
            Contestant(
                "ankdown 0.7.1",
                [programs / "ankdown", "-r", folder / "ankdown", "-p", folder / "ankdown.apkg"],
            ),
            Contestant(
                "markdown-anki-decks 1.1.1",
                [programs / "mdankideck", folder / "decks", folder / "packages"],
            ),
        ]
    compare(f"Concept cards: {count:,} from Markdown to .apkg", contestants, settings.runs)
