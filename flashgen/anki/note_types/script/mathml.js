// How a formula was read: in MathML where the engine lays it out, else in HTML.
import { shownName } from "./signs.js";

const LEVELS = { "+": 1, "-": 1, neg: 2, "*": 2, "/": 2, "^": 4 };
const ATOM = 5;

const levelOf = (tree) => (tree.o ? LEVELS[tree.o] : ATOM);
const numberText = (tree) => {
  if (tree.name) return tree.name === "pi" ? "π" : tree.name;
  return String(Number(tree.n.toPrecision(12))).replace("-", "−");
};
const isDigits = (tree) => "n" in tree && !tree.name;
/** Whether a product needs its dot: before a number. */
const beginsWithNumber = (tree) => isDigits(tree.o === "*" || tree.o === "^" ? tree.a : tree);
const safe = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

const mathRow = (inside) => `<mrow>${inside}</mrow>`;
const sign = (text) => `<mo>${text}</mo>`;
const fence = (text) => `<mo lspace="0" rspace="0">${text}</mo>`;
const inBrackets = (inside) => mathRow(fence("(") + inside + fence(")"));
const SIGN_TEXTS = { "-": "−", "+": "+" };

const mathOf = (tree, least = 0) => {
  const made = bareMath(tree);
  const level = tree.o === "/" ? ATOM - 1 : levelOf(tree);
  return level < least ? inBrackets(made) : made;
};
const mathName = (text) => `<mi>${safe(text)}</mi>`;
const mathVariable = (name) => {
  const [base, index] = shownName(name);
  return index ? `<msub>${mathName(base)}${mathName(index)}</msub>` : mathName(base);
};
const UPRIGHT_PHI = '<mi mathvariant="normal">Φ</mi>';
const mathCall = ({ f, args }) => {
  const [first] = args;
  if (f === "sqrt") return `<msqrt>${mathOf(first)}</msqrt>`;
  if (f === "cbrt") return `<mroot>${mathRow(mathOf(first))}<mn>3</mn></mroot>`;
  if (f === "abs") return mathRow(fence("|") + mathOf(first) + fence("|"));
  if (f === "factorial") return mathRow(mathOf(first, ATOM) + sign("!"));
  const inside = args.map((arg) => mathOf(arg)).join(sign(","));
  const base = /^log(\d+)$/.exec(f);
  let name = base ? `<msub><mi>log</mi><mn>${base[1]}</mn></msub>` : mathName(f);
  if (f === "normal_cdf") name = UPRIGHT_PHI;
  if (f === "normal_quantile") name = `<msup>${UPRIGHT_PHI}<mrow>${sign("−")}<mn>1</mn></mrow></msup>`;
  return mathRow(name + sign("\u2061") + inBrackets(inside));
};
const bareMath = (tree) => {
  if ("n" in tree) return tree.name ? mathName(numberText(tree)) : `<mn>${numberText(tree)}</mn>`;
  if ("v" in tree) return mathVariable(tree.v);
  if (tree.f) return mathCall(tree);
  const { o, a, b } = tree;
  if (o === "neg") return mathRow(sign("−") + mathOf(a, 2));
  if (o === "/") return `<mfrac>${mathRow(mathOf(a))}${mathRow(mathOf(b))}</mfrac>`;
  if (o === "^") {
    const base = a.f === "exp" || a.o ? inBrackets(mathOf(a)) : mathOf(a);
    return `<msup>${base}${mathRow(mathOf(b))}</msup>`;
  }
  if (o === "*") {
    const dot = beginsWithNumber(b) ? "⋅" : "\u2062";
    return mathRow(mathOf(a, 2) + sign(dot) + mathOf(b, b.o === "neg" ? 3 : 2));
  }
  const right = mathOf(b, o === "-" || b.o === "neg" ? 2 + (b.o === "neg") : 1);
  return mathRow(mathOf(a, 1) + sign(SIGN_TEXTS[o]) + right);
};

const plainOf = (tree, least = 0) => {
  const made = barePlain(tree);
  return levelOf(tree) < least ? `(${made})` : made;
};
const plainVariable = (name) => {
  const [base, index] = shownName(name);
  return `<i>${safe(base)}</i>${index ? `<sub>${safe(index)}</sub>` : ""}`;
};
const barePlain = (tree) => {
  if ("n" in tree) return numberText(tree);
  if ("v" in tree) return plainVariable(tree.v);
  if (tree.f) {
    const inside = tree.args.map((arg) => plainOf(arg)).join(", ");
    if (tree.f === "sqrt") return `√(${inside})`;
    if (tree.f === "abs") return `|${inside}|`;
    if (tree.f === "normal_cdf") return `Φ(${inside})`;
    if (tree.f === "normal_quantile") return `Φ<sup>−1</sup>(${inside})`;
    if (tree.f === "factorial") return `${plainOf(tree.args[0], ATOM)}!`;
    return `${tree.f}(${inside})`;
  }
  const { o, a, b } = tree;
  if (o === "neg") return `−${plainOf(a, 2)}`;
  if (o === "/") return `${plainOf(a, 2)} / ${plainOf(b, 4)}`;
  if (o === "^") return `${plainOf(a, ATOM)}<sup>${plainOf(b)}</sup>`;
  if (o === "*") {
    const between = beginsWithNumber(b) ? " · " : "\u2009";
    return `${plainOf(a, 2)}${between}${plainOf(b, b.o === "neg" || b.o === "/" ? 3 : 2)}`;
  }
  const least = b.o === "neg" ? 3 : o === "-" ? 2 : 1;
  return `${plainOf(a, 1)} ${SIGN_TEXTS[o]} ${plainOf(b, least)}`;
};

let laysOut = null;

/** Whether the engine lays MathML out: a numerator then stands above its denominator. */
const laysOutMath = () => {
  if (laysOut === null) {
    const holder = document.createElement("div");
    holder.setAttribute("aria-hidden", "true");
    holder.style.cssText = "position: absolute; visibility: hidden";
    holder.innerHTML = "<math><mfrac><mi>x</mi><mi>y</mi></mfrac></math>";
    document.body.append(holder);
    const [above, below] = [...holder.querySelectorAll("mi")].map((part) =>
      part.getBoundingClientRect(),
    );
    laysOut = above.bottom <= below.top + 1 && above.height > 0;
    holder.remove();
  }
  return laysOut;
};

/** Formulas as HTML; a list of them stands in brackets. */
export const formulaHtml = (trees, asMath = laysOutMath()) => {
  if (!asMath) {
    const made = trees.map((tree) => plainOf(tree)).join("; ");
    return `<span class="formula">${trees.length > 1 ? `(${made})` : made}</span>`;
  }
  const made = trees.map((tree) => mathOf(tree)).join(sign(";"));
  const list = trees.length > 1 ? inBrackets(made) : mathRow(made);
  return `<math class="formula" displaystyle="true">${list}</math>`;
};
