"""Every error and warning that a deck file can have, with its place.

`fixtures/bad` holds one small deck file for each; its first lines, `# expect: code line:column`,
say what the checks must find in it, and that they find nothing else.
"""

import re
from pathlib import Path

import pytest
from diagnostic_codes import reported_codes

from flashgen.build import check as checking
from flashgen.build import notes as pipeline
from flashgen.checks.pages import explanations
from flashgen.deck import folder as loading
from flashgen.source.diagnostics import as_text

BAD = Path(__file__).parents[1] / "fixtures" / "bad"
FIXTURES = sorted(BAD.glob("*.yaml"))
EXPECT = re.compile(rb"^# expect: ([a-z0-9-]+) (\d+):(\d+)$", re.MULTILINE)
DRAWS = 200

HEAD = "namespace: bad\ndeck: Bad\ncards:\n"
# Files that are too large to keep; expected: code, line, column.
GENERATED = {
    "a text of 100,001 characters": (
        f"{HEAD}- id: card\n  front: Why?\n  back: {'x' * 100_001}\n",
        ("text-too-long", 6, 9),
    ),
    "a text of 4,001 tags": (
        f"{HEAD}- id: card\n  front: Why?\n  back: {'<br>' * 4001}\n",
        ("text-too-long", 6, 9 + 4 * 4000),
    ),
    "a text of 1,000,001 characters": (
        f"{HEAD}- id: card\n  front: Why?\n  back: {'x' * 1_000_001}\n",
        ("text-too-long", 6, 9),
    ),
    "a key of 201 characters": (
        f"{HEAD}- id: card\n  {'x' * 201}: Why?\n",
        ("text-too-long", 5, 3),
    ),
    "1,001 keys": (
        f"{HEAD}- id: card\n" + "".join(f"  key-{n}: x\n" for n in range(1000)),
        ("too-many", 1004, 3),
    ),
    "a file of 16 million characters": (f"{HEAD}# {'x' * 16_000_000}\n", ("file-too-large", 1, 1)),
}

ELSEWHERE = {
    "internal": "about a defect of flashgen: tests/build/test_internal_errors.py",
    "no-such-file": "about a path, not a file's content: test_cli.py",
    "no-deck-files": "about a folder: test_cli.py",
    "not-tried": "about the work of a whole file: tests/build/test_work.py",
    "too-much-work": "about the work of a whole file: tests/build/test_work.py",
    "unreadable-file": "about a file's permissions: test_cli.py",
}
OTHER_ROOMS = {"build/lock": "compares with flashgen.lock: tests/build/test_lock.py"}


def found_in(path: Path) -> list[tuple[str, int, int]]:
    checked = checking.check(
        loading.load([path]), pipeline.Selection(), DRAWS, pipeline.default_seed
    )
    places = []
    for diagnostic in checked.diagnostics:
        assert diagnostic.span is not None
        assert diagnostic.message[0] != " "
        assert "Traceback" not in as_text(diagnostic)
        places.append((diagnostic.code, diagnostic.span.line, diagnostic.span.column))
    return places


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_finds_exactly_what_is_wrong(path: Path) -> None:
    expected = [
        (code.decode(), int(line), int(column))
        for code, line, column in EXPECT.findall(path.read_bytes())
    ]
    assert expected
    assert sorted(found_in(path)) == sorted(expected)


@pytest.mark.parametrize(("text", "expected"), GENERATED.values(), ids=GENERATED.keys())
def test_finds_what_is_too_large(tmp_path: Path, text: str, expected: tuple[str, int, int]) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(text, encoding="utf-8", newline="")
    assert found_in(path) == [expected]


def test_all_files_at_once() -> None:
    """The errors of all files come together, sorted by file, and none hides another."""
    together = loading.load([BAD]).diagnostics
    alone = [d for path in FIXTURES for d in loading.load([path]).diagnostics]
    across_files = {"duplicate-id", "former-id-in-use"}  # the files share a namespace
    assert {(d.file, d.code) for d in together if d.code not in across_files} == {
        (d.file, d.code) for d in alone if d.code not in across_files
    }


def test_every_code_has_a_file() -> None:
    """Or a page with a bad example, which tests/checks/test_pages.py tries."""
    shown = {code.decode() for p in FIXTURES for code, _, _ in EXPECT.findall(p.read_bytes())}
    shown |= {expected[0] for _, expected in GENERATED.values()}
    codes = reported_codes(without=tuple(OTHER_ROOMS))
    assert shown - codes == set()
    assert set(ELSEWHERE) - codes == set()
    shown |= {page.code for page in explanations().values() if page.bad}
    assert codes - shown - set(ELSEWHERE) == set()
