// Whether a typed text is an answer that is a text. values/words.py is its twin.
import { RULES } from "./rules.js";

const INVISIBLE = new RegExp(`[${RULES.invisible}]`, "g");
const WORD_SIGNS = new Map(
  Object.entries(RULES.signs).flatMap(([sign, same]) => [...same].map((other) => [other, sign])),
);

const withPlainSigns = (text) =>
  [...text].map((c) => (WORD_SIGNS.has(c) ? WORD_SIGNS.get(c) : c)).join("");

const scripts = (text) =>
  text
    .replace(/⁺?(⁻?[⁰¹²³⁴-⁹]+)/g, "^$1")
    .replace(/₊?(₋?[₀-₉]+)/g, "_$1");

/** A text without what does not count: signs that look alike, spaces, and case unless it counts. */
const foldedText = (text, exact) => {
  const plain = withPlainSigns(
    withPlainSigns(text.replace(INVISIBLE, "")).normalize("NFKC"),
  )
    .replace(/([\^_])\{([^{}]*)\}/g, "$1$2")
    .replace(/\s+/g, " ")
    .trim()
    // Between numbers a hyphen is a minus or a range.
    .replace(/([\p{L}\p{N}]) ?- ?(?=([\p{L}\p{N}]))/gu, (_, before, after) =>
      /\p{L}/u.test(before + after) ? `${before} ` : `${before}-`,
    );
  return exact ? plain : plain.toUpperCase().toLowerCase();
};

const isQuoted = (text) => {
  const signs = [...text];
  return (
    signs.length > 1 &&
    RULES.quotes.includes(signs[0]) &&
    RULES.quotes.includes(signs[signs.length - 1])
  );
};

/** Whether texts are the same but for quotes around the given one and a point at its end. */
const isSame = (given, answer) => {
  let text = given;
  while (text !== answer) {
    if (text.length > 1 && text.endsWith(".") && !answer.endsWith(".")) {
      text = text.slice(0, -1).trimEnd();
    } else if (text.length > 2 && isQuoted(text) && !isQuoted(answer)) {
      text = text.slice(1, -1).trim();
    } else return false;
  }
  return true;
};

/** Superscripts and subscripts count both as ^2 and _2, and as their digits. */
export const sameText = (given, answer, exact) => {
  const [typed, right] = [String(given), String(answer)];
  return (
    isSame(foldedText(scripts(typed), exact), foldedText(scripts(right), exact)) ||
    isSame(foldedText(typed, exact), foldedText(right, exact))
  );
};
