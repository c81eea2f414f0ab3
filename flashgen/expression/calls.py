"""Calls of functions with many draws: all at once as declared, or draw by draw."""

import inspect
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from flashgen.expression.axes import arranged, checked_result
from flashgen.expression.budget import CALL, EACH
from flashgen.expression.charges import charge_arguments, charge_result
from flashgen.expression.draws import by_draw
from flashgen.expression.errors import FAULTS, EvaluationError
from flashgen.expression.frame import Frame
from flashgen.expression.functions import Function
from flashgen.expression.functions.declaration import Declaration
from flashgen.expression.nodes import IndexRun, Locate, Run
from flashgen.values.batch import EMPTY, Batch, Ragged, Texts, narrowed_integers, row, rows
from flashgen.values.parts import gather, merge, same_values, select, split, spread
from flashgen.values.values import EXACT_INTEGERS, Array, Value, largest, normalize


def call(
    function: Function,
    positional: Sequence[IndexRun],
    named: Sequence[tuple[str, IndexRun]],
    located: Locate,
) -> Run:
    """Call a function."""
    names = _parameter_names(function.signature, len(positional)) + [name for name, _ in named]
    arguments = [*positional, *(argument for _, argument in named)]
    keywords = tuple(name for name, _ in named)
    caller = _Caller(function, names, len(positional), keywords)

    def run(frame: Frame) -> Batch:
        try:
            return caller.call(frame, [argument(frame) for argument in arguments])
        except FAULTS as error:
            raise located(error) from None

    return run


def _parameter_names(signature: inspect.Signature, positional: int) -> list[str]:
    names: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            names += [parameter.name] * (positional - len(names))
        else:
            names.append(parameter.name)
    return names[:positional]


def draw(
    function: Function,
    positional: Sequence[IndexRun],
    named: Sequence[tuple[str, IndexRun]],
    number: int,
    located: Locate,
) -> Run:
    """Draw: `number` tells the calls of draws in an expression apart."""
    names = _parameter_names(function.signature, len(positional)) + [name for name, _ in named]
    arguments = [*positional, *(argument for _, argument in named)]
    arrays = by_draw(function.name)

    def run(frame: Frame) -> Batch:
        try:
            given = dict(zip(names, [argument(frame) for argument in arguments], strict=True))
            return _drawn(frame, function, given, arrays, number)
        except FAULTS as error:
            raise located(error) from None

    return run


def _drawn(
    frame: Frame, function: Function, given: dict[str, Any], arrays: tuple[str, ...], number: int
) -> Batch:
    """Draw for all draws, apart for those with different arguments."""
    ragged = [argument for argument in given.values() if isinstance(argument, Ragged)]
    if ragged:
        groups = [places for places, _ in split(ragged, frame.count)]
    else:
        columns = [
            column
            for name, argument in given.items()
            for column in _columns(argument)
            if name not in arrays or column.ndim == 1
        ]
        groups = same_values(columns, frame.count)
    if len(groups) == 1 and not ragged:
        charge_arguments(frame, list(given.values()))
        values = {
            name: argument
            if name in arrays and argument is not None and len(argument.shape) > 1
            else plain(argument)
            for name, argument in given.items()
        }
        assert frame.stream is not None
        result = function.run(frame.stream.at((number, *frame.turns)), **values)
        size = math.prod(result.shape[1:]) if len(result.shape) > 1 else 0
        if size:
            frame.spend(size)
        frame.meter.apart += function.surcharge[0] * frame.count * (CALL + size)
        return result  # type: ignore[no-any-return]  # an array or texts, by the draw functions
    made: list[tuple[Array, Batch]] = []
    for places in groups:
        inner = frame.narrowed(places)
        inner.work(CALL // 2)
        narrowed = {name: _narrowed(argument, places) for name, argument in given.items()}
        made.append((places, _drawn(inner, function, narrowed, arrays, number)))
        frame.absorb(inner)
    return merge(made, frame.count) if made else EMPTY


def _columns(argument: Any) -> Sequence[Array]:
    if argument is None:
        return ()
    if type(argument) is tuple:
        return argument
    return (argument.codes if isinstance(argument, Texts) else argument,)


class _Caller:
    """One call in an expression: the function, and which parameter each argument is for."""

    __slots__ = ("_declaration", "_function", "_keywords", "_names", "_places", "_surcharge")

    def __init__(
        self, function: Function, names: list[str], places: int, keywords: tuple[str, ...]
    ) -> None:
        self._function = function
        self._names = names
        self._places = places
        self._keywords = keywords
        self._declaration = function.declaration
        self._surcharge = function.surcharge

    def call(self, frame: Frame, arguments: list[Any]) -> Batch:
        """Call with the values of all draws."""
        is_ragged = any(type(argument) is Ragged for argument in arguments)
        if is_ragged and not self._takes_rows(arguments):
            return self._call_parts(frame, arguments)
        for argument in arguments:
            if type(argument) is tuple and any(len(length) > 1 for length in argument):
                return self._call_groups(frame, list(argument), arguments)
        beyond = [column for a in arguments if (column := _beyond_exact(a)) is not None]
        if beyond:
            return self._call_groups(frame, beyond, arguments)
        if self._declaration is None:
            return self._call_each(frame, arguments)
        if not frame.count and any(
            isinstance(argument, (np.ndarray, Texts)) and not argument.shape[0]
            for name, argument in zip(self._names, arguments, strict=True)
            if name in self._declaration.split
        ):
            return EMPTY  # without an option, not even the kind is known
        varying = [
            argument.codes if isinstance(argument, Texts) else argument
            for name, argument in zip(self._names, arguments, strict=True)
            if name in self._declaration.split
            and isinstance(argument, (np.ndarray, Texts))
            and argument.shape[0] != 1
        ]
        if varying and not frame.count:
            return EMPTY
        if varying:
            return self._call_groups(frame, varying, arguments)
        return self._call_all(frame, arguments, self._declaration)

    def _takes_rows(self, arguments: list[Any]) -> bool:
        """Tell whether the rows of ragged arguments can be handed over as they are."""
        undeclared = self._declaration is None and self._surcharge[1] is None
        return undeclared and all(map(_is_exact, arguments))

    def _call_parts(self, frame: Frame, arguments: list[Any]) -> Batch:
        ragged = [argument for argument in arguments if isinstance(argument, Ragged)]
        groups = []
        for places, dense in split(ragged, frame.count):
            parts = iter(dense)
            narrowed = [
                next(parts) if type(argument) is Ragged else _narrowed(argument, places)
                for argument in arguments
            ]
            groups.append((places, narrowed))
        return self._call_apart(frame, groups)

    def _call_groups(self, frame: Frame, columns: list[Array], arguments: list[Any]) -> Batch:
        groups = same_values(columns, frame.count)
        if len(groups) == 1 and len(groups[0]) == frame.count:
            whole = np.arange(frame.count)
            return self.call(frame, [_same(_narrowed(a, whole)) for a in arguments])
        return self._call_apart(
            frame, [(places, [_narrowed(a, places) for a in arguments]) for places in groups]
        )

    def _call_apart(self, frame: Frame, groups: Sequence[tuple[Array, list[Any]]]) -> Batch:
        """Call for each group of draws by itself, with its arguments."""
        made: list[tuple[Array, Batch]] = []
        for places, arguments in groups:
            inner = frame.narrowed(places)
            inner.work(CALL // 2)
            made.append((places, self.call(inner, list(map(_same, arguments)))))
            frame.absorb(inner)
        return merge(made, frame.count) if made else EMPTY

    def _call_all(self, frame: Frame, arguments: list[Any], declaration: Declaration) -> Batch:
        given: list[Any] = []
        for name, argument in zip(self._names, arguments, strict=True):
            if argument is None and name in declaration.needed:
                raise ValueError(f"{self._function.name}: {name} must be numbers")
            given.append(plain(argument) if name in declaration.split else _as_array(argument))
        charged = charge_arguments(frame, given)
        arrays = arranged(self._function.name, self._names, given, declaration)
        frame.meter.apart += self._surcharge_of(charged, arrays) * frame.count
        result = self._function.run(
            *arrays[: self._places],
            **dict(zip(self._keywords, arrays[self._places :], strict=True)),
        )
        return charge_result(frame, checked_result(result, frame.count))

    def _surcharge_of(self, charged: int, given: list[Any]) -> int:
        """Return the units that the function takes in a draw beyond those charged to the draw."""
        times, units = self._surcharge
        more = units(**dict(zip(self._names, given, strict=True))) if units else 0
        return times * (CALL + charged) + more

    def _call_each(self, frame: Frame, arguments: list[Any]) -> Batch:
        """Call draw by draw; once for draws in which the arguments are the same."""
        given = [a if _are_of_draws(a) else plain(a) for a in map(_exact, arguments)]
        charged = charge_arguments(frame, given)
        same = not any(_varies(argument) for argument in given)
        if not frame.count and not same:
            return EMPTY
        count = 1 if same else frame.count
        columns = [rows(a, count) if _are_of_draws(a) else [a] * count for a in given]
        call, places, keywords = self._function.run, self._places, self._keywords
        known: dict[tuple[object, ...], Value] = {}
        made: list[Value] = [] if columns else [normalize(call())]
        for key, values in zip(_keys(given, count), zip(*columns, strict=True), strict=False):
            value = known.get(key)
            if value is None:
                options = dict(zip(keywords, values[places:], strict=True))
                value = known[key] = normalize(call(*values[:places], **options))
            made.append(value)
        frame.meter.apart += (EACH + self._surcharge_of(charged, given)) * len(known)
        return charge_result(frame, gather(made))


def _are_of_draws(argument: Any) -> bool:
    return isinstance(argument, (np.ndarray, Texts, Ragged))


def _varies(argument: Any) -> bool:
    if type(argument) is Ragged:
        return True
    return isinstance(argument, (np.ndarray, Texts)) and argument.shape[0] != 1


def _keys(arguments: Sequence[Any], count: int) -> Iterable[tuple[object, ...]]:
    """Return a key for the arguments of each draw, equal only if all bits are."""
    keys = [_keys_of(argument, count) for argument in arguments if _varies(argument)]
    return zip(*keys, strict=True) if keys and count > 1 else [()] * count


def _keys_of(argument: Any, count: int) -> Sequence[object]:
    if type(argument) is Ragged:
        made: list[object] = [None] * count
        for number, (places, part) in enumerate(argument.parts):
            of_part = _keys_of(spread(part, len(places)), len(places))
            for place, key in zip(places.tolist(), of_part, strict=True):
                made[place] = (number, key)
        return made
    array = argument.codes if isinstance(argument, Texts) else argument
    if array.dtype.kind == "O":
        return list(map(tuple, array.reshape(count, -1).tolist()))
    return [of_draw.tobytes() for of_draw in array.reshape(count, -1)]


def _narrowed(argument: Any, places: Array) -> Any:
    if argument is None:
        return None
    if type(argument) is tuple:
        return tuple(_same(select(length, places)) for length in argument)
    return select(argument, places)


def _same(argument: Any) -> Any:
    """Return the one value of draws that have the same, where they were split by it."""
    if not isinstance(argument, np.ndarray | Texts):
        return argument
    if argument.shape[0] < 2:
        return argument
    if isinstance(argument, Texts):
        return Texts(_same(argument.codes), argument.table)
    return argument[:1] if (argument == argument[0]).all() else argument


def plain(argument: Any) -> Any:
    """Return an argument that is the same in all draws as a plain value."""
    if argument is None:
        return None
    if type(argument) is tuple:
        return tuple(int(length[0]) for length in argument)
    value = row(argument, 0)
    if type(value) is int and not -EXACT_INTEGERS < value < EXACT_INTEGERS:
        return float(value)
    return value


def _exact(argument: Any) -> Any:
    """Return an argument with integers beyond 2**53 as floats, which numpy's functions take."""
    if not isinstance(argument, np.ndarray):
        return argument
    if argument.dtype.kind == "O":
        argument = narrowed_integers(argument)
    return argument if _is_exact(argument) else argument.astype(np.float64)


def _is_exact(argument: Any) -> bool:
    """Tell whether an argument holds no integer beyond 2**53."""
    if isinstance(argument, Ragged):
        return all(_is_exact(part) for _, part in argument.parts)
    if not isinstance(argument, np.ndarray):
        return True
    kind = argument.dtype.kind
    return kind != "O" and (kind != "i" or largest(argument) < EXACT_INTEGERS)


def _beyond_exact(argument: Any) -> Array | None:
    """Tell which draws hold integers beyond 2**53; None where all or none do."""
    if not isinstance(argument, np.ndarray) or argument.shape[0] < 2:
        return None
    if argument.dtype.kind == "i":
        if largest(argument) < EXACT_INTEGERS:
            return None
    elif argument.dtype.kind != "O":
        return None
    entries = argument.reshape(len(argument), -1)
    beyond = np.any((entries >= EXACT_INTEGERS) | (entries <= -EXACT_INTEGERS), axis=1)
    return None if beyond.all() or not beyond.any() else beyond


def _as_array(argument: Any) -> Any:
    if argument is None:
        return None
    if type(argument) is tuple:
        raise EvaluationError("a tuple stands only for a shape", "write a list, as in [a, b]")
    if isinstance(argument, Texts):
        return np.array(argument.texts().tolist(), dtype=np.str_).reshape(argument.shape)
    return _exact(argument)
