// A vector: numbers with their places.
import { judgeRead } from "../judging.js";
import { numberKeys } from "../keypad.js";
import { agreesInPlace, helpWithNumbers, partlyRight, readInUnit } from "../numbers.js";
import { readVector } from "../reading.js";
import { buildTyping, saidTyped } from "../typing.js";
import { isPercent } from "../units.js";

/** Reads numbers in rows or in a row, as `read` does, with the unit behind them all. */
export const readEntries = (read, unclear) => (typed, value, answer, unit, strings) => {
  const how = {
    read,
    readable: (text) => (isPercent(unit) ? text.replace(/ ?(?:%|per ?cent)/gi, "") : text),
    unclear: unclear(strings),
    alone: strings.noUnit(false),
  };
  const { ask, wrong, result, into } = readInUnit(typed, answer, unit, how, strings);
  if (ask || wrong) return { ask, wrong };
  if (!result) return { ask: unclear(strings) };
  if (result.ragged) return { ask: strings.ragged };
  return { given: into(result.list), places: null };
};

export const VECTOR = {
  build: (answer, asks, strings) => buildTyping(VECTOR, answer, asks, strings),
  keys: numberKeys,
  said: saidTyped,
  read: readEntries(readVector, (strings) => strings.unclear.vector),
  agrees: agreesInPlace,
  help: (given, places, value, answer, strings) =>
    helpWithNumbers(given, value, answer, strings, () =>
      partlyRight(given, value, answer, strings),
    ),
  judge: (...asked) => judgeRead(VECTOR, ...asked),
};
