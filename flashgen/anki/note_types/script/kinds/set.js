// A set: numbers or texts in any order.
import { flat, judgeRead, near, scaleOf } from "../judging.js";
import { numberKeys } from "../keypad.js";
import { isUnreadable, withoutStop } from "../numbers.js";
import { readNumber, readSet } from "../reading.js";
import { buildTyping, saidTyped } from "../typing.js";
import { sameText } from "../words.js";

const sameSet = (given, value, answer) => {
  const scale = scaleOf(value);
  const exact = answer.case === "exact";
  const same = (a, b) =>
    typeof b === "number" ? near(a, b, answer, scale) : sameText(a, b, exact);
  const within = (a, b) => a.every((x) => b.some((y) => (b === value ? same(x, y) : same(y, x))));
  return within(given, value) && within(value, given);
};

const readElements = (typed, value, answer, unit, strings) => {
  const text = withoutStop(typed);
  const labels = flat(value);
  const given = readSet(text, labels);
  if (!labels.length || typeof labels[0] !== "number") return { given, places: null };
  const numbers = given.map((part) => readNumber(part, true));
  if (isUnreadable(typed, text) || numbers.some((number) => !number)) {
    return { ask: strings.unclear.vector };
  }
  return { given: numbers.map((number) => number.value), places: null };
};

/** Says how many elements are missing where all that were given are right. */
const helpWithSet = (given, places, value, answer, strings) => {
  const short = flat(value).length - given.length;
  const part = given.length > 0 && short > 0;
  const within = part && given.every((x) => flat(value).some((y) => sameSet([x], [y], answer)));
  return { state: "wrong", says: within ? strings.missing(short) : "" };
};

export const SET = {
  build: (answer, asks, strings) => buildTyping(SET, answer, asks, strings),
  keys: (answer) => {
    if (answer.words) return null;
    const usual = numberKeys(answer);
    return { ...usual, words: [["∅"], ...usual.words] };
  },
  said: saidTyped,
  read: readElements,
  agrees: (given, value, answer) => sameSet(given, flat(value), answer),
  help: helpWithSet,
  judge: (...asked) => judgeRead(SET, ...asked),
};
