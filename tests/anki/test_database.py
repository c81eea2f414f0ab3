"""Where SQLite finds Anki's database; what it reads, the tests of importers and sync tell."""

from pathlib import PurePosixPath, PureWindowsPath

from flashgen.anki.package.database import uri


def test_paths_as_sqlite_takes_them() -> None:
    assert uri(PureWindowsPath("C:/Anki 2/a.anki2")) == "file:///C:/Anki%202/a.anki2"
    assert uri(PureWindowsPath("//server/share/a.anki2")) == "file:////server/share/a.anki2"
    assert uri(PurePosixPath("/home/me/a?#%.anki2")) == "file:///home/me/a%3F%23%25.anki2"
