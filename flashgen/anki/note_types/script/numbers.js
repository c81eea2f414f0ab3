// What number, vector and matrix have in common: entries that are numbers, each with its place.
import { escape, flat, near, sameShape, scaleOf, shapeOf } from "./judging.js";
import { HEXADECIMAL, MIDDLE_DOT, halfWidth, normalise, plainlyTyped } from "./reading.js";
import { converted, withoutUnit } from "./units.js";

/** A typed text with the signs that mean the same made one, without the stop of a sentence. */
export const withoutStop = (typed) => normalise(typed).replace(/^([^]*[^\s.]) ?\.$/, "$1");

/** Whether a text holds a sign that no number is read with. */
export const isUnreadable = (typed, text) =>
  MIDDLE_DOT.test(halfWidth(typed)) || HEXADECIMAL.test(text);

/**
 * Reads numbers with the unit behind them: { ask }, { wrong }, or { text, result, found, into }:
 * the text without the unit, what `read` makes of it, the unit's factor, and what converts by it.
 *
 * `readable` changes the text before; `alone` says that a unit is not wanted, `unclear` that a text
 * cannot be read.
 */
export const readInUnit = (typed, answer, unit, how, strings) => {
  const { read, readable = (text) => text, unclear, alone } = how;
  const stopped = withoutStop(typed);
  if (isUnreadable(typed, stopped)) return { ask: unclear };
  const plain = plainlyTyped(stopped).replace(/^(?:\p{L}[\p{L}\d_]*)? ?[=≈~] ?/u, "");
  const names = [unit, ...(answer.spellings || [])].filter(Boolean);
  const other = unit ? strings.unit(unit) : alone;
  const found = withoutUnit(readable(plain), { ...answer, names }, read, other);
  if (found.ask) return answer.unit_required ? { wrong: strings.otherUnit } : found;
  const result = read(found.text);
  const unitless = answer.unit_required && found.factor === undefined;
  if (unitless && result && !result.ask) return { ask: strings.withUnit };
  const into = (given) => (found.factor === undefined ? given : converted(given, found));
  return { text: found.text, result, found, into };
};

/** Whether numbers are the value's, each in its place, or all with the other sign. */
export const agreesInPlace = (given, value, answer) => {
  if (!sameShape(given, value)) return false;
  const expected = flat(value);
  const scale = scaleOf(expected);
  const matches = (sign) =>
    flat(given).every((number, i) => near(sign * number, expected[i], answer, scale));
  return matches(1) || (answer.compare === "up_to_sign" && matches(-1));
};

/** Whether all numbers are the value's once they are changed, within a share of its size. */
export const areNear = (given, value, answer, change, share) => {
  const expected = flat(value);
  const scale = scaleOf(expected);
  return flat(given).every((number, i) => {
    const changed = change(number);
    const off = Math.abs(changed - expected[i]);
    const size = Math.abs(expected[i]);
    return near(changed, expected[i], answer, scale) && off <= share * size + 1e-12 * scale;
  });
};

/** Help for wrong numbers that needs no knowledge of the question; "" where none is true. */
const signOrFactor = (given, value, answer, strings) => {
  if (!flat(given).some((number) => number !== 0)) return "";
  const all = (change, share) => areNear(given, value, answer, change, share);
  if (all((x) => -x, 1)) return strings.sign;
  for (const power of [1, 2, 3]) {
    const factor = 10 ** power;
    if (all((x) => x * factor, 0.1) || all((x) => x / factor, 0.1)) return strings.factor(factor);
  }
  return "";
};

/** How many entries are right; "" for none. */
export const partlyRight = (given, value, answer, strings) => {
  const numbers = flat(given);
  const expected = flat(value);
  const scale = scaleOf(expected);
  const right = numbers.filter((number, i) => near(number, expected[i], answer, scale)).length;
  return right > 0 ? strings.partly(right, numbers.length) : "";
};

/** The verdict on wrong numbers; `own` is the help of the kind, where no sign or factor is off. */
export const helpWithNumbers = (given, value, answer, strings, own) => {
  if (!sameShape(given, value)) {
    const want = shapeOf(value);
    const give = shapeOf(given);
    const says =
      want.length === 2
        ? strings.shape(want.join(" × "), give.join(" × "))
        : strings.count(want[0], give[0]);
    return { state: "ask", says };
  }
  const says = signOrFactor(given, value, answer, strings) || own();
  return { state: "wrong", says: escape(says) };
};
