"""flashgen.lock as text: what it remembers of every note, read and written.

The file goes into git, and git's ``merge=union`` may leave two lines for one note, in any order:
the later one holds. So every line says all about its note, and nothing depends on another line.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from flashgen.build.lock.entries import Content, Entry, LockFile
from flashgen.deck.identity import ID, LANGUAGE
from flashgen.source import files
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import MERGE_MARKERS, Source, Span

FILE_NAME = "flashgen.lock"
VERSION = 1

_HEAD = "flashgen.lock "
_COMMENT = "# Identity and time of every note. Keep it in git; `flashgen guide update` has more."
_END = "end"
_RESTORE = "take it from version control again, or delete it if it was never committed"
_DIGEST = "[0-9a-f]{16}|-"
LATEST = 99_999_999_999
"""The latest time that a lock can hold, in seconds since 1970: eleven digits."""
LARGEST_SEED = 2**63 - 1
_SEED_TOO_LARGE = f"a seed is at most {LARGEST_SEED}"
_TIME = "[0-9]{1,11}"
_SEED = "[0-9]{1,19}"
_SEED_LINE = re.compile(rf"seed ({_SEED})(?: at=({_TIME}))?")
_BUILT_LINE = re.compile(rf"built((?: {_TIME})+)")
_NOTE_LINE = re.compile(
    rf"note (?P<namespace>{ID.pattern})/(?P<id>{ID.pattern})/(?P<language>{LANGUAGE.pattern})"
    rf" (?P<kind>concept|numeric|cloze) mod=(?P<mod>{_TIME})(?: at=(?P<at>{_TIME}))?"
    rf" fields=(?P<fields>{_DIGEST})(?: text=(?P<text>{_DIGEST}) numbers=(?P<numbers>{_DIGEST}))?"
    rf" tags=(?P<tags>{_DIGEST})(?: cards=(?P<cards>[0-9]{{1,4}}))?"
    rf"(?: was=(?P<was>{ID.pattern}(?:,{ID.pattern})*))?(?: seed=(?P<seed>{_SEED}))?"
    rf"(?: was-language=(?P<was_language>{LANGUAGE.pattern}))?"
    r"(?: translation)?(?P<removed> removed)?"  # `translation` stands in locks of before
    r' deck=(?P<deck>"(?:[^"\\]|\\["\\bfnrt]|\\u00[0-9a-f]{2})*")'
)


def find_lock(folder: Path) -> Path | None:
    """Return the nearest flashgen.lock in the folder or above it, up to the top of its checkout."""
    for place in (folder.resolve(), *folder.resolve().parents):
        if (place / FILE_NAME).is_file():
            return place / FILE_NAME
        if (place / ".git").exists():
            break
    return None


def read_lock(path: Path, shown: str, diagnostics: list[Diagnostic]) -> LockFile | None:
    """Read a lock; an empty one where there is no file, None where it cannot be understood."""
    if files.leads_out_of(path, path.parent):
        message = "the lock is a link to a file outside of its folder, where nothing is written"
        diagnostics.append(Diagnostic("unreadable-file", message, path=shown))
        return None
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return LockFile()
    except OSError as failure:
        diagnostics.append(
            Diagnostic("unreadable-file", f"cannot be read: {failure.strerror}", path=shown)
        )
        return None
    try:
        source = Source(shown, data.decode())
    except UnicodeDecodeError as failure:
        source = Source(shown, data.decode(errors="replace"))
        at = len(data[: failure.start].decode(errors="replace"))
        _broken(source, at, at + 1, "this is not UTF-8", diagnostics)
        return None
    return parse(source, diagnostics)


def line_of(path: Path, entry: Entry) -> int:
    """Return the line of a lock on which an entry stands; 0 if the file says something else now."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return 0
    begin = f"note {entry.name} "
    return next((number for number, line in enumerate(lines, 1) if line.startswith(begin)), 0)


def write_lock(path: Path, lock: LockFile) -> None:
    """Write a lock in one step; OSError where that fails."""
    files.write_text(path, serialise(lock))


def serialise(lock: LockFile) -> str:
    """Return the lock as text, one sorted line a note."""
    lines = [f"{_HEAD}{VERSION}", _COMMENT]
    at = f" at={lock.root_seed_at}" if lock.root_seed_at else ""
    lines.append(f"seed {lock.root_seed}{at}")
    if lock.earlier:
        lines.append(" ".join(["built", *map(str, sorted(lock.earlier))]))
    entries = sorted(lock.entries.values(), key=lambda e: (e.name, e.first_id))
    return "\n".join([*lines, *map(_line, entries), _END, ""])


def _line(entry: Entry) -> str:
    content = entry.content
    parts = [f"note {entry.name} {entry.kind} mod={entry.mod}"]
    if entry.at != entry.mod:
        parts.append(f"at={entry.at}")
    parts.append(f"fields={content.fields}")
    if content.numbers:
        parts.append(f"text={content.text} numbers={content.numbers}")
    parts.append(f"tags={content.tags}")
    if content.cards != 1:
        parts.append(f"cards={content.cards}")
    if entry.was:
        parts.append(f"was={','.join(entry.was)}")
    if entry.seed is not None:
        parts.append(f"seed={entry.seed}")
    if entry.was_language:
        parts.append(f"was-language={entry.was_language}")
    if entry.removed:
        parts.append("removed")
    parts.append(f"deck={_quoted(content.deck)}")
    return " ".join(parts)


def parse(source: Source, diagnostics: list[Diagnostic]) -> LockFile | None:
    """Read a lock's text; None, and what is wrong appended, where a line cannot be understood."""
    text = source.text
    before = len(diagnostics)
    end = 0
    last = ""
    seeds = [(0, 0)]
    earlier: set[int] = set()
    entries: list[tuple[Entry, Span]] = []
    # Not splitlines: a deck's name may hold what that takes for the end of a line.
    for number, whole in enumerate(text.split("\n")):
        start, end = end, end + len(whole) + 1
        line = whole.removesuffix("\r")
        last = line or last
        if number == 0:
            if not _check_head(line, source, diagnostics):
                return None
        elif line.startswith("note ") and (match := _NOTE_LINE.fullmatch(line)):
            entries.append((_entry(match), Span(source, start, start + len(line))))
            if int(match["seed"] or 0) > LARGEST_SEED:
                _broken(source, start, start + len(line), _SEED_TOO_LARGE, diagnostics)
        elif match := _SEED_LINE.fullmatch(line):
            seeds.append((int(match[2] or 0), int(match[1])))
            if int(match[1]) > LARGEST_SEED:
                _broken(source, start, start + len(line), _SEED_TOO_LARGE, diagnostics)
        elif match := _BUILT_LINE.fullmatch(line):
            earlier.update(map(int, match[1].split()))
        elif line.startswith(MERGE_MARKERS):
            diagnostics.append(
                Diagnostic(
                    "lock-conflict",
                    "a merge left a conflict here",
                    Span(source, start, start + len(line)),
                    hint="delete the marker lines and keep the lines of both sides: the later "
                    "of two lines for one note holds",
                )
            )
        elif line and line not in (_END, f"{_HEAD}{VERSION}") and not line.startswith("#"):
            message = "this line cannot be understood"
            _broken(source, start, start + len(line), message, diagnostics)
    if len(diagnostics) == before and last != _END:
        message = f"the end is missing: the last line is not `{_END}`"
        _broken(source, len(text), len(text), message, diagnostics)
    merged = _merged(entries, diagnostics)
    if len(diagnostics) > before:
        return None
    at, seed = max(seeds)
    return LockFile(merged, seed, at, frozenset(earlier))


def _check_head(line: str, source: Source, diagnostics: list[Diagnostic]) -> bool:
    version = line.removeprefix(_HEAD)
    if line == f"{_HEAD}{VERSION}":
        return True
    if line.startswith(_HEAD) and re.fullmatch(r"\d{1,9}", version):
        diagnostics.append(
            Diagnostic(
                "lock-version",
                f"this lock has version {version}; this flashgen knows version {VERSION}",
                Span(source, 0, len(line)),
                hint="a newer flashgen wrote it: install that one",
            )
        )
    elif line.startswith(MERGE_MARKERS):
        return True  # reported with the other markers
    else:
        message = f"a lock begins with `{_HEAD}{VERSION}`"
        _broken(source, 0, len(line), message, diagnostics)
    return False


def _broken(
    source: Source, start: int, end: int, message: str, diagnostics: list[Diagnostic]
) -> None:
    diagnostics.append(
        Diagnostic("lock-broken", message, Span(source, start, end), hint=f"to go on: {_RESTORE}")
    )


# Most lines name the same few decks, and `json` takes as long for a name as all else for a line.
@lru_cache(maxsize=1024)
def _quoted(deck: str) -> str:
    return json.dumps(deck, ensure_ascii=False)


@lru_cache(maxsize=1024)
def _deck(quoted: str) -> str:
    deck: str = json.loads(quoted, strict=False)
    return deck


def _entry(match: re.Match[str]) -> Entry:
    mod = int(match["mod"])
    content = Content(
        fields=match["fields"],
        tags=match["tags"],
        deck=_deck(match["deck"]),
        text=match["text"] or "",
        numbers=match["numbers"] or "",
        cards=int(match["cards"] or 1),
    )
    return Entry(
        namespace=match["namespace"],
        id=match["id"],
        language=match["language"],
        kind=match["kind"],
        content=content,
        mod=mod,
        at=int(match["at"] or mod),
        was=tuple(match["was"].split(",")) if match["was"] else (),
        seed=int(match["seed"]) if match["seed"] else None,
        was_language=match["was_language"] or "",
        removed=match["removed"] is not None,
    )


def _merged(
    entries: Iterable[tuple[Entry, Span]], diagnostics: list[Diagnostic]
) -> dict[str, Entry]:
    """Leave one entry a note: of two, the later line, with the later content."""
    found: dict[str, Entry] = {}
    for entry, span in entries:
        guid = entry.guid
        other = found.get(guid)
        if other is not None and other.kind != entry.kind:
            # No merge does that: a note never changes its kind.
            message = (
                f"by its first id this is the note of `{other.id}`, which is a {other.kind} card"
            )
            _broken(span.source, span.start, span.end, message, diagnostics)
        found[guid] = entry if other is None or other == entry else _later(other, entry)
    return found


def _later(one: Entry, other: Entry) -> Entry:
    first, last = sorted((one, other), key=lambda e: (e.at, _line(e)))
    # A renaming on one branch outlives an edit under the old id on the other.
    if last.id in first.was and first.id not in last.was:
        named, old = first, last
    else:
        named, old = last, first
    former = dict.fromkeys((*named.was, *old.was))
    if old.id != named.id:
        former[old.id] = None
    if named.id != named.first_id:
        former.pop(named.id, None)
    newest = max(one, other, key=lambda e: (e.mod, e.at, _line(e)))
    content = newest.content
    if one.mod == other.mod and one.content != other.content:
        # Changed in the same second on two branches: a learner may have either one, so whatever
        # the next build finds has to count as a change.
        content = replace(content, fields="-")
    return replace(last, id=named.id, was=tuple(former), mod=newest.mod, content=content)
