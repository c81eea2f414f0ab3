"""The part of protobuf's wire format that Anki uses: four wire types."""

from collections.abc import Mapping
from typing import Final

from flashgen.anki.package.archive import PackageError

_MOST_BITS: Final = 64
_MOST_VALUES: Final = 300_000  # of a message, each of which may take 200 bytes

Message = Mapping[int, list[int | bytes]]
"""The values of a message by field number, in their order."""


def read(data: bytes) -> Message:
    """Parse a message into its fields. Raises PackageError where it is malformed."""
    fields: dict[int, list[int | bytes]] = {}
    position = 0
    count = 0
    while position < len(data):
        count += 1
        if count > _MOST_VALUES:
            raise PackageError("a list in the package is longer than Anki ever writes")
        key, position = _varint(data, position)
        kind = key & 7
        value: int | bytes
        if kind == 0:
            value, position = _varint(data, position)
        elif kind in (1, 2, 5):
            size = 8 if kind == 1 else 4
            if kind == 2:
                size, position = _varint(data, position)
            if position + size > len(data):
                raise _damaged()
            value = data[position : position + size]
            position += size
        else:
            raise _damaged()
        fields.setdefault(key >> 3, []).append(value)
    return fields


def number(message: Message, field: int) -> int:
    """Return the number in a field, the last where it is repeated; 0 where it is missing."""
    value = message.get(field, [0])[-1]
    return value if isinstance(value, int) else 0


def signed(message: Message, field: int) -> int | None:
    """Return the signed number in a field; None where it is missing."""
    if field not in message:
        return None
    value = number(message, field)
    return value - (1 << 64) if value >> 63 else value


def data(message: Message, field: int) -> bytes:
    """Return the bytes in a field, the last where it is repeated; none where it is missing."""
    value = message.get(field, [b""])[-1]
    return value if isinstance(value, bytes) else b""


def text(message: Message, field: int) -> str:
    """Return the text in a field; empty where it is missing."""
    return data(message, field).decode("utf-8", "replace")


def messages(message: Message, field: int) -> list[bytes]:
    """Return all the messages in a repeated field."""
    return [value for value in message.get(field, ()) if isinstance(value, bytes)]


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, _MOST_BITS + 6, 7):
        if position >= len(data):
            raise _damaged()
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise _damaged()


def _damaged() -> PackageError:
    return PackageError("a list in the package is damaged")
