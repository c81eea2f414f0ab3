"""The tables of the guide that follow from the program: keys, functions, formats, codes, commands.

    python -m tests.guide.tables

writes them into the pages, between a line `<!-- table: NAME -->` and `<!-- end of table -->`.
"""

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import click
import yaml
from pydantic import BaseModel

from flashgen.cli import COMMANDS, main
from flashgen.deck import keys, starters
from flashgen.deck.file import DeckFile, read_deck_file
from flashgen.deck.key_examples import example
from flashgen.deck.key_types.texts import LocalizedText
from flashgen.deck.models import nested_model
from flashgen.exporters import formats, kinds
from flashgen.expression import draws
from flashgen.expression.functions import SUBJECTS, Function, library
from flashgen.numeric import figures
from flashgen.source.codes import CODES, Severity
from flashgen.source.text import Source
from flashgen.values.formulas.table import grammar_table

GUIDE = Path(__file__).parents[2] / "flashgen" / "guide"
PLACE = re.compile(
    r"(<!-- table: (?P<name>[^>]+) -->\n)(?P<table>.*?)(<!-- end of table -->)", re.S
)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown; a cell may hold anything but a line break."""
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def of_keys(fields: Iterable[tuple[str, type[BaseModel]]]) -> str:
    """Return the keys with their sentences and examples."""
    rows = []
    for name, model in fields:
        field = model.model_fields[name]
        key = field.alias or name
        shown = _flow({key: example(model.__name__, key)})
        rows.append([f"`{key}`", field.description or "", f"`{shown}`"])
    return table(["key", "what it says", "example"], rows)


class _Dumper(yaml.SafeDumper):
    """Writes YAML in which no word is guessed at, as a deck file is read: `no` needs no quotes."""


_Dumper.yaml_implicit_resolvers = {}


def _typed(value: object) -> object:
    """Return a value with its scalars as they are typed."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _flow(entry: dict[str, object]) -> str:
    """Return an entry of a mapping as YAML on one line."""
    form = {"default_flow_style": True, "allow_unicode": True, "sort_keys": False}
    return yaml.dump(_typed(entry), Dumper=_Dumper, width=10_000, **form).strip()[1:-1]


def _own(model: type[BaseModel], without: type[BaseModel] | None = None) -> str:
    left_out = set(without.model_fields) if without else set()
    return of_keys((key, model) for key in _in_order(model) if key not in left_out)


def _in_order(model: type[BaseModel]) -> Iterator[str]:
    """Yield the keys of a model, those of its bases last; a numeric card begins with a form's."""
    classes = list(model.__mro__)
    if model is keys.NumericDefinition:
        classes.append(classes.pop(0))
    seen = set()
    for part in classes:
        for key in inspect.get_annotations(part):
            if key in model.model_fields and key not in seen:
                seen.add(key)
                yield key


def nested() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the keys that hold mappings with keys of their own, each model once."""
    seen: set[type[BaseModel]] = set()
    for kind in (keys.Header, *keys.KINDS):
        for key in kind.model_fields:
            model = nested_model(kind, key)
            if model is not None and model not in seen and model is not keys.NumericForm:
                seen.add(model)
                yield key, model


def nested_keys() -> str:
    """Return a table for each key that holds mappings, below a heading."""
    return "\n".join(
        f"### {key}\n\n{(model.__doc__ or '').splitlines()[0]}\n\n{_own(model)}"
        for key, model in nested()
    )


def of_functions(found: Iterable[Function], *, signature: bool = True) -> str:
    """Return functions with their summaries."""
    rows = ((f"`{f.name}{f.signature if signature else ''}`", f.summary) for f in found)
    return table(["name", "what it is"], rows)


def functions() -> str:
    """Return all functions of flashgen, a table for each subject."""
    known = library()
    parts = []
    for subject, topics in SUBJECTS.items():
        found = [f for topic in topics for f in known.values() if f.topic == topic]
        parts.append(f"### {subject}\n\n{of_functions(found)}")
    return "\n".join(parts)


def codes(severity: Severity) -> str:
    """Return the codes of a severity."""
    rows = ((f"`{code}`", made.title) for code, made in CODES.items() if made.severity is severity)
    return table(["code", "what it means"], rows)


def commands() -> str:
    """Return the commands, each with its arguments and options."""
    return "\n".join(_command(f"flashgen {name}", name) for name in sorted(COMMANDS))


def _command(title: str, name: str, group: click.Group = main) -> str:
    context = click.Context(group, info_name="flashgen")
    command = group.get_command(context, name)
    assert command is not None
    if isinstance(command, click.Group):
        return "\n".join(_command(f"{title} {sub}", sub, command) for sub in command.commands)
    inner = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(inner)[1:])
    summary = (command.help or "").split("\n\n")[0].replace("\n", " ")
    rows = []
    for parameter in command.params:
        record = parameter.get_help_record(inner)
        if record and record[0] != "-h, --help" and not isinstance(parameter, click.Argument):
            rows.append([f"`{record[0]}`", record[1]])
    options = f"\n{table(['option', 'what it does'], rows)}" if rows else ""
    heading = f"## {title}" if group is main else f"### {title}"
    usage = f"{title}{' [OPTIONS]' if rows else ''} {usage}".rstrip()
    return f"{heading}\n\n{summary} Usage: `{usage}`\n{options}"


AREAS = {
    "Mathematics": [
        "linear-algebra", "probability", "information-theory", "euclidean-space",
        "non-euclidean-geometry",
    ],
    "Models and losses": [
        "linear-and-logistic-regression", "sigmoid-softmax", "cross-entropy-nll", "nll-gradient",
        "multilayer-perceptron", "activation-functions",
    ],
    "Training and evaluation": [
        "backpropagation", "optimizers", "learning-rate-and-convergence", "initialization",
        "normalization", "regularization", "adversarial-training",
        "data-and-generalization", "evaluation-metrics",
    ],
    "Images, sequences and graphs": [
        "convolution", "vision", "recurrent-networks", "graph-neural-network",
        "network-embedding", "permutation-invariance", "representation-learning",
    ],
    "Language models": [
        "attention", "transformers", "tokenization-and-language-models", "decoding",
    ],
    "Generation and decisions": [
        "variational-autoencoder", "generative-adversarial-networks", "diffusion",
        "flows-and-energy-models", "reinforcement-learning",
    ],
    "Engineering": ["efficiency", "scaling-and-systems", "git-remote"],
}  # fmt: skip
"""The decks of the library, by area, in the order in which one learns them."""


@cache
def library_deck(name: str) -> DeckFile:
    """Return a deck of the library."""
    path = GUIDE.parents[1] / "cards" / f"{name}.yaml"
    deck_file = read_deck_file(Source(name, path.read_text(encoding="utf-8")), path, [])
    assert deck_file is not None
    return deck_file


def english(text: LocalizedText) -> str:
    """Return a text in English."""
    scalar = text.get("en")
    assert scalar is not None
    return scalar.value


def counts(names: Iterable[str]) -> list[str]:
    """Return how many definitions decks have: all, numeric ones, and those of each level."""
    definitions = [d for name in names for d in library_deck(name).definitions]
    tags = Counter(tag.value for d in definitions for tag in d.model.tags)
    numeric = sum(d.kind == "numeric" for d in definitions)
    return [f"{n:,}" for n in (len(definitions), numeric, *(tags[f"level::{k}"] for k in LEVELS))]


LEVELS = (1, 2, 3)
COUNTED = ["cards", "numeric", *(f"level {level}" for level in LEVELS)]


def topics() -> str:
    """Return the decks of the library with what each teaches, and how many cards that takes."""
    rows = []
    for name in sorted(name for names in AREAS.values() for name in names):
        head = library_deck(name).header
        title = english(head.deck).partition("::")[2]
        about = english(head.description)
        rows.append([f"[{title}](../../cards/{name}.yaml)", about, *counts([name])])
    return table(["topic", "what it teaches", *COUNTED], rows)


def areas() -> str:
    """Return the map of the library: its decks by area, and how many cards they have."""
    rows = []
    for area, names in AREAS.items():
        titles = [english(library_deck(name).header.deck).partition("::")[2] for name in names]
        links = [f"[{t}](cards/{n}.yaml)" for t, n in zip(titles, names, strict=True)]
        rows.append([area, ", ".join(links), *counts(names)])
    everything = [name for names in AREAS.values() for name in names]
    rows.append(["all", f"{len(everything)} topics", *counts(everything)])
    return table(["area", "topics", *COUNTED], rows)


def subjects() -> str:
    """Return the subjects that a deck can begin with, and the cards of each."""
    rows = []
    for subject in starters.subjects():
        ids = re.findall(r"^- id: (\S+)", starters.subject_deck(subject, subject, "x"), re.M)
        rows.append([f"`{subject}`", ", ".join(id.replace("-", " ") for id in ids)])
    return table(["subject", "cards"], rows)


TABLES: dict[str, Callable[[], str]] = {
    "keys of Header": lambda: _own(keys.Header),
    "keys of Definition": lambda: _own(keys.Definition),
    "keys of ConceptDefinition": lambda: _own(keys.ConceptDefinition, keys.Definition),
    "keys of ClozeDefinition": lambda: _own(keys.ClozeDefinition, keys.Definition),
    "keys of NumericDefinition": lambda: _own(keys.NumericDefinition, keys.Definition),
    "nested keys": nested_keys,
    "functions": functions,
    "draws": lambda: of_functions(draws.library().values()),
    "figures": lambda: of_functions(figures.library().values()),
    "typed formulas": grammar_table,
    "formats": formats.table,
    "kinds and formats": kinds.table,
    "course systems": lambda: kinds.table(kinds.COURSE_SYSTEMS),
    "errors": lambda: codes(Severity.ERROR),
    "warnings": lambda: codes(Severity.WARNING),
    "commands": commands,
    "library": topics,
    "areas": areas,
    "subjects": subjects,
}


def written(text: str) -> str:
    """Return a page with its tables as they are now."""

    def made(found: re.Match[str]) -> str:
        return f"{found[1]}\n{TABLES[found['name']]()}\n{found[4]}"

    return PLACE.sub(made, text)


if __name__ == "__main__":
    for page in [*sorted(GUIDE.glob("*.md")), GUIDE.parents[1] / "README.md"]:
        before = page.read_text(encoding="utf-8")
        after = written(before)
        if after != before:
            page.write_text(after, encoding="utf-8", newline="\n")
            print(f"wrote {page.name}")
