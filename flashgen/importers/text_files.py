"""Texts of other programs from the disk, which are not all in UTF-8."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from flashgen.deck.file import MAX_BYTES

_ENCODINGS: Final = ("gb18030", "big5", "shift_jis", "euc_kr")
_CALLED: Final = {"gb18030": "GBK", "big5": "Big5", "shift_jis": "SHIFT_JIS", "euc_kr": "EUC-KR"}
_COMMON: Final = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会の은는이"
)


class UnreadableTextError(Exception):
    """A text that cannot be read: why, and what helps."""


def read_text(file: Path) -> str:
    """Read a text in UTF-8, or in UTF-16 with a byte order mark; ends of lines become `\\n`.

    Raises UnreadableTextError for another encoding or a file that is too large, and OSError.
    """
    if file.stat().st_size > MAX_BYTES:
        raise UnreadableTextError(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    data = file.read_bytes()
    try:
        if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) and len(data) % 2 == 0:
            text = data.decode("utf-16")
        else:
            text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise UnreadableTextError(_why(data, file)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _why(data: bytes, file: Path) -> str:
    if b"\x00" in data[:4000]:
        return "this is no text"
    name = _encoding_of(data)
    command = (
        f"`iconv -f {name or 'ENCODING'} -t UTF-8 {file.name} > {file.stem}-utf8{file.suffix}`"
    )
    reads = f"it reads as {name}" if name else "its encoding is another one"
    return f"this is not UTF-8; {reads}. Convert it by {command}, or save it as UTF-8 in an editor"


def _encoding_of(data: bytes) -> str:
    """Return the encoding in which most of the common characters of a language come out."""
    found: list[tuple[int, str]] = []
    for encoding in _ENCODINGS:
        try:
            text = data[:200_000].decode(encoding, "strict" if len(data) < 200_000 else "ignore")
        except UnicodeDecodeError:
            continue
        found.append((sum(text.count(character) for character in _COMMON), encoding))
    if not found:
        return ""
    count, best = max(found, key=lambda pair: pair[0])
    return _CALLED[best if count else found[0][1]]
