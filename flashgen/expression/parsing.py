"""The text of an expression to Python's syntax tree, with located errors.

Python's own parser does the parsing. What must be caught before it runs (depth, which could
exhaust the C stack; quotes and brackets, about which its errors speak of lines) is found by
one scan of the text.
"""

import ast
import keyword
import re
import unicodedata
import warnings
from typing import Final

from flashgen.expression.errors import ExpressionError
from flashgen.expression.written_by_hand import explained

MAX_LENGTH = 2000
"""The most characters of an expression."""

MAX_DEPTH = 50
"""How deeply brackets, operators and calls may be nested."""

MAX_NODES = 400
"""The most operators, names, numbers and calls of an expression."""

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}

_TOKEN = re.compile(
    r"""
      (?P<text>(?:\b[A-Za-z]{1,2})?(?:'''|\"\"\"|'|"))
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<unary>(?:(?:[-+~]|\bnot\b)\s*){MAX_DEPTH,})
    | (?P<comment>\#[^\r\n]*)
    """.replace("MAX_DEPTH", str(MAX_DEPTH)),
    re.VERBOSE,
)

_WARNED_OF = re.compile(r"\\|\d[A-Za-z]")
"""Where Python's parser may warn, on standard error: of "\\d" and of `1if`."""

_LINE_END = re.compile(r"\r\n|\r|\n")

_UNUSUAL = re.compile(r"[^\t\n\r -~]")

_UNREADABLE: Final = {
    "&&": ("`&&` is no operator", "write `and`"),
    "||": ("`||` is no operator", "write `or`"),
    "<>": ("`<>` is no operator", "write `!=`"),
    "===": ("`===` is no operator", "write `==`"),
    "++": ("`++` is no operator", "write `+ 1`"),
    "!": ("`!` is no operator", "write `not`, or `factorial(n)`"),
    "∑": ("`∑` is no operator", "write `sum(…)`"),
    "∏": ("`∏` is no operator", "write `prod(…)`"),
    "π": ("`π` has no value here", "write `pi`"),
    "∞": ("`∞` has no value here", "write `inf`"),
    "=": ("a single `=` stands only before a keyword argument", "compare with `==`"),
    ";": ("`;` does not belong in an expression", "split a row of a matrix as [[1, 2], [3, 4]]"),
    "?": ("`?` does not belong in an expression", "write `a if condition else b`"),
    "$": ("`$` does not belong in an expression", "write the expression without `$`"),
    "\\": ("a backslash does not belong in an expression", None),
    "@": ("`@` needs a matrix or vector on both sides", None),
    "×": ("`×` is no operator", "write `*`"),
    "·": ("`·` is no operator", "write `*`"),
    "⋅": ("`⋅` is no operator", "write `*`"),
    "÷": ("`÷` is no operator", "write `/`"),
    "−": ("this is the typographic minus sign", "write `-`"),
    "–": ("this is a dash", "write `-`"),
    "≤": ("`≤` is no operator", "write `<=`"),
    "≥": ("`≥` is no operator", "write `>=`"),
    "≠": ("`≠` is no operator", "write `!=`"),
    "√": ("`√` is no operator", "write `sqrt(…)`"),
    "²": ("`²` is no operator", "write `**2`"),
    "³": ("`³` is no operator", "write `**3`"),
    "“": ("this is a typographic quote", 'write `"`'),
    "”": ("this is a typographic quote", 'write `"`'),
    "‘": ("this is a typographic quote", "write `'`"),
    "’": ("this is a typographic quote", "write `'`"),
    "\u00a0": ("this is a no-break space", "write a plain space"),
}

_PRODUCT: Final = re.compile(
    r"(?<![\w.])(\d+(?:\.\d*)?|\.\d+)((?!(?:[eE][-+]?\d|if\b|else\b|and\b|or\b|in\b|for\b|is\b))[^\W\d]\w*)"
)
"""A number with a name right behind it, as people write a product."""

_KEYWORDS: Final = frozenset(keyword.kwlist) - {"and", "else", "for", "if", "in", "not", "or"}


class SourceText:
    """The text of an expression, and where the nodes of its tree stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Python counts columns in bytes of UTF-8, and lines after its own notion of a line.
        self._lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
        self.is_ascii = text.isascii()
        self._is_plain = self.is_ascii and len(self._lines) == 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of the place that Python calls `line`, `column` (in bytes)."""
        # The tree is that of the text in parentheses: columns of line 1 are off by one, and
        # the closing one stands on a line of its own.
        if line > len(self._lines):
            return len(self.text.rstrip())
        column -= line == 1
        start = self._lines[line - 1]
        if not self.is_ascii:
            ahead = self.text[start : start + max(column, 0)].encode()[: max(column, 0)]
            column = len(ahead.decode(errors="ignore"))
        return max(0, min(start + column, len(self.text)))

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Return the offsets at which `node` begins and ends."""
        if self._is_plain and node.col_offset and node.end_lineno == 1:
            return node.col_offset - 1, node.end_col_offset - 1  # type: ignore[operator]  # set
        start = self.offset(node.lineno, node.col_offset)
        if node.end_lineno is None or node.end_col_offset is None:
            return start, start
        return start, self.offset(node.end_lineno, node.end_col_offset)

    def attribute_span(self, node: ast.Attribute) -> tuple[int, int]:
        """Return the offsets of `.name` in `value.name`."""
        end = self.span(node)[1]
        return self.text.rfind(".", 0, end), end


def parse(text: str) -> tuple[ast.expr, SourceText]:
    """Return the syntax tree of an expression.

    Its brackets are at most MAX_DEPTH deep; the tree can be deeper, as that of 1+1+1+… is.

    Raises: ExpressionError where the text is too long, too deep or no expression.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"this expression has {len(text)} characters; {MAX_LENGTH} is the limit",
            0,
            len(text),
            "split it into several steps under `let`",
        )
    if not text.strip():
        raise ExpressionError("an expression is missing here", 0, len(text))
    _scan(text)
    source = SourceText(text)
    try:
        # In parentheses a line break means nothing. The scan saw to it that none closes.
        tree = _parse_quietly(f"({text}\n)").body
    except SyntaxError as error:
        raise _syntax_error(error, source) from None
    except (MemoryError, RecursionError):
        raise too_deep(0, len(text)) from None
    except ValueError as error:
        raise ExpressionError(f"this cannot be read: {error}", 0, len(text)) from None
    return tree, source


def _parse_quietly(text: str) -> ast.Expression:
    if not _WARNED_OF.search(text):
        return ast.parse(text, mode="eval")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, mode="eval")


def _scan(text: str) -> None:
    for unusual in _UNUSUAL.finditer(text):
        place, character = unusual.start(), unusual[0]
        if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            raise ExpressionError(
                f"the character U+{ord(character):04X} does not belong in an expression",
                place,
                place + 1,
            )
    opened: list[int] = []
    place = 0
    while found := _TOKEN.search(text, place):
        start, place = found.span()
        match found.lastgroup:
            case "text":
                place = _end_of_text(text, found)
            case "open":
                opened.append(start)
                if len(opened) > MAX_DEPTH:
                    raise too_deep(start, start + 1)
            case "close":
                if not opened:
                    raise _full_width(_without_texts(text[:start])) or ExpressionError(
                        f"this `{found[0]}` closes nothing", start, place
                    )
                begun = opened.pop()
                if _CLOSING[text[begun]] != found[0]:
                    raise ExpressionError(
                        f"`{text[begun]}` is closed by `{found[0]}`; "
                        f"`{_CLOSING[text[begun]]}` is missing",
                        start,
                        place,
                    )
            case "unary":
                raise too_deep(start, place)
    if opened:
        start = opened[-1]
        raise _full_width(_without_texts(text), start) or ExpressionError(
            f"this `{text[start]}` is never closed", start, start + 1
        )


def _end_of_text(text: str, found: re.Match[str]) -> int:
    quote = found[0].lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    inner = r"(?:\\.|[^\\])*?" if len(quote) == 3 else r"(?:\\.|[^\\\r\n])*?"
    closed = re.compile(inner + quote, re.DOTALL).match(text, found.end())
    if closed is None:
        start = found.end() - len(quote)
        raise ExpressionError("this quote is never closed", start, found.end())
    return closed.end()


def too_deep(start: int, end: int) -> ExpressionError:
    """Return the error of what is nested too deeply."""
    return ExpressionError(
        f"this expression is nested more than {MAX_DEPTH} deep",
        start,
        end,
        "split it into several steps under `let`",
    )


def _syntax_error(error: SyntaxError, source: SourceText) -> ExpressionError:
    text = source.text
    # Unlike those of nodes, the columns of a SyntaxError count characters, from 1.
    line = max(error.lineno or 1, 1)
    if line > len(source._lines):
        start = len(text.rstrip())
    else:
        start = source._lines[line - 1] + (error.offset or 1) - 1 - (line == 1)
        start = max(0, min(start, len(text.rstrip())))
    unreadable = _unreadable(text, start)
    if unreadable is not None:
        return unreadable
    if known := explained(_without_texts(text)):
        return ExpressionError(*known)
    if product := _PRODUCT.search(_without_texts(text)):
        number, rest = product[1], product[2]
        return ExpressionError(
            f"`{product[0]}` is no product",
            *product.span(),
            f"write `{number} * {rest}`",
        )
    if found := re.search(r"\bif\s*\(([^(),]+),([^(),]+),([^(),]+)\)", text):
        test, then, otherwise = (part.strip() for part in found.groups())
        hint = f"write `{then} if {test} else {otherwise}`"
        return ExpressionError("`if` is no function", *found.span(), hint)
    if re.match(r"\s*if\b", text):
        hint = "write `a if condition else b`"
        return ExpressionError("`if` stands between two values", 0, len(text), hint)
    if re.search(r"(?:^|[(+*/,-])\s*\|", text):
        place = text.index("|")
        return ExpressionError("`|` is no operator here", place, place + 1, "write `abs(…)`")
    word = re.compile(r"[^\W\d]\w*").match(text, start)
    if word and word[0] in _KEYWORDS:
        return ExpressionError(
            f"`{word[0]}` does not belong in an expression", word.start(), word.end()
        )
    if start == len(text.rstrip()):
        return ExpressionError("the expression breaks off here", max(0, start - 1), start)
    end = word.end() if word else start + 1
    if "Generator expression" in (error.msg or ""):
        if "scan(" in text:
            return ExpressionError(
                "the loop of a scan stands in parentheses of its own",
                start,
                end,
                "write scan((0.9 * m + g for g in gradients), m=0)",
            )
        return ExpressionError(
            "a loop without brackets stands only as the one argument of a function",
            start,
            end,
            "write it in brackets: [… for i in range(n)]",
        )
    if "expected 'else'" in (error.msg or ""):
        return ExpressionError(
            "`else` is missing here", start, end, "write `a if condition else b`"
        )
    if (second := text.find("<<")) >= 0:
        return ExpressionError(
            "a slot begins inside another, which is not closed",
            second,
            second + 2,
            "each slot ends with `>>`",
        )
    if "forgot a comma" in (error.msg or ""):
        return ExpressionError(
            "a comma or an operator is missing here", start, end, "a product is written `2 * x`"
        )
    return ExpressionError("this cannot be read as an expression", start, end)


def _unreadable(text: str, near: int) -> ExpressionError | None:
    """Return an error about the first sign that no expression can have, at `near` or before.

    Python's parser often notices a sign of another language only at what follows it.
    """
    blanked = _without_texts(text)
    signs = sorted(_UNREADABLE, key=len, reverse=True)
    pattern = "|".join(
        r"(?<![=<>!])=(?!=)" if sign == "=" else r"!(?!=)" if sign == "!" else re.escape(sign)
        for sign in signs
    )
    for found in re.finditer(pattern, blanked):
        if found[0] == "=" and _is_keyword_argument(blanked, found.start()):
            continue
        if found[0] in ("@", "++") and not found.start() <= near <= found.end() + 1:
            continue
        message, hint = _UNREADABLE[found[0]]
        return ExpressionError(message, found.start(), found.end(), hint)
    return _full_width(blanked)


def _full_width(text: str, start: int = 0) -> ExpressionError | None:
    for unusual in _UNUSUAL.finditer(text, start):
        plain = unicodedata.normalize("NFKC", unusual[0])
        if plain.isascii() and plain.strip() and not plain.isalnum():
            return ExpressionError(
                f"this is the full-width form of `{plain}`", *unusual.span(), f"write `{plain}`"
            )
    return None


def _is_keyword_argument(text: str, place: int) -> bool:
    return re.search(r"[(,]\s*[^\W\d]\w*\s*\Z", text[:place]) is not None


def _without_texts(text: str) -> str:
    blanked = text
    place = 0
    while found := _TOKEN.search(text, place):
        place = found.end()
        if found.lastgroup == "text":
            place = _end_of_text(text, found)
            blanked = blanked[: found.start()] + " " * (place - found.start()) + blanked[place:]
    return blanked
