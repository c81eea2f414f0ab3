"""`check --explain CODE`: a page for every code, and examples that are what they say.

An example that is a card's keys is completed by those that every card has.
"""

import re
from pathlib import Path

import pytest
from command import run
from completed_examples import completed, found_in
from diagnostic_codes import codes_of

import flashgen
from flashgen.checks.pages import explanations
from flashgen.checks.rules import rules
from flashgen.source.diagnostics import Diagnostic, as_github

PAGES = explanations()
WITHOUT_EXAMPLE = {
    "clock-behind",
    "control-character",
    "deck-changed",
    "fewer-cards",
    "file-too-large",
    "identity-changed",
    "internal",
    "kind-changed",
    "lock-broken",
    "lock-conflict",
    "lock-not-kept",
    "lock-version",
    "locks-disagree",
    "lost-language",
    "no-deck-files",
    "no-such-file",
    "not-tried",
    "not-utf8",
    "text-character",
    "text-too-long",
    "too-many",
    "too-much-work",
    "two-identities",
    "unknown-former-id",
    "unreadable-file",
    "yaml-depth",
}
"""About the disk, the lock, another time, or characters and sizes that a page cannot show."""
SHOWN = {code: page for code, page in PAGES.items() if code not in WITHOUT_EXAMPLE}


def line_of(diagnostic: Diagnostic) -> str:
    assert diagnostic.span is not None
    return diagnostic.span.source.line(diagnostic.span.line).strip()


@pytest.mark.parametrize("page", SHOWN.values(), ids=SHOWN.keys())
def test_the_bad_example_is_bad_and_the_good_one_good(page, tmp_path: Path) -> None:
    bad = found_in(completed(page.bad), tmp_path)
    assert {d.code for d in bad} == {page.code}, bad
    lines = [line.strip() for line in page.bad.splitlines()]
    assert [line for line in map(line_of, bad) if line not in lines] == []
    assert found_in(completed(page.good), tmp_path) == ()


def test_only_what_a_page_cannot_show_has_no_example() -> None:
    assert {code for code, page in PAGES.items() if not page.bad} == WITHOUT_EXAMPLE
    for page in PAGES.values():
        assert page.why.endswith(".")


def test_every_section_of_the_text_files_is_read() -> None:
    headings = [
        heading
        for path in (Path(flashgen.__file__).parent / "checks" / "pages").glob("*.txt")
        for heading in re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert sorted([*headings, *rules()]) == list(PAGES)


def test_a_rule_reports_the_code_that_its_file_is_named_by() -> None:
    for code, rule in rules().items():
        assert hasattr(rule, "check_draws") or hasattr(rule, "check_files")
        assert rule.__file__ is not None
        assert set(codes_of(Path(rule.__file__))) == {code}


@pytest.mark.parametrize("code", ["yaml-escape", "error[yaml-escape]"])
def test_the_command_prints_a_page(code: str) -> None:
    result = run("check", "--explain", code, status=0)
    assert result.stdout == PAGES["yaml-escape"].page()
    assert 'Bad:\n    front: "What is $\\nabla f$?"\n' in result.stdout


def test_an_unknown_code_is_a_usage_error() -> None:
    result = run("check", "--explain", "yaml-escap", status=2)
    assert "did you mean `yaml-escape`?" in result.stderr


def test_annotations_of_a_pull_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = completed("back: So.\ntolerence: 100%\n") + "- id: other\n  front: Why?\n"
    Path("a,b.yaml").write_text(text, encoding="utf-8")
    result = run("check", "a,b.yaml", "--format", "github", status=1)
    first, second = result.stdout.splitlines()
    assert first == (
        "::error file=a%2Cb.yaml,line=7,endLine=7,col=3,endColumn=12,title=flashgen unknown-key"
        "::`tolerence` is no key of a concept card%0A" + first.rpartition("%0A")[2]
    )
    assert second.startswith("::error file=a%2Cb.yaml,line=8,")
    assert second.endswith("title=flashgen missing-key::`back` is missing")
    as_json = run("check", "a,b.yaml", "--format", "json").stdout
    assert as_json == run("check", "a,b.yaml", "--json").stdout


def test_annotations_escape_what_github_reads() -> None:
    odd = as_github(Diagnostic("wrong-type", "50 % of\nit ::error::", path="a:b.yaml"))
    assert odd == "::error file=a%3Ab.yaml,title=flashgen wrong-type::50 %25 of%0Ait ::error::"
