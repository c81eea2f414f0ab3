"""How `flashgen export` gets what a format is made of, and writes it."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from flashgen.cli.loading import load, opened_cache, root_seeds, seeds, select
from flashgen.cli.options import LARGEST_SEED
from flashgen.cli.output import (
    EXIT_CARDS,
    count,
    fail,
    has_errors,
    print_diagnostics,
    print_failure,
    print_fewer_variants,
    refuse_overwriting,
    with_progress,
    write_pieces,
)
from flashgen.exporters.formats import ExportFormat, Input, Pieces

if TYPE_CHECKING:
    from flashgen.build.notes import Built, RenderedDefinition, SeedOf
    from flashgen.deck.folder import Loaded
    from flashgen.deck.selection import Selection
    from flashgen.exporters.sheets import Sheet, SheetSet
    from flashgen.source.diagnostics import Diagnostic


class Asked(Struct, frozen=True):
    """What the command line asks for; `options` are those of the format, by name."""

    format: ExportFormat
    places: Sequence[Path]
    output: Path | None
    languages: tuple[str, ...]
    only: tuple[str, ...]
    seed: int | None
    variants: int | None
    options: Mapping[str, Any]


def _stop_if_wrong(diagnostics: Sequence["Diagnostic"]) -> None:
    print_diagnostics(diagnostics)
    if has_errors(diagnostics):
        print_failure(diagnostics)
        sys.exit(EXIT_CARDS)


def _selected(asked: Asked) -> tuple["Loaded", "Selection", "SeedOf"]:
    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    return loaded, selection, seeds(loaded, asked.places, asked.seed)


def _built(asked: Asked, *, samples: bool) -> "Built":
    from flashgen.build import notes as pipeline

    loaded, selection, seed_of = _selected(asked)
    with opened_cache(loaded, no_cache=samples) as cache:
        built = with_progress(
            "drawing",
            lambda step: pipeline.build(loaded, selection, seed_of, step, cache, samples=samples),
        )
    _stop_if_wrong(built.diagnostics)
    print_fewer_variants(((d.name, d.variants) for d in built.definitions), asked.variants)
    return built


def _from_notes(asked: Asked) -> None:
    pieces = asked.format.load()(_built(asked, samples=False).notes, **asked.options)
    write_pieces(_with_summary(pieces), asked.output)


def _with_summary(pieces: Pieces) -> Iterator[str | bytes]:
    """Yield the pieces, then print the summary that their generator returns, if any."""
    summary = yield from pieces
    if summary:
        click.echo(summary, err=True)


def _from_definitions(asked: Asked) -> None:
    if asked.format.one_variant and asked.variants is None:
        asked = replace(asked, variants=1)
    built = _built(asked, samples=True)
    several = {"variants": asked.variants} if asked.format.one_variant else {}
    write = asked.format.load()
    write_pieces(write(built.definitions, **several, **asked.options), asked.output)


def _from_stream(asked: Asked) -> None:
    from flashgen.build import notes as pipeline
    from flashgen.source.diagnostics import Diagnostic

    loaded, selection, seed_of = _selected(asked)
    found: list[Diagnostic] = list(loaded.diagnostics)
    definitions = pipeline.rendered(loaded, selection, seed_of, found)
    write_pieces(_streamed(asked, definitions, found), asked.output)


def _streamed(
    asked: Asked, definitions: Iterator["RenderedDefinition"], found: list["Diagnostic"]
) -> Iterator[str | bytes]:
    """Yield the pieces of an export; end the program after the last one if any card is wrong."""
    from flashgen.source.diagnostics import in_order, summary

    yield from asked.format.load()(definitions, **asked.options)
    print_diagnostics(in_order(found))
    if not has_errors(found):
        return
    output = asked.output
    if output is not None and (output.is_file() or not output.exists()):
        # As with every other format: ending here, the file that was begun never takes its place.
        print_failure(found)
    else:
        click.echo(f"{summary(found)}; their cards are missing", err=True)
    sys.exit(EXIT_CARDS)


def _from_sheets(asked: Asked) -> None:
    from flashgen.exporters.layout import Layout
    from flashgen.exporters.sheets import Student, read_roster

    options = dict(asked.options)
    roster, counts, patterns = options.pop("roster"), options.pop("pick"), options.pop("from")
    if patterns and len(patterns) != len(counts):
        raise click.UsageError("each --from needs a --pick of its own, and each --pick a --from")
    if roster is not None and asked.variants is not None:
        raise click.UsageError("--roster and --variants exclude each other: a sheet per student")
    if roster is not None and asked.output is None:
        raise click.UsageError("--roster writes two files, sheets and keys; name the first with -o")
    first = 1 if asked.seed is None else asked.seed
    try:
        students = read_roster(roster) if roster else [Student("")] * (asked.variants or 1)
    except OSError as problem:
        fail(f"{roster} cannot be read: {problem.strerror or problem}")
    numbered = [
        (first + place if student.seed is None else student.seed, student.name)
        for place, student in enumerate(students)
    ]
    largest = max(seed for seed, _ in numbered)
    if largest > LARGEST_SEED:
        raise click.BadParameter(
            f"{len(numbered)} sheets have the seeds from {first} on, and the largest seed is "
            f"{LARGEST_SEED}; begin with {LARGEST_SEED - len(numbered) + 1} or less",
            param_hint="--seed",
        )
    picked = [(number, patterns[n] if patterns else "") for n, number in enumerate(counts)]
    drawn = _sheets(asked, numbered, picked)
    layout = Layout(**options)
    write = asked.format.load()
    if roster is not None or asked.format.beside:
        drawn = replace(drawn, sheets=tuple(drawn.sheets))
    if roster is None:
        write_pieces(write(drawn, layout), asked.output)
        _write_beside(asked, drawn)
        return
    assert asked.output is not None
    keys = asked.output.with_stem(f"{asked.output.stem}-key")
    refuse_overwriting(keys, asked.places)
    of_key = tuple(part for part in layout.part if part != "questions") or ("key",)
    write_pieces(write(drawn, replace(layout, part=("questions",))), asked.output)
    write_pieces(write(drawn, replace(layout, part=of_key)), keys)
    _write_beside(asked, drawn)
    click.echo(f"wrote {asked.output} and {keys}: {count(len(numbered), 'sheet')}", err=True)


def _write_beside(asked: Asked, drawn: "SheetSet") -> None:
    """Copy the files that belong beside the output, unless that is a device or a pipe."""
    from flashgen.source import files

    output = asked.output
    if output is None or not output.is_file():
        return
    for name, source in asked.format.files_beside(drawn).items():
        try:
            files.write_bytes(output.with_name(name), source.read_bytes())
        except OSError as problem:
            fail(f"{problem.filename or name}: {problem.strerror or problem}")


def _sheets(
    asked: Asked, numbered: Sequence[tuple[int, str]], picked: Sequence[tuple[int, str]]
) -> "SheetSet":
    from flashgen.exporters import sheets as module
    from flashgen.source.diagnostics import Diagnostic, in_order

    loaded = load(asked.places)
    selection = select(loaded, asked.only, asked.languages, asked.variants)
    patterns = tuple(pattern for _, pattern in picked if pattern)
    select(loaded, patterns, (), None, hint="--from")
    seeds_of = root_seeds(loaded, asked.places)
    found: list[Diagnostic] = list(loaded.diagnostics)
    picks = [module.Pick(number, pattern) for number, pattern in picked]
    cards = module.sheets(loaded, selection, picks, found)

    def drawn() -> Iterator["Sheet"]:
        for number, (seed, name) in enumerate(numbered):
            sheet = cards.draw(seed, seeds_of(seed), name)
            if number == 0 or has_errors(found):
                _stop_if_wrong(in_order(found))
            yield sheet

    return module.SheetSet(cards.decks, cards.language, drawn())


def _package(asked: Asked) -> None:
    from flashgen.cli.build import build_package

    transient = asked.seed is not None or asked.variants is not None
    build_package(
        tuple(asked.places),
        asked.output,
        asked.languages,
        asked.only,
        asked.seed,
        asked.variants,
        transient=transient,
    )


RUN: Mapping[Input, Callable[[Asked], None]] = {
    Input.NOTES: _from_notes,
    Input.DEFINITIONS: _from_definitions,
    Input.STREAM: _from_stream,
    Input.SHEETS: _from_sheets,
    Input.PACKAGE: _package,
}
