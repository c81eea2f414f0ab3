// Whether an answer is right, and what to say to a wrong one. values/judging.py is its twin.
import {
  HEXADECIMAL, MIDDLE_DOT, halfWidth, normalise, plainlyTyped, readMatrix, readNumber, readSet,
  readVector,
} from "./reading.js";
import { RULES } from "./rules.js";
import { judgeFormula } from "./typed.js";
import { converted, isPercent, withoutUnit } from "./units.js";
import { sameText } from "./words.js";

export const shapeOf = (value) => {
  if (!Array.isArray(value)) return [];
  return Array.isArray(value[0]) ? [value.length, value[0].length] : [value.length];
};
export const flat = (value) => (Array.isArray(value) ? value.flat() : [value]);
const sameShape = (a, b) => shapeOf(a).join() === shapeOf(b).join();

/** Decimal places that the answer is asked for with; null for integers. */
export const wantedPlaces = (value, answer) => {
  if (answer.decimals !== undefined) return answer.decimals;
  if (answer.figures === undefined) return null;
  const magnitude = value === 0 ? 0 : Number(value.toExponential(11).split("e")[1]);
  return answer.figures - 1 - magnitude;
};

/** The size of the largest number among the entries, to which the slack is relative. */
const scaleOf = (entries) =>
  Math.max(0, ...entries.filter((entry) => typeof entry === "number").map(Math.abs));

export const allowedError = (value, answer, scale = Math.abs(value)) => {
  const places = wantedPlaces(value, answer);
  const unit = places === null ? 0 : 10 ** -places;
  let tolerance = unit;
  if (answer.relative !== undefined) tolerance = answer.relative * Math.abs(value);
  if (answer.tolerance !== undefined) tolerance = answer.tolerance;
  const error = Math.max(tolerance, unit / 2);
  // The slack is for floats; it must not let a large integer pass for its neighbour.
  const slack = RULES.slack * scale;
  return error + (places === null ? Math.min(slack, RULES.largest_integer_slack) : slack);
};

const near = (given, value, answer, scale) => {
  if (Math.abs(given) > RULES.largest || Math.abs(value) > RULES.largest) return given === value;
  return Math.abs(given - value) <= allowedError(value, answer, scale);
};

const sameSet = (given, value, answer) => {
  const scale = scaleOf(value);
  const exact = answer.case === "exact";
  const same = (a, b) =>
    typeof b === "number" ? near(a, b, answer, scale) : sameText(a, b, exact);
  const within = (a, b) => a.every((x) => b.some((y) => (b === value ? same(x, y) : same(y, x))));
  return within(given, value) && within(value, given);
};

/** Whether what was given is the value, as the answer wants it judged. Shapes come first. */
export const agrees = (given, value, answer) => {
  if (answer.compare === "set") return sameSet(given, flat(value), answer);
  if (answer.kind === "text") {
    const exact = answer.case === "exact";
    return [value, ...(answer.accept || [])].some((right) => sameText(given, right, exact));
  }
  if (!sameShape(given, value)) return false;
  const expected = flat(value);
  const scale = scaleOf(expected);
  const matches = (sign) =>
    flat(given).every((number, i) => near(sign * number, expected[i], answer, scale));
  return matches(1) || (answer.compare === "up_to_sign" && matches(-1));
};

/** Help for a wrong number that needs no knowledge of the question; "" where none is true. */
export const help = (given, places, value, answer, strings) => {
  const numbers = flat(given);
  const expected = flat(value);
  const scale = scaleOf(expected);
  const all = (change, share) =>
    numbers.every((number, i) => {
      const changed = change(number);
      const off = Math.abs(changed - expected[i]);
      const size = Math.abs(expected[i]);
      return near(changed, expected[i], answer, scale) && off <= share * size + 1e-12 * scale;
    });
  const some = numbers.some((number) => number !== 0);
  if (some && all((x) => -x, 1)) return strings.sign;
  for (const power of some ? [1, 2, 3] : []) {
    const factor = 10 ** power;
    if (all((x) => x * factor, 0.1) || all((x) => x / factor, 0.1)) return strings.factor(factor);
  }
  if (!Array.isArray(given)) {
    if (given !== 0 && all((x) => 1 / x, 0.05)) return strings.reciprocal;
    const asked = wantedPlaces(value, answer);
    if (places !== null && asked !== null && places < asked && given !== 0) {
      const unit = 10 ** -places;
      const rounded = Math.abs(given - value) <= unit * (0.5 + 1e-9);
      const cut = Math.abs(given - Math.trunc(value / unit) * unit) <= unit * 1e-6;
      const close = Math.abs(given - value) <= Math.abs(value) / 4;
      if (close && (rounded || cut)) {
        return answer.figures === undefined
          ? strings.decimals(answer.decimals)
          : strings.figures(answer.figures);
      }
    }
    return "";
  }
  if (answer.kind === "matrix") {
    const transpose = given[0].map((_, column) => given.map((row) => row[column]));
    if (agrees(transpose, value, answer)) return strings.transpose;
  }
  const right = numbers.filter((number, i) => near(number, expected[i], answer, scale)).length;
  return right > 0 ? strings.partly(right, numbers.length) : "";
};

/** Reads the text for an answer: { given, places }, { ask } with what is unclear, or { wrong }. */
export const readAnswer = (typed, value, answer, unit, strings) => {
  if (answer.kind === "text") return { given: typed, places: null };
  let text = normalise(typed);
  text = text.replace(/^([^]*[^\s.]) ?\.$/, "$1"); // the stop of a sentence
  const unreadable = MIDDLE_DOT.test(halfWidth(typed)) || HEXADECIMAL.test(text);
  if (answer.compare === "set") {
    const labels = flat(value);
    const given = readSet(text, labels);
    if (!labels.length || typeof labels[0] !== "number") return { given, places: null };
    const numbers = given.map((part) => readNumber(part, true));
    if (unreadable || numbers.some((number) => !number)) return { ask: strings.unclear.vector };
    return { given: numbers.map((number) => number.value), places: null };
  }
  text = plainlyTyped(text).replace(/^(?:\p{L}[\p{L}\d_]*)? ?[=≈~] ?/u, "");
  const scalar = answer.kind === "integer" || answer.kind === "number";
  const isInteger = answer.decimals === undefined && answer.figures === undefined;
  const read = (part) => {
    if (scalar) return readNumber(part, isInteger);
    return answer.kind === "matrix" ? readMatrix(part) : readVector(part);
  };
  if (unreadable) return { ask: strings.unclear[scalar ? "number" : answer.kind] };
  if (!scalar && isPercent(unit)) text = text.replace(/ ?(?:%|per ?cent)/gi, "");
  const names = [unit, ...(answer.spellings || [])].filter(Boolean);
  const other = unit ? strings.unit(unit) : strings.noUnit(scalar);
  const found = withoutUnit(text, { ...answer, names }, read, other);
  if (found.ask) return answer.unit_required ? { wrong: strings.otherUnit } : found;
  text = found.text;
  const result = read(text);
  const unitless = answer.unit_required && found.factor === undefined;
  if (unitless && result && !result.ask) return { ask: strings.withUnit };
  const into = (given) => (found.factor === undefined ? given : converted(given, found));
  if (scalar) {
    if (result && result.ask) return { ask: strings.comma(...result.ask) };
    if (result) {
      const other = found.factor !== undefined && found.factor !== 1;
      return { given: into(result.value), places: other ? null : result.places };
    }
    const several = readVector(text);
    if (several && several.list.length > 1) return { ask: strings.count(1, several.list.length) };
    return { ask: strings.unclear.number };
  }
  if (!result) return { ask: strings.unclear[answer.kind] };
  if (result.ragged) return { ask: strings.ragged };
  return { given: into(result.list), places: null };
};

/**
 * Judges a text: { state: "right" | "wrong" | "ask", says } with says as HTML.
 * `mistakes` are [value, says] pairs of this variant.
 */
export const judge = (typed, value, answer, unit, mistakes, strings) => {
  if (answer.kind === "formula") return judgeFormula(typed, answer, mistakes, strings);
  const { given, places, ask, wrong } = readAnswer(typed, value, answer, unit, strings);
  if (ask) return { state: "ask", says: escape(ask) };
  if (wrong) return { state: "wrong", says: escape(wrong) };
  if (agrees(given, value, answer)) return { state: "right", says: "" };
  const mistake = mistakes.find(([wrong]) => agrees(given, wrong, answer));
  if (mistake) return { state: "wrong", says: mistake[1] };
  if (answer.kind === "text") return { state: "wrong", says: "" };
  if (answer.compare === "set") {
    const short = flat(value).length - given.length;
    const part = given.length > 0 && short > 0;
    const within = part && given.every((x) => flat(value).some((y) => sameSet([x], [y], answer)));
    return { state: "wrong", says: within ? strings.missing(short) : "" };
  }
  if (!sameShape(given, value)) {
    const want = shapeOf(value);
    const give = shapeOf(given);
    const says =
      want.length === 2
        ? strings.shape(want.join(" × "), give.join(" × "))
        : strings.count(want[0], give[0]);
    return { state: "ask", says };
  }
  return { state: "wrong", says: escape(help(given, places, value, answer, strings)) };
};

export const escape = (text) =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
