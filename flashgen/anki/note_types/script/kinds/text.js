// A text, in one of its spellings.
import { judgeRead } from "../judging.js";
import { buildTyping, saidTyped } from "../typing.js";
import { sameText } from "../words.js";

export const TEXT = {
  build: (answer, asks, strings) => buildTyping(TEXT, answer, asks, strings),
  keys: () => null,
  said: saidTyped,
  read: (typed) => ({ given: typed, places: null }),
  agrees: (given, value, answer) => {
    const exact = answer.case === "exact";
    return [value, ...(answer.accept || [])].some((right) => sameText(given, right, exact));
  },
  help: () => ({ state: "wrong", says: "" }),
  judge: (...asked) => judgeRead(TEXT, ...asked),
};
