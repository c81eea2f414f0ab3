"""Locks that tests build, write and read."""

from collections.abc import Sequence

from rendered_notes import NOW, cloze, concept, numeric

from flashgen.anki.note import Note
from flashgen.build.lock.changes import Update, update
from flashgen.build.lock.entries import LockFile
from flashgen.build.lock.file import parse
from flashgen.source.diagnostics import Diagnostic
from flashgen.source.text import Source

LATER = NOW + 1000
NOTES = [concept("lens"), numeric("half"), cloze("red"), concept("lens", language="zh")]


def build(lock: LockFile, notes: Sequence[Note], now: int = NOW, whole: bool = True) -> Update:
    result = update(lock, notes, now, whole=whole)
    assert not [d for d in result.diagnostics if d.severity == "error"]
    return result


def read(text: str) -> tuple[LockFile | None, list[Diagnostic]]:
    diagnostics: list[Diagnostic] = []
    return parse(Source("flashgen.lock", text), diagnostics), diagnostics


def reread(text: str) -> LockFile:
    lock, diagnostics = read(text)
    assert lock is not None
    assert not diagnostics
    return lock


FIRST = build(LockFile(), NOTES).lock
