"""Coverage-guided fuzzing, in bounded time: `python tests/fuzz/fuzz.py TARGET SECONDS [SEED]`.

TARGET is `expressions`, `texts` or `yaml`. Needs atheris, which has no wheel for some systems, so
it is no part of the tests; `.ci/run` runs it. It ends with a status other than 0, and the input,
where anything but a value or a located error comes out, an input takes over 10 seconds, or the
process over 2 GB.
"""

import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import atheris

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / room) for room in ("", "expression", "markup", "source")]

with atheris.instrument_imports(include=["flashgen"]):
    from flashgen.deck.file import read_deck_file
    from flashgen.expression import draws, functions
    from flashgen.markup import MarkupError, compile_cloze, compile_inline, compile_text
    from flashgen.source.text import Source

import test_expression_hostile as hostile_expressions
import test_markup_hostile as hostile_texts
import test_yaml_hostile as hostile_files
from html_audit import check

PATH = Path("deck.yaml")


def one_expression(data: bytes) -> None:
    hostile_expressions.outcome(data.decode("utf-8", "surrogateescape"))


def one_text(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    for way in (compile_text, compile_inline):
        try:
            compiled = way(text, slots=True)
        except MarkupError as error:
            assert all(0 <= p.start <= p.end <= len(text) for p in error.errors)
        else:
            check(compiled.fill(["1"] * len(compiled.slots)))
    try:
        compile_cloze(text).fill()
    except MarkupError as error:
        assert error.errors


def one_file(data: bytes) -> None:
    found = []
    read_deck_file(Source("deck.yaml", data.decode("utf-8", "surrogateescape")), PATH, found)
    assert all(d.span is not None and d.message for d in found)


# What to do with an input, what to begin with, and words to put in.
TARGETS: dict[str, tuple[Callable[[bytes], None], list[str], list[str]]] = {
    "expressions": (
        one_expression,
        [*hostile_expressions.FORBIDDEN, *hostile_expressions.ESCAPES, *hostile_expressions.BOMBS],
        [*functions.library(), *draws.library(), *hostile_expressions.NAMES],
    ),
    "texts": (
        one_text,
        [*hostile_texts.PARTS, *hostile_texts.REPEATED],
        [part for part in hostile_texts.PARTS if part.isascii()],
    ),
    "yaml": (
        one_file,
        [data.decode("utf-8", "surrogateescape") for data, _ in hostile_files.SMALL.values()],
        [
            "namespace: ",
            "cards:",
            "- id: ",
            "front: ",
            "back: ",
            "cloze: ",
            "answer: ",
            "&a ",
            "*a",
        ],
    ),
}


def said(one: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Let the input be printed where it is found."""

    def tried(data: bytes) -> None:
        try:
            one(data)
        except BaseException:
            print(f"\nfound with {data!r}", file=sys.stderr, flush=True)
            raise

    return tried


def main() -> None:
    target, seconds, *given = sys.argv[1:]
    seed = given[0] if given else "8"
    one, seeds, words = TARGETS[target]
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        corpus = Path(place, "corpus")
        corpus.mkdir()
        for number, text in enumerate(seeds):
            if len(text) < 3000:
                data = text.encode("utf-8", "surrogatepass")
                (corpus / str(number)).write_bytes(data)
        dictionary = Path(place, "words")
        lines = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words)
        dictionary.write_text("".join(f'"{line}"\n' for line in lines), encoding="utf-8")
        atheris.Setup(
            [
                sys.argv[0],
                f"-max_total_time={seconds}",
                f"-dict={dictionary}",
                f"-seed={seed}",
                "-timeout=10",
                "-rss_limit_mb=2000",
                "-max_len=1500",
                "-verbosity=0",
                "-print_final_stats=1",
                str(corpus),
            ],
            said(one),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
