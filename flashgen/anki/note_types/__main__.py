"""Append a line to releases.txt for each note type whose content has changed.

Run as `python -m flashgen.anki.note_types` after every change of the script, the style or a
template.
"""

import time
from pathlib import Path

from flashgen.anki.note_types import NOTE_TYPES
from flashgen.anki.note_types.releases import released


def record(path: Path, now: int) -> list[str]:
    """Append to the file at `path` the note types that have changed; return their names."""
    changed = []
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for note_type in NOTE_TYPES.values():
            content = note_type.content_hash()
            known = released().get(note_type.name, ())
            if known and known[-1].sha256 == content:
                continue
            # Never at or before the last one: clients compare whole seconds.
            mod = max([now, *(release.mod + 1 for release in known)])
            file.write(f"{mod} {content} {note_type.name}\n")
            changed.append(note_type.name)
    return changed


if __name__ == "__main__":
    names = record(Path(__file__).with_name("releases.txt"), int(time.time()))
    print("\n".join(f"{name}: released" for name in names) or "Nothing has changed.")
