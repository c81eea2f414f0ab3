"""The table of formats: every format written, packages as by `build`."""

import inspect
from pathlib import Path

import pytest
from command import run
from decks_to_export import export, write_deck

from flashgen.exporters.formats import FORMATS, ExportFormat, Input
from flashgen.exporters.layout import Layout

TO_STDOUT = sorted(made.name for made in FORMATS.values() if not made.needs_file)


@pytest.mark.parametrize("made", FORMATS.values(), ids=lambda made: made.name)
def test_a_writer_takes_the_options_of_its_format(made: ExportFormat) -> None:
    if made.input is Input.PACKAGE:
        assert not made.options
        return
    given, *named = inspect.signature(made.load()).parameters.values()
    assert given.default is inspect.Parameter.empty
    # Who gets which cards is decided before they are written.
    options = {option.name.replace("-", "_") for option in made.options} - {
        "roster",
        "pick",
        "from",
    }
    names = {parameter.name for parameter in named}
    names = set(Layout.__struct_fields__) if made.input is Input.SHEETS else names
    assert names == options | ({"variants"} if made.one_variant else set())
    assert made.suffixes[0].startswith(".")


def test_a_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for made in FORMATS.values() for suffix in made.suffixes]
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize("name", TO_STDOUT)
def test_a_text_is_the_same_in_a_file_and_each_time(name: str, tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    target = tmp_path / "out"
    first = export(deck, name)
    assert export(deck, name, "-o", target) == ""
    assert target.read_bytes().decode("utf-8") == first
    assert len(first) > 500


@pytest.mark.parametrize("name", TO_STDOUT)
def test_cards_with_an_error_are_not_written(name: str, tmp_path: Path) -> None:
    deck = write_deck(tmp_path)
    deck.write_text(deck.read_text("utf-8").replace("-log(p)", "-log(q)"), encoding="utf-8")
    target = tmp_path / "out"
    result = run("export", deck, "--to", name, "-o", target, status=1)
    assert "`q`" in result.stderr
    assert not target.exists()


def test_a_package_is_that_of_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    deck = write_deck(tmp_path)
    built, exported = tmp_path / "built.apkg", tmp_path / "exported.apkg"
    assert run("build", deck, "-o", built).exit_code == 0
    assert run("export", deck, "--to", "apkg", "-o", exported).exit_code == 0
    assert exported.read_bytes() == built.read_bytes()


@pytest.mark.parametrize("option", [("--seed", "5"), ("--variants", "3")], ids=" ".join)
def test_other_numbers_in_a_package_are_transient(option: tuple[str, str], tmp_path: Path) -> None:
    """The package differs from the build's, the lock does not, nor does the next build."""
    deck = write_deck(tmp_path)
    first, exported, again = (tmp_path / f"{name}.apkg" for name in ("first", "other", "again"))
    lock = tmp_path / "flashgen.lock"
    assert run("build", deck, "-o", first).exit_code == 0
    before = lock.read_bytes()
    assert run("export", deck, "--to", "apkg", *option, "-o", exported).exit_code == 0
    assert lock.read_bytes() == before
    assert run("build", deck, "--locked", "-o", again).exit_code == 0
    assert again.read_bytes() == first.read_bytes() != exported.read_bytes()
    # A build with the same option does write it.
    assert run("build", deck, *option, "-o", again).exit_code == 0
    assert lock.read_bytes() != before


@pytest.mark.parametrize(
    ("name", "option"),
    [("json", ("--bom",)), ("csv", ("--style", "qa")), ("tsv", ("--title", "x")),
     ("moodle", ("--shuffle",))],
)  # fmt: skip
def test_an_option_of_another_format_is_refused(
    name: str, option: tuple[str, ...], tmp_path: Path
) -> None:
    result = run("export", write_deck(tmp_path), "--to", name, *option, status=2)
    assert f"{option[0]} is for --to " in result.stderr
