"""HTML read as a browser, MathJax and Anki would read it: is anything in it active?"""

import re
from html.parser import HTMLParser

TAG_NAMES = """p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr br strong em a img code pre span div table
    thead tbody tr th td abbr b bdi cite del dfn i ins kbd mark q rp rt ruby samp small sub sup u
    var"""
TAGS = set(TAG_NAMES.split())
# Around the texts on a card, and in its drawings.
CARD_TAGS = TAGS | {"svg", "g", "title", "path", "rect", "circle", "line", "text", "tspan"}
CARD_CLASSES = re.compile(r"[a-z][a-z0-9_]*( [a-z][a-z0-9_]*)*")
ATTRIBUTES = {"title", "lang", "dir", "href", "rel", "src", "alt", "align", "start", "class"}
COMMANDS = """href url style cssId class data require unicode bbox mmlToken toggle texttip mathtip
    def newcommand renewcommand newenvironment let gdef label ref includegraphics htmlId htmlStyle
    htmlClass htmlData verb"""
ACTIVE_COMMANDS = set(COMMANDS.split())
TRIGGERS = re.compile(
    r"\[/?latex\]|\[/?\$\$?\]|\[sound:|\[/?anki:|\[\[type:|[\x00-\x08\ue000-\uf8ff]", re.IGNORECASE
)


class Audit(HTMLParser):
    """What a browser and MathJax would find; MathJax joins texts across `<br>` and `<wbr>` only."""

    def __init__(self, html: str, *, card: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.card = card
        self.strings = [""]
        self.depth_of_code = 0
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        assert tag in (CARD_TAGS if self.card else TAGS), tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            assert name != "style"
            if (tag, name) == ("pre", "tabindex"):  # a block that scrolls is reached by keys
                assert value == "0"
                continue
            assert self.card or name in ATTRIBUTES, name
            if name == "href":
                assert re.match(r"https?://|mailto:", value, re.IGNORECASE)
            if name == "src":
                assert not re.match(r"[a-z][a-z0-9+.-]*:|/|\\", value, re.IGNORECASE), value
                assert ".." not in value.split("/")
            if name == "class":
                classes = re.compile(r"code|matrix|whole|digits-[2-9]|[a-z]{1,2}[a-z0-9]?")
                assert (CARD_CLASSES if self.card else classes).fullmatch(value), value
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)
        self.depth_of_code += tag in ("code", "pre")
        if tag not in ("br", "wbr"):
            self.strings.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.depth_of_code -= tag in ("code", "pre")
        self.strings.append("")

    def handle_data(self, data):
        if not self.depth_of_code:
            self.strings[-1] += data

    def forbidden(self, *_):
        raise AssertionError("a comment or a declaration")

    handle_comment = handle_decl = handle_pi = unknown_decl = forbidden


def formulas(string: str) -> list[str]:
    """What MathJax (input/tex/FindTeX) takes for formulas: to the end outside of braces."""
    found = []
    position = 0
    while opening := re.compile(r"\\[(\[]").search(string, position):
        end = {"(": r"\)", "[": r"\]"}[opening[0][1]]
        braces = 0
        position = opening.end()
        for token in re.compile(r"\\[)\]]|\\(?:[a-zA-Z]|.)|[{}]").finditer(string, position):
            if token[0] == end and braces == 0:
                found.append(string[opening.end() : token.start()])
                position = token.end()
                break
            braces += {"{": 1, "}": -1 if braces else 0}.get(token[0], 0)
        else:
            raise AssertionError(f"a formula without an end: {string!r}")
    return found


def check(html: str, *, card: bool = False) -> None:
    """Assert that nothing in a text, or with `card` in a whole field, is active."""
    assert not TRIGGERS.search(html)
    for string in Audit(html, card=card).strings:
        for formula in formulas(string):
            for command in re.findall(r"\\([a-zA-Z]+|.)", formula, re.DOTALL):
                assert command not in ACTIVE_COMMANDS, formula
                assert command not in ("(", ")", "[", "]"), formula
