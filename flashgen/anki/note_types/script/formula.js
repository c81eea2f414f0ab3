// A typed formula, read as people write it. values/formulas/reading.py is its twin: the same grammar,
// from the same rules, held together by shared cases.
import {
  CLOSES, GRAMMAR, OPENS, namesOf, plainFormula, splitList, unreadable, withoutName,
} from "./signs.js";

const CONSTANT_VALUES = { pi: Math.PI, e: Math.E };
const constantOf = (name) => ({ n: CONSTANT_VALUES[name], name });
const numberOf = (n) => ({ n });
const operation = (o, a, b) => ({ o, a, b });
const negative = (a) => ({ o: "neg", a });
const callOf = (f, ...args) => ({ f, args });

/** The places that people read in two ways; values/formulas/reading.py has an example of each. */
const TWO_WAYS = ["slash", "exponent", "argument", "bracket", "scientific"];
const WORD_HERE = /^\p{L}+(?:_[\p{L}\p{N}_]+)?/u;
const FREE_HERE = /^(?:const(?:ant)?|[A-Za-z](?:_?\d)?)(?![\p{L}\p{N}])/u;
const LIKE_A_SUM = /^\d+e[+-]\d$/;
const TIGHT_SLASH = /^\S\/(?=[\d.]|\p{L})/u;
const SPACE_SIGN = /\s/;
const LETTER_SIGN = /\p{L}/u;
const DIGIT_SIGN = /\d/;

/** One formula by recursive descent, or throws what keeps it from being one. */
const readOne = (text, names, asked, other, met, decimalComma, free) => {
  let place = 0;
  let depth = 0;
  let bars = 0;
  let numberEnd = -1;
  let comma = decimalComma;
  const eIsVariable = names.some(({ spelling, variable }) => spelling === "e" && variable);

  const fail = (kind, what) => {
    throw unreadable(kind, what);
  };
  const peek = () => {
    const begun = place;
    while (place < text.length && SPACE_SIGN.test(text[place])) place++;
    if (numberEnd === begun) numberEnd = place;
    return text[place] || "";
  };
  const eat = (sign) => {
    if (peek() !== sign) return false;
    place++;
    return true;
  };
  const match = (pattern) => pattern.exec(text.slice(place));
  const deeper = (inside) => {
    if (++depth > GRAMMAR.deepest) fail("deep");
    const made = inside();
    depth--;
    return made;
  };
  const starts = () => {
    const c = peek();
    if (DIGIT_SIGN.test(c) || c === ".") {
      if (numberEnd === place) fail("numbers", text.slice(place).split(/\s/)[0]);
      return true;
    }
    return c !== "" && ("([{√∛\\".includes(c) || (c === "|" && !bars) || LETTER_SIGN.test(c));
  };
  /** Whether a name is a TeX command with what stands behind it: \sigma_x. */
  const isCommand = (spelling, name, here) => {
    const behind = spelling.slice(name.length);
    const own = spelling.startsWith(name) && !LETTER_SIGN.test(behind[0] || "");
    return own && text.startsWith(behind, here + 1 + name.length);
  };
  const nameHere = () => {
    const begun = place;
    peek();
    const here = place;
    place = begun;
    const tex = /^\\([a-zA-Z]+)/.exec(text.slice(here));
    if (tex) return names.find(({ spelling }) => isCommand(spelling, tex[1], here));
    return names.find(({ spelling }) => text.startsWith(spelling, here));
  };
  const functionHere = () => {
    const name = nameHere();
    return Boolean(name && name.called);
  };

  const sum = () =>
    deeper(() => {
      let left = product();
      for (let c = peek(); c === "+" || c === "-"; c = peek()) {
        place++;
        left = operation(c, left, product());
      }
      return left;
    });
  const product = () => {
    let left = implicit(false);
    for (;;) {
      const c = peek();
      if (c === "*" || c === "/") {
        place++;
        left = operation(c, left, implicit(c === "/"));
      } else if (other.includes("slash") && starts()) left = operation("*", left, power());
      else return left;
    }
  };
  /** A product without a sign; `below` is one that follows a slash. */
  const implicit = (below) => {
    if (eat("-")) return negative(deeper(() => implicit(below)));
    if (eat("+")) return deeper(() => implicit(below));
    let left = power();
    while (starts()) {
      if (below) {
        met.add("slash");
        if (other.includes("slash")) return left;
      }
      left = operation("*", left, power());
    }
    return left;
  };
  const power = () => {
    let base = atom();
    for (let c = peek(); c && "!°%".includes(c); c = peek()) {
      place++;
      if (c === "!") base = callOf("factorial", base);
      else if (c === "°") base = operation("*", base, operation("/", constantOf("pi"), numberOf(180)));
      else base = operation("/", base, numberOf(100));
    }
    return eat("^") ? operation("^", base, exponent("n" in base)) : base;
  };
  const exponent = (ofNumber) =>
    deeper(() => {
      const sign = peek();
      if (sign === "-" || sign === "+") {
        place++;
        const operand = exponent(ofNumber);
        return sign === "-" ? negative(operand) : operand;
      }
      const bracketed = sign in OPENS;
      const made = power();
      return ofNumber && !bracketed ? moreExponent(made) : made;
    });
  const moreExponent = (read) => {
    let made = read;
    while (place < text.length) {
      const c = text[place];
      if (!(DIGIT_SIGN.test(c) || LETTER_SIGN.test(c) || c === "\\") || functionHere()) break;
      if (SPACE_SIGN.test(text[place - 1])) break;
      if (numberEnd === place && DIGIT_SIGN.test(c)) break;
      met.add("exponent");
      if (!other.includes("exponent")) break;
      made = operation("*", made, power());
    }
    return made;
  };
  const bracket = () => {
    const closing = OPENS[peek()];
    place++;
    const outer = bars;
    bars = 0;
    const inside = sum();
    bars = outer;
    if (!eat(closing)) {
      const c = peek();
      if (c && !")]}|,;".includes(c)) fail("unknown", c);
      if (c === ",") fail("count", "1");
      fail("bracket", closing);
    }
    return inside;
  };
  const number = (digits) => {
    const begun = place;
    place += digits.length;
    let typed = digits;
    const behind = comma && match(/^,\d+/);
    if (behind && !typed.includes(".")) {
      if (behind[0].length === 4 && typed.length <= 3 && typed !== "0") {
        fail("comma", typed + behind[0]);
      }
      place += behind[0].length;
      typed += behind[0].replace(",", ".");
    }
    let scientific = eIsVariable ? null : match(/^[eE][+-]?\d+/);
    if (scientific && LIKE_A_SUM.test(typed + scientific[0])) {
      met.add("scientific");
      if (other.includes("scientific")) scientific = null;
    }
    if (scientific) {
      place += scientific[0].length;
      typed += scientific[0];
    }
    if (Number(typed) === Infinity) fail("unknown", text.slice(begun, place));
    numberEnd = place;
    return numberOf(Number(typed));
  };
  /** What a TeX command takes: a group in braces, a digit, or a sign. */
  const group = () => {
    const c = peek();
    if (DIGIT_SIGN.test(c)) {
      place++;
      return numberOf(Number(c));
    }
    return deeper(() => (c === "{" ? bracket() : atom()));
  };
  /** A TeX command that is no name; null for one that is. */
  const command = () => {
    const found = match(/^\\([a-zA-Z]+)/);
    if (!found) fail("unknown", "\\");
    const name = found[1];
    if (/^[dtc]?frac$/.test(name)) {
      place += found[0].length;
      const above = group();
      return operation("/", above, group());
    }
    if (/^[dt]?binom$/.test(name)) {
      place += found[0].length;
      const above = group();
      return callOf("binomial", above, group());
    }
    if (name === "sqrt") {
      place += found[0].length;
      if (peek() !== "[") return callOf("sqrt", group());
      const index = bracket();
      return operation("^", group(), operation("/", numberOf(1), index));
    }
    return null;
  };
  const unnamed = (c) => {
    if (c === "\\") fail("unknown", match(/^\\[a-zA-Z]+/)[0]);
    const letter = asked.free && match(FREE_HERE);
    if (letter && (free.length === 0 || free[0] === letter[0])) {
      free[0] = letter[0];
      place += letter[0].length;
      return { v: letter[0] };
    }
    if (!c) fail("end", text.trimEnd().slice(-1));
    const word = match(WORD_HERE);
    if (word) fail("name", word[0]);
    const before = text.slice(0, place).trimEnd().slice(-1);
    if (")]}+-*/^,;!°%".includes(c) && before) fail("end", before);
    return fail("unknown", c);
  };
  const named = () => {
    const c = peek();
    const name = nameHere();
    if (!name) return unnamed(c);
    const begun = place + (c === "\\" ? 1 : 0);
    place = begun + name.spelling.length;
    if (name.called) return call(name.called);
    if (text[place] === "_") {
      const word = WORD_HERE.exec(text.slice(begun));
      fail("name", word && word[0].includes("_") ? word[0] : `${name.spelling}_`);
    }
    return name.variable ? { v: name.variable } : constantOf(name.constant);
  };
  const atom = () => {
    const c = peek();
    if (c in OPENS) return bracket();
    if (c === "|") {
      place++;
      bars++;
      const inside = sum();
      bars--;
      if (!eat("|")) fail("bracket", "|");
      return callOf("abs", inside);
    }
    if (c === "√" || c === "∛") {
      place++;
      const operand = deeper(() => (peek() === "(" ? bracket() : power()));
      return callOf(c === "√" ? "sqrt" : "cbrt", operand);
    }
    const digits = match(/^(?:\d+(?:\.\d*)?|\.\d+)/);
    if (digits) return number(digits[0]);
    return (c === "\\" && command()) || named();
  };
  const call = (name) => {
    let base = null;
    if ((name === "ln" || name === "log10") && text[place] === "_") {
      place++;
      const digits = match(/^\d+/);
      if (digits) place += digits[0].length;
      base = digits ? numberOf(Number(digits[0])) : deeper(atom);
    }
    const raised = eat("^") ? exponent(false) : null;
    let args;
    if (peek() in OPENS) args = argumentsOf(name);
    else if (GRAMMAR.several.includes(name)) fail("bracket", "(");
    else args = [argument()];
    const inverse = raised && raised.o === "neg" && raised.a.n === 1 && !raised.a.name;
    if (inverse && name in GRAMMAR.inverses) return callOf(GRAMMAR.inverses[name], ...args);
    let made = callOf(name, ...args);
    if (base) made = operation("/", callOf("ln", ...args), callOf("ln", base));
    return raised ? operation("^", made, raised) : made;
  };
  const argumentsOf = (name) => {
    if (!GRAMMAR.several.includes(name)) return [bracket()];
    const closing = OPENS[peek()];
    place++;
    const [outerComma, outerBars] = [comma, bars];
    comma = false;
    bars = 0;
    const args = [sum()];
    while (peek() && ",;".includes(peek())) {
      place++;
      args.push(sum());
    }
    [comma, bars] = [outerComma, outerBars];
    if (!eat(closing)) fail("bracket", closing);
    if (name === "binomial" && args.length !== 2) fail("count", "2");
    return args;
  };
  /** What a function without brackets takes: the factors up to the next function. */
  const argument = () =>
    deeper(() => {
      if (eat("-")) return negative(argument());
      let left = factors();
      if (peek() === "/" && TIGHT_SLASH.test(text.slice(place - 1))) {
        met.add("argument");
        if (other.includes("argument")) {
          place++;
          left = operation("/", left, factors());
        }
      }
      return left;
    });
  const factors = () => {
    let left = power();
    while (starts() && !functionHere()) {
      if (peek() in OPENS) {
        met.add("bracket");
        if (other.includes("bracket")) break;
      }
      left = operation("*", left, power());
    }
    return left;
  };

  if (!text.trim()) fail("empty");
  const tree = sum();
  const c = peek();
  if (c === ",") fail("count", "1");
  if (c in CLOSES) fail("bracket", CLOSES[c]);
  if (c) fail("unknown", c);
  return tree;
};

/** A formula, or `asked.count` of them, in one of the ways to read it: { trees, free }. */
const readFormula = (text, asked, other, met) => {
  if (!asked.written && [...text].length > GRAMMAR.longest) throw unreadable("long");
  const plain = withoutName(plainFormula(text));
  const names = namesOf(asked.variables, asked.log10);
  const free = [];
  const [parts, comma] = asked.count === null ? [[plain], true] : splitList(plain);
  if (asked.count !== null && parts.length !== asked.count) {
    throw unreadable("count", String(asked.count));
  }
  const trees = parts.map((part) => readOne(part, names, asked, other, met, comma, free));
  return { trees, free: free[0] || "" };
};

/**
 * All ways in which people read a typed formula, the usual one first: { readings }, or { problem }.
 * `asked` is { variables, count, free, log10 }; a `count` of null stands for one formula. What the
 * card has `written` itself may be long.
 */
export const readingsOf = (text, asked) => {
  const met = new Set();
  try {
    const readings = [readFormula(text, asked, [], met)];
    const open = TWO_WAYS.filter((name) => met.has(name));
    const known = new Set([JSON.stringify(readings[0])]);
    for (let chosen = 1; chosen < 2 ** open.length; chosen++) {
      const other = open.filter((_, bit) => chosen & (2 ** bit));
      try {
        const made = readFormula(text, asked, other, new Set());
        const key = JSON.stringify(made);
        if (!known.has(key)) readings.push(made);
        known.add(key);
      } catch (problem) {
        if (!problem.kind) throw problem;
      }
    }
    return { readings };
  } catch (problem) {
    if (!problem.kind) throw problem;
    return { problem };
  }
};
