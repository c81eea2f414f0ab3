"""The raw HTML that an author may write, and what becomes of the rest."""

import re
from functools import lru_cache
from html import escape, unescape
from typing import Final

import nh3

from flashgen.markup.marks import Kind, words

# `s` is missing: `<s>` is the token that starts a sentence; `<del>` strikes out.
ALLOWED: Final = words(
    "abbr b bdi cite del dfn em i ins kbd mark q rp rt ruby samp small span strong sub sup u var br"
)
VOID: Final = frozenset({"br"})
ATTRIBUTES: Final = frozenset({"title", "lang", "dir"})
# They load or run something, or their attributes do.
ACTIVE: Final = words(
    "animate applet audio embed foreignobject frame frameset iframe img math meta noscript picture"
    " portal script style svg template video xml"
)
# Without attributes these are as likely words in angle brackets, such as `vector<object>`.
ACTIVE_WITH_ATTRIBUTES: Final = words(
    "a area base body button form head html image input link map marquee object option param"
    " select set slot source textarea track use"
)
PLAIN: Final = words(
    "article aside blockquote center code dd details div dl dt font footer h1 h2 h3 h4 h5 h6 header"
    " hr li nav ol p pre section strike summary table tbody td tfoot th thead tr tt ul"
)

# CommonMark's tag, with bounds: text that almost is one must not take long to turn down.
_VALUE = r"""(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'=<>`]{1,2000})"""
_ATTRIBUTE = rf"\s{{1,20}}[A-Za-z_:@][\w:.@-]{{0,40}}(?:\s{{0,20}}=\s{{0,20}}{_VALUE})?"
TAG: Final = re.compile(
    rf"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)"
    rf"(?P<attributes>(?:{_ATTRIBUTE}){{0,20}})\s{{0,20}}/?>"
)
_PAIR = re.compile(r"""([A-Za-z_:@][\w:.@-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")

_EMITTED: Final = ALLOWED | words(
    "a blockquote code div h1 h2 h3 h4 h5 h6 hr img li ol p pre table tbody td th thead tr ul"
)
_EMITTED_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "pre": {"class"},
    "span": {"class"},
    "*": set(ATTRIBUTES),
}


@lru_cache(maxsize=256)
def read_tag(close: str, name: str, attributes: str) -> tuple[Kind, str] | None:
    """Classify a tag and return its HTML (or why it is rejected); None if it is plain text."""
    name = name.lower()
    pairs = [
        (key.lower(), unescape(double or single or bare))
        for key, double, single, bare in _PAIR.findall(attributes)
    ]
    if name in ACTIVE or (name in ACTIVE_WITH_ATTRIBUTES and pairs):
        return Kind.TAG_REFUSED, f"the tag <{name}> is not allowed in a text"
    if name not in ALLOWED and name not in PLAIN:
        return None
    for key, _ in pairs:
        if key.startswith("on") or key in ("style", "href", "src", "id", "class"):
            return Kind.TAG_REFUSED, f"the attribute `{key}` is not allowed in a text"
    if name not in ALLOWED:
        return Kind.TAG_SHOWN, ""
    if close:
        return (Kind.TAG_CLOSE, f"</{name}>") if name not in VOID else None
    for key, _ in pairs:
        if key not in ATTRIBUTES:
            return Kind.TAG_REFUSED, f"the attribute `{key}` is not allowed in a text"
    inside = "".join(f' {key}="{escape(value)}"' for key, value in pairs)
    return (Kind.TAG_VOID if name in VOID else Kind.TAG_OPEN), f"<{name}{inside}>"


def clean(html: str) -> str:
    """Return the HTML with nothing but the tags and attributes that a text may have."""
    return nh3.clean(
        html,
        tags=set(_EMITTED),
        attributes=_EMITTED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
