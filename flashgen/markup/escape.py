"""Text as HTML that shows it, and nothing that Anki or MathJax would act on."""

import re
from typing import Final

# `\(` begins a formula for MathJax wherever it stands in a text; an element between the two
# characters ends the search. A backslash at the end may meet a bracket in what follows.
_DELIMITER = re.compile(r"\\(?=[()\[\]]|$)")
_BREAK: Final = "\\<span></span>"

# Anki acts on these in any field. A slot may complete one, save in a formula: there strings stand
# in \text{…}. So the `\[` before a slot stays as MathJax, and Anki's search for it, want it.
_TRIGGER = re.compile(
    r"\[(?=/?latex\]|/?\$\$?\]|sound:|/?anki:|\[type:)|(?<!\\)\[(?=[/a-z$\[]{0,8}[\ue000-\uf8ff])",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\[(?=[/a-z$\[]|$)", re.IGNORECASE)
_TRIGGER_REST = re.compile(r"/?latex\]|/?\$\$?\]|/?anki:|sound:|\[?type:", re.IGNORECASE)


def escape_html(text: str) -> str:
    """Return the text with `&`, `<` and `>` as entities."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def escape_text(text: str) -> str:
    """Return running text or code as HTML in which MathJax finds no formula."""
    text = escape_html(text)
    return _DELIMITER.sub(lambda _: _BREAK, text) if "\\" in text else text


def escape_triggers(html: str) -> str:
    """Return the HTML with the brackets that Anki acts on (`[sound:`, `[latex]`) as entities."""
    return _TRIGGER.sub("&#91;", html) if "[" in html else html


def escape_value(html: str) -> str:
    """Return the HTML of a value that is harmless whatever stands before and behind its slot."""
    if "[" in html:
        html = _BRACKET.sub("&#91;", html)
    return f"&#{ord(html[0])};{html[1:]}" if _TRIGGER_REST.match(html) else html
