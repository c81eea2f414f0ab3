// A matrix: rows of numbers, each with its place.
import { judgeRead } from "../judging.js";
import { numberKeys } from "../keypad.js";
import { agreesInPlace, helpWithNumbers, partlyRight } from "../numbers.js";
import { normalise, readMatrix } from "../reading.js";
import { buildTyping, saidTyped } from "../typing.js";
import { readEntries } from "./vector.js";

/** Enter begins a new row with Shift, or while the lines are too few. */
const wantsLine = (event, { input, judged }, { rows, entries }) => {
  if (event.shiftKey) return true;
  const text = normalise(input.value);
  const lines = input.value.split("\n").length;
  if (judged !== null || lines >= rows || /[;\])}]/.test(text)) return false;
  const matrix = readMatrix(text);
  return matrix !== null && matrix.list.flat().length < entries;
};

const isTranspose = (given, value, answer) =>
  agreesInPlace(
    given[0].map((_, column) => given.map((row) => row[column])),
    value,
    answer,
  );

export const MATRIX = {
  build: (answer, asks, strings) => buildTyping(MATRIX, answer, asks, strings),
  keys: numberKeys,
  wantsLine,
  said: saidTyped,
  read: readEntries(readMatrix, (strings) => strings.unclear.matrix),
  agrees: agreesInPlace,
  help: (given, places, value, answer, strings) =>
    helpWithNumbers(given, value, answer, strings, () =>
      isTranspose(given, value, answer)
        ? strings.transpose
        : partlyRight(given, value, answer, strings),
    ),
  judge: (...asked) => judgeRead(MATRIX, ...asked),
};
