"""The table of diagnostic codes: complete, sorted, and the only place of a severity."""

import pytest
from diagnostic_codes import CODE, reported_codes

from flashgen.checks.pages import explanations
from flashgen.source.codes import CODES, Severity
from flashgen.source.diagnostics import Diagnostic


def test_every_code_that_is_reported_stands_in_the_table_and_no_other() -> None:
    assert reported_codes() == set(CODES)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert list(explanations()) == list(CODES)


def test_the_table_is_sorted_and_its_titles_are_alike() -> None:
    assert list(CODES) == sorted(CODES)
    for code, (_, title) in CODES.items():
        assert CODE.fullmatch(code)
        assert title.strip() == title
        assert not title.endswith(".")
    assert len({title for _, title in CODES.values()}) == len(CODES)


def test_a_diagnostic_has_the_severity_of_its_code() -> None:
    assert Diagnostic("yaml-cut", "m").severity is Severity.ERROR
    assert Diagnostic("lone-dollar", "m").severity is Severity.WARNING
    with pytest.raises(KeyError):
        _ = Diagnostic("no-such-code", "m").severity
