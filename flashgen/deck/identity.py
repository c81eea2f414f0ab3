"""What makes a note the same note for ever: GUIDs, deck ids, and what an id may look like."""

import hashlib
import re
import unicodedata

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a namespace or a definition's id may be (to be matched in full)."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""What a language may be: a BCP 47 tag such as ``en`` or ``zh-Hans`` (to be matched in full)."""


def is_chinese(language: str) -> bool:
    """Tell whether a language is Chinese, in any of its scripts."""
    return language.split("-")[0] == "zh"


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PAIRS = [first + second for second in _BASE62 for first in _BASE62]  # the lower digit first
_GUID_LENGTH = 16  # 95 bits: a million notes collide with a chance of 1e-17
_GUID_SALT = "flashgen 2"  # so that no note is one that an unreleased flashgen made
_DECK_ID_SPACE = 1 << 30


def note_guid(namespace: str, first_id: str, language: str) -> str:
    """Return a note's GUID: 16 letters and digits.

    It depends on the namespace, the id that the definition had first, and the language; never on
    text, numbers, position or the order of a deck's languages.
    """
    # The lengths keep ("a-b", "c") and ("a", "b-c") apart.
    parts = (_GUID_SALT, namespace, first_id, language)
    text = "".join([f"{len(part)}:{part}" for part in parts])
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:12], "big")
    digits = ""
    for _ in range(_GUID_LENGTH // 2):
        number, pair = divmod(number, 62 * 62)
        digits += _PAIRS[pair]
    return digits


def note_name(namespace: str, id: str, language: str) -> str:
    """Return ``namespace/id/language``: the ID field of a note and its name in the lock."""
    return f"{namespace}/{id}/{language}"


def deck_id(name: str) -> int:
    """Return the id of a deck in a package: stable, from 2**30 to 2**31 - 1 as Anki's own.

    Anki matches decks by name; the id only has to be the same in every build.
    """
    digest = hashlib.sha256(name.encode()).digest()
    return _DECK_ID_SPACE + int.from_bytes(digest[:8], "big") % _DECK_ID_SPACE


_LONGEST_SLUG = 60


def slug(name: str, default: str = "deck") -> str:
    """Return a name as small letters, digits and hyphens: for a file and for an id.

    `default` for a name that has no letters of ASCII.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_name.lower())
    return "-".join(words)[:_LONGEST_SLUG].strip("-") or default
