// Whether a typed formula is right, and what to say to one that is not.
import { readingsOf } from "../formula.js";
import { formulaKeys } from "../keypad.js";
import { formulaHtml } from "../mathml.js";
import { RULES } from "../rules.js";
import { buildTyping, saidTyped } from "../typing.js";
import { agreesAt, decidingPoints, storedValues, valueOf } from "../values.js";

const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

const askedOf = (answer) => ({
  variables: answer.variables.map(([name]) => name),
  count: answer.count === undefined ? null : answer.count,
  free: answer.up_to === "constant",
  log10: answer.log === 10,
});

/** The points of a form in the ranges of this variant: [{ t: 0.3 }]. */
const pointsOf = ({ variables, points }) =>
  points.map((fractions) => {
    const at = {};
    variables.forEach(([name, first, last, whole], i) => {
      const [low, high] = [Number(first), Number(last)];
      const fraction = fractions[i];
      const steps = Math.min(Math.floor(fraction * (high - low + 1)), high - low);
      at[name] = low + (whole ? steps : fraction * (high - low));
    });
    return at;
  });

/** The trees of a formula that the card has, which reads in one way; or its values at the points. */
const storedTrees = (formula, answer) => {
  const asked = { ...askedOf(answer), count: null, free: false, log10: false, written: true };
  return formula.split(";").map((part) => {
    if (part.startsWith("=")) return { stored: storedValues(part.slice(1).split(" ")[0]) };
    const { readings, problem } = readingsOf(part, asked);
    if (problem) throw new Error(`the card's own formula: ${problem.kind} ${problem.what}`);
    return readings[0].trees[0];
  });
};

/** What a formula is compared with: for each tree the points that decide, with the values there. */
const expectedOf = (trees, answer) => {
  const points = pointsOf(answer);
  return trees.map((tree) => decidingPoints(tree, points));
};

const valuesOf = (trees, expected, free, constant) =>
  trees.map((tree, i) => expected[i].map(({ at }) => valueOf(tree, { ...at, [free]: constant })));

const agreesWith = ({ trees, free }, expected, answer, upTo, factor = 1) => {
  const constants = free ? RULES.formulas.free : [0];
  return constants.every((constant) =>
    valuesOf(trees, expected, free, constant).every((given, i) =>
      agreesAt(
        given.map(([value, size]) => [factor * value, size]),
        expected[i].map(({ value }) => value),
        { relative: answer.relative, upTo },
      ),
    ),
  );
};

const isSum = (tree) => tree.o === "+" || tree.o === "-";
const NEGATIVE = (tree) => tree.o === "neg" || tree.n < 0;

/** Whether a formula uses what the answer must not: a sign, a function, or a bracket to expand. */
const uses = (tree, what) => {
  const parts = tree.args || [tree.a, tree.b].filter(Boolean);
  if (parts.some((part) => uses(part, what))) return true;
  if (tree.f) return tree.f === what || (what === "!" && tree.f === "factorial");
  if (!tree.o) return false;
  if (what === "/") return tree.o === "/" || (tree.o === "^" && NEGATIVE(tree.b));
  if (what === "-") return tree.o === "-" || tree.o === "neg";
  if (what === "(") return "*/^".includes(tree.o) && parts.some(isSum);
  return tree.o === what;
};

const rangeText = ({ variables }, strings) =>
  variables.map(([name, low, high]) => strings.range(name, low, high)).join(", ");

const shortNumber = (x) => String(Number(x.toPrecision(3)));

/** Where a formula is undefined at points at which the answer is defined; "" where it is not. */
const undefinedHelp = ({ trees, free }, expected, answer, strings) => {
  const [constant] = RULES.formulas.free;
  for (const [i, given] of valuesOf(trees, expected, free, constant).entries()) {
    const bad = given.map((pair) => !pair.every(Number.isFinite));
    if (given.length && bad.every(Boolean)) return strings.nowhere(rangeText(answer, strings));
    const place = bad.indexOf(true);
    if (place >= 0) {
      const at = Object.entries(expected[i][place].at);
      return strings.undefinedAt(at.map(([name, x]) => `${name} = ${shortNumber(x)}`).join(", "));
    }
  }
  return "";
};

/** Help for a wrong formula that needs no knowledge of the question; "" where none is true. */
const formulaHelp = (reading, expected, answer, strings) => {
  const undefinedAt = undefinedHelp(reading, expected, answer, strings);
  if (undefinedAt) return undefinedAt;
  if (agreesWith(reading, expected, answer, answer.up_to, -1)) return strings.sign;
  const { trees, free } = reading;
  if (trees.length > 1) {
    const right = trees.filter((tree, i) =>
      agreesWith({ trees: [tree], free }, [expected[i]], answer, answer.up_to),
    ).length;
    return right > 0 ? strings.partlyFormulas(right, trees.length) : "";
  }
  if (answer.up_to) return "";
  if (agreesWith(reading, expected, answer, "factor")) {
    const values = valuesOf(trees, expected, free, 0)[0].map(([value]) => value);
    const top = values.map(Math.abs).indexOf(Math.max(...values.map(Math.abs)));
    const ratio = values[top] / expected[0][top].value[0];
    const size = Math.max(Math.abs(ratio), 1 / Math.abs(ratio));
    const whole = Math.round(size);
    const near = Math.abs(size - whole) < 1e-6 * size && whole <= 1000;
    return ratio > 0 && near ? strings.times(whole) : strings.someFactor;
  }
  if (agreesWith(reading, expected, answer, "constant")) return strings.addedConstant;
  return "";
};

const judgeReading = (reading, expected, answer, mistakes, strings) => {
  if (agreesWith(reading, expected, answer, answer.up_to)) {
    const used = (answer.without || []).find((what) => reading.trees.some((t) => uses(t, what)));
    if (used) return { state: "ask", says: strings.without(`<code>${escaped(used)}</code>`) };
    const lacks = answer.up_to === "constant" && !reading.free;
    return { state: "right", says: lacks ? strings.plusConstant : "" };
  }
  for (const [formula, says] of mistakes) {
    const wrong = expectedOf(storedTrees(formula, answer), answer);
    if (agreesWith(reading, wrong, answer, answer.up_to)) return { state: "wrong", says };
  }
  return { state: "wrong", says: escaped(formulaHelp(reading, expected, answer, strings)) };
};

/**
 * Judges a formula: { state: "right" | "wrong" | "ask", says } with says as HTML. `mistakes` are
 * [formula, says] pairs. What people read in two ways is judged by both; where they differ, asked.
 */
export const judgeFormula = (typed, answer, mistakes, strings) => {
  const { readings, problem } = readingsOf(typed, askedOf(answer));
  if (problem) {
    return { state: "ask", says: escaped(strings.unread[problem.kind](problem.what)) };
  }
  const expected = expectedOf(storedTrees(answer.formula, answer), answer);
  const verdicts = readings.map((one) => judgeReading(one, expected, answer, mistakes, strings));
  const [usual] = verdicts;
  const other = verdicts.findIndex(({ state }) => state !== usual.state);
  if (other < 0) return verdicts.find(({ says }) => says) || usual;
  const shown = [readings[0], readings[other]].map(({ trees }) => formulaHtml(trees));
  return { state: "ask", says: strings.twoWays(...shown) };
};

/** How a text was read, as HTML: one reading or two; "" where it reads as no formula yet. */
export const readingHtml = (typed, answer, strings) => {
  const { readings } = readingsOf(typed, askedOf(answer));
  if (!readings) return "";
  return readings
    .slice(0, 2)
    .map(({ trees }) => formulaHtml(trees))
    .join(` ${strings.or} `);
};

export const FORMULA_KIND = {
  build: (answer, asks, strings) => buildTyping(FORMULA_KIND, answer, asks, strings),
  keys: formulaKeys,
  said: saidTyped,
  reading: (typed, answer, strings) => (typed.trim() ? readingHtml(typed, answer, strings) : ""),
  judge: (typed, value, answer, unit, mistakes, strings) =>
    judgeFormula(typed, answer, mistakes, strings),
};
