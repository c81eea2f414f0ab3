// A number, whole or not.
import { judgeRead, wantedPlaces } from "../judging.js";
import { numberKeys } from "../keypad.js";
import { agreesInPlace, areNear, helpWithNumbers, readInUnit } from "../numbers.js";
import { readNumber, readVector } from "../reading.js";
import { buildTyping, saidTyped } from "../typing.js";

/** Reads one number, with its unit. */
const readNumberInUnit = (typed, value, answer, unit, strings) => {
  const isInteger = answer.decimals === undefined && answer.figures === undefined;
  const how = {
    read: (part) => readNumber(part, isInteger),
    unclear: strings.unclear.number,
    alone: strings.noUnit(true),
  };
  const { ask, wrong, text, result, found, into } = readInUnit(typed, answer, unit, how, strings);
  if (ask || wrong) return { ask, wrong };
  if (result && result.ask) return { ask: strings.comma(...result.ask) };
  if (result) {
    const other = found.factor !== undefined && found.factor !== 1;
    return { given: into(result.value), places: other ? null : result.places };
  }
  const several = readVector(text);
  if (several && several.list.length > 1) return { ask: strings.count(1, several.list.length) };
  return { ask: strings.unclear.number };
};

/** Help for a wrong number: it is the reciprocal, or has too few decimals; "" where neither is true. */
const helpWithOne = (given, places, value, answer, strings) => {
  if (given !== 0 && areNear(given, value, answer, (x) => 1 / x, 0.05)) return strings.reciprocal;
  const asked = wantedPlaces(value, answer);
  if (places === null || asked === null || places >= asked || given === 0) return "";
  const unit = 10 ** -places;
  const rounded = Math.abs(given - value) <= unit * (0.5 + 1e-9);
  const cut = Math.abs(given - Math.trunc(value / unit) * unit) <= unit * 1e-6;
  const close = Math.abs(given - value) <= Math.abs(value) / 4;
  if (!close || !(rounded || cut)) return "";
  return answer.figures === undefined
    ? strings.decimals(answer.decimals)
    : strings.figures(answer.figures);
};

export const NUMBER = {
  build: (answer, asks, strings) => buildTyping(NUMBER, answer, asks, strings),
  keys: numberKeys,
  said: saidTyped,
  read: readNumberInUnit,
  agrees: agreesInPlace,
  help: (given, places, value, answer, strings) =>
    helpWithNumbers(given, value, answer, strings, () =>
      helpWithOne(given, places, value, answer, strings),
    ),
  judge: (...asked) => judgeRead(NUMBER, ...asked),
};
