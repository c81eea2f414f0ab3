// When numbers count as equal, and what is common to the verdicts. values/judging.py is its twin.
import { RULES } from "./rules.js";

export const shapeOf = (value) => {
  if (!Array.isArray(value)) return [];
  return Array.isArray(value[0]) ? [value.length, value[0].length] : [value.length];
};
export const flat = (value) => (Array.isArray(value) ? value.flat() : [value]);
export const sameShape = (a, b) => shapeOf(a).join() === shapeOf(b).join();

export const escape = (text) =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

/** Decimal places that the answer is asked for with; null for integers. */
export const wantedPlaces = (value, answer) => {
  if (answer.decimals !== undefined) return answer.decimals;
  if (answer.figures === undefined) return null;
  const magnitude = value === 0 ? 0 : Number(value.toExponential(11).split("e")[1]);
  return answer.figures - 1 - magnitude;
};

/** The size of the largest number among the entries, to which the slack is relative. */
export const scaleOf = (entries) =>
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

export const near = (given, value, answer, scale) => {
  if (Math.abs(given) > RULES.largest || Math.abs(value) > RULES.largest) return given === value;
  return Math.abs(given - value) <= allowedError(value, answer, scale);
};

/**
 * Judges a text as a kind that reads, compares and helps. Its `read` gives { given, places },
 * { ask } with what is unclear, or { wrong }; its `help` the verdict on what is wrong in no known
 * way.
 */
export const judgeRead = (kind, typed, value, answer, unit, mistakes, strings) => {
  const { given, places, ask, wrong } = kind.read(typed, value, answer, unit, strings);
  if (ask) return { state: "ask", says: escape(ask) };
  if (wrong) return { state: "wrong", says: escape(wrong) };
  if (kind.agrees(given, value, answer)) return { state: "right", says: "" };
  const mistake = mistakes.find(([wrong]) => kind.agrees(given, wrong, answer));
  if (mistake) return { state: "wrong", says: mistake[1] };
  return kind.help(given, places, value, answer, strings);
};
