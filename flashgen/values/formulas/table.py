"""The grammar of typed formulas, written down as a table in Markdown for the guide."""

from typing import Final

from flashgen.values.formulas.rules import FORMULA_RULES

_ROWS: Final = (
    ("sum, difference", "`x + 1`, `x - y`", "last"),
    ("product", "`2x`, `x y`, `2(x + 1)`, `(x + 1)(x - 1)`", "before `*` and `/`"),
    ("product with a sign", "`2 * x`, `2 · x`, `2 × x`, `2\\cdot x`", "with `/`, from the left"),
    ("quotient", "`x / 2`, `x ÷ 2`, `\\frac{x}{2}`", "with `*`, from the left"),
    ("power", "`x^2`, `x**2`, `x²`, `x^{n+1}`, `2^-x`", "first; `2^3^2` is `2^9`"),
    ("negative", "`-x`, `−x`", "`-x^2` is `-(x^2)`"),
    ("function", "`sin(2x)`, `sin 2x`, `\\sin 2x`", "takes the factors up to the next function"),
    ("its power", "`sin^2 x`, `sin² x`; `sin^-1 x`", "a square; the inverse"),
    ("root", "`sqrt(x)`, `√x`, `\\sqrt{x}`, `\\sqrt[3]{x}`, `∛x`", ""),
    ("size", "`abs(x)`, `|x|`, `\\left|x\\right|`", ""),
    ("whole numbers", "`floor(x)`, `⌊x⌋`, `\\lfloor x\\rfloor`; `ceil(x)`, `⌈x⌉`", ""),
    ("logarithm", "`ln x`, `log x`, `log_2 x`, `log10(x)`, `lg x`", "`log` is `ln` unless stated"),
    ("normal distribution", "`Φ(x)`, `normal_cdf(x)`; `Φ^-1(x)`, `probit(x)`; `erf(x)`", ""),
    ("number", "`2.5`, `2,5`, `1.5e-3`, `½`, `5%`, `30°`", ""),
    ("constant", "`e`, `pi`, `π`, `\\pi`", "unless a variable has the name"),
    ("variable", "`x_1`, `x1`, `x₁`; `theta`, `θ`, `\\theta`", "the longest name first"),
    (
        "with a mark",
        "`y_hat`, `ŷ`, `\\hat{y}`; `x_bar`, `x̄`; `t_prime`, `t'`; `w_1_2`, `w_{1,2}`",
        "",
    ),
    ("brackets", "`( )`, `[ ]`, `{ }`", ""),
    ("factorial", "`n!`, `factorial(n)`, `binomial(n, k)`, `\\binom{n}{k}`", ""),
    ("list", "`2x; 3y`, `(2x, 3y)`", "with `;` a comma is a decimal one"),
    ("before it", "`y =`, `f'(x) =`, `dy/dx =`", "is left out"),
)
_TWO_WAYS: Final = (
    ("`1/2x`", "`1/(2x)`", "`(1/2)x`"),
    ("`e^2x`", "`e^2 x`", "`e^(2x)`"),
    ("`sin x/2`", "`(sin x)/2`", "`sin(x/2)`"),
    ("`sin t (1 + t)`", "`sin(t(1 + t))`", "`(sin t)(1 + t)`"),
    ("`2e-3`", "`0.002`", "`2e - 3`"),
)


def grammar_table() -> str:
    """Return the grammar, its functions, and what is read in two ways, as Markdown."""
    functions = FORMULA_RULES["functions"]
    names = (", ".join(f"`{spelling}`" for spelling in functions[name]) for name in functions)
    rows = [f"| {what} | {written} | {remark} |" for what, written, remark in _ROWS]
    both = [f"| {typed} | {one} | {other} |" for typed, one, other in _TWO_WAYS]
    return "\n".join(
        [
            "| what | as it is typed | how it binds |",
            "| --- | --- | --- |",
            *(
                row.replace("`|x|`", "`\\|x\\|`").replace("left|x\\right|", "left\\|x\\right\\|")
                for row in rows
            ),
            "",
            f"Functions: {'; '.join(names)}.",
            "",
            "What is read in two ways is judged by both; where they differ, the card asks.",
            "",
            "| typed | read first as | or as |",
            "| --- | --- | --- |",
            *both,
            "",
            f"A formula has at most {FORMULA_RULES['longest']} characters and is nested at most "
            f"{FORMULA_RULES['deepest']} deep.",
            "",
        ]
    )
