// What is done to a typed formula before it is read: signs that mean the same are made one, lists are
// split, names are told apart.
import { RULES } from "./rules.js";

export const GRAMMAR = RULES.formulas;

// ---- signs that mean the same

const oneOf = (signs) => `[${Object.keys(signs).join("")}]`;
const FORMULA_SIGNS = new Map(
  Object.entries(GRAMMAR.signs).flatMap(([sign, same]) => [...same].map((other) => [other, sign])),
);
const translated = (text) => [...text].map((c) => FORMULA_SIGNS.get(c) || c).join("");
const POWER_RUN = new RegExp(`${oneOf(GRAMMAR.superscripts)}+`, "g");
const INDEX_RUN = new RegExp(`${oneOf(GRAMMAR.subscripts)}+`, "g");
const FRACTION_SIGN = new RegExp(`(\\d+)?\\s*(${oneOf(GRAMMAR.fractions)})`, "g");
const ACCENTS = Object.keys(GRAMMAR.accents).filter((name) => name !== "prime").join("|");
const ACCENTED = String.raw`(?:\s*\{\s*(\\?[a-zA-Z]+)\s*\}|\s*(\\[a-zA-Z]+)|\s+([a-zA-Z]))`;
const TEX_SIGNS = [
  [/\\begin\s*\{[a-z]*matrix\}|\\end\s*\{[a-z]*matrix\}|\\[()[\]]|\$/g, " "],
  [/\\\\/g, ";"],
  [/\\(?:left|right|[bB]igg?[lr]?)(?![a-zA-Z])\.?/g, " "],
  [/\\(?:displaystyle|q?quad)(?![a-zA-Z])/g, " "],
  [/\\[,;:! ]|~/g, " "],
  [/\{,\}/g, ","],
  [/\\(?:cdotp?|times|ast|star|bullet)(?![a-zA-Z])|\*\*(?=\*)/g, "*"],
  [/\*\*/g, "^"],
  [/\\div(?![a-zA-Z])/g, "/"],
  [/\\[lr]?vert(?![a-zA-Z])|\\mid(?![a-zA-Z])/g, "|"],
  [/\^\s*(?:\\circ(?![a-zA-Z])|\{\s*\\circ\s*\})|\\degree(?![a-zA-Z])/g, "°"],
  [/\\%/g, "%"],
  [/\\lfloor(?![a-zA-Z])|⌊/g, " floor("],
  [/\\lceil(?![a-zA-Z])|⌈/g, " ceil("],
  [/\\r(?:floor|ceil)(?![a-zA-Z])|[⌋⌉]|\\\}/g, ")"],
  [/\\\{/g, "("],
  [/\b(?:np|numpy|math|Math)\.(?=[a-z])/g, ""],
  [/\\(?:mathrm|mathit|mathbf|text|operatorname)\s*\*?\s*\{([^{}]*)\}/g, "$1"],
  [/\\var(?=[a-z])/g, "\\"],
  [/\\wide(?=hat|tilde)/g, "\\"],
  [/\\overline(?![a-zA-Z])/g, "\\bar"],
  [/(^|[^\p{L}_])C\((?=[^(),;]+,[^(),;]+\))/gu, "$1binomial("],
  [new RegExp(`\\\\(${ACCENTS})${ACCENTED}`, "g"), "$2$3$4_$1"],
  [new RegExp(`_\\s*\\\\(?=(?:${Object.keys(GRAMMAR.greek).join("|")})(?![a-zA-Z]))`, "g"), "_"],
  [/\\prime(?![a-zA-Z])/g, "'"],
  [/\^\s*(?:\{\s*(')\s*\}|')/g, "'"],
];
// The index of a name with several parts, or in braces.
const LOWERED =
  /_\s*(?:\{\s*((?:\\?[\p{L}\p{N}_]+(?:\s*,\s*\\?[\p{L}\p{N}_]+)*)?)\s*\}|\(\s*([\p{L}\p{N}_]+(?:\s*,\s*[\p{L}\p{N}_]+)+)\s*\))/gu;

export const plainFormula = (typed) => {
  let text = typed
    .replace(POWER_RUN, (run) => `^(${[...run].map((c) => GRAMMAR.superscripts[c]).join("")})`)
    .replace(INDEX_RUN, (run) => `_${[...run].map((c) => GRAMMAR.subscripts[c]).join("")}`)
    .replace(FRACTION_SIGN, (_, whole, sign) =>
      whole ? `(${whole}+${GRAMMAR.fractions[sign]})` : `(${GRAMMAR.fractions[sign]})`,
    );
  text = translated(translated(text).normalize("NFKC"));
  for (const [pattern, replacement] of TEX_SIGNS) text = text.replace(pattern, replacement);
  return text
    .replace(LOWERED, (_, braces, brackets) => {
      const parts = (braces || brackets || "").replace(/\\/g, "").split(",");
      return `_${parts.map((part) => part.trim()).join("_")}`;
    })
    .trim();
};

/** What keeps a text from being a formula: a kind of `strings.formula`, and the part of it. */
export const unreadable = (kind, what = "") => ({ kind, what });

const NAMED_FORMULA =
  /^(?:\\?\p{L}+(?:_[\p{L}\p{N}_]+)?'{0,3}\s*(?:\(\s*[\p{L}\p{N}_]+(?:\s*,\s*[\p{L}\p{N}_]+)*\s*\))?|d[\p{L}\p{N}_]*\s*\/\s*d[\p{L}\p{N}_]+)\s*[=:≈]\s*/u;

export const withoutName = (text) => {
  const rest = text.replace(NAMED_FORMULA, "");
  if (rest.includes("=")) throw unreadable("equals");
  return rest;
};

export const OPENS = { "(": ")", "[": "]", "{": "}" };
export const CLOSES = { ")": "(", "]": "[", "}": "{" };

const depthsOf = (text) => {
  let depth = 0;
  return [...text].map((c) => {
    if (c in CLOSES) depth--;
    const here = depth;
    if (c in OPENS) depth++;
    return here;
  });
};

export const splitList = (typed) => {
  let text = typed;
  if (text.length > 1 && text[0] in OPENS && text.endsWith(OPENS[text[0]])) {
    const inside = text.slice(1, -1);
    const depths = depthsOf(inside);
    const separated = [...inside].some((c, i) => depths[i] === 0 && ",;".includes(c));
    if (separated && Math.min(...depths) >= 0) text = inside;
  }
  const depths = depthsOf(text);
  const characters = [...text];
  const semicolons = characters.some((c, i) => c === ";" && depths[i] === 0);
  const separator = semicolons ? ";" : ",";
  const parts = [""];
  characters.forEach((c, i) => {
    if ((c === separator || c === "&") && depths[i] === 0) parts.push("");
    else parts[parts.length - 1] += c;
  });
  if (parts.length > 1 && !parts[parts.length - 1].trim()) parts.pop();
  return [parts.map((part) => part.trim()), semicolons];
};

// ---- names

const LATIN_NAMES = Object.fromEntries(
  Object.entries(GRAMMAR.greek).map(([name, sign]) => [sign, name]),
);

const MOST_ACCENTS = 2;

/** What a variable's name is made of: `y_hat_1_2` is a y with a hat and the index 1, 2. */
export const partsOf = (variable) => {
  const found = /^(\p{L}+)_?([\p{L}\p{N}_]*)$/u.exec(variable);
  if (!found) return { base: variable, accents: [], index: [] };
  const index = found[2].split("_").filter(Boolean);
  const accents = [];
  while (accents.length < MOST_ACCENTS && index[0] in GRAMMAR.accents) accents.push(index.shift());
  return { base: found[1], accents, index };
};

/** A name as it is shown: the signs of its letter and of its index. */
export const shownName = (variable) => {
  const { base, accents, index } = partsOf(variable);
  const sign = (name) => GRAMMAR.greek[name] || name;
  const letter = sign(base) + accents.map((name) => GRAMMAR.accents[name]).join("");
  return [letter.normalize("NFC").replace(/'/g, "′"), index.map(sign).join(",")];
};

const lettersOf = (name) => [name, GRAMMAR.greek[name] || LATIN_NAMES[name]].filter(Boolean);

const spellingsOf = (variable) => {
  const { base, accents, index } = partsOf(variable);
  let made = lettersOf(base);
  for (const accent of accents) {
    const ways = [accent, `_${accent}`, GRAMMAR.accents[accent]];
    made = made.flatMap((name) => ways.map((way) => (name + way).normalize("NFC")));
  }
  if (index.length > 0) {
    const letters = index.map(lettersOf);
    const ways = ["", "_"].flatMap((between) => [
      letters.map(([name]) => name).join(between),
      letters.map((names) => names[names.length - 1]).join(between),
    ]);
    made = made.flatMap((name) => ways.flatMap((way) => [name + way, `${name}_${way}`]));
  }
  return [variable, ...made];
};

export const namesOf = (variables, log10) => {
  const found = new Map();
  const add = (spelling, meaning) => {
    if (!found.has(spelling)) found.set(spelling, { spelling, ...meaning });
  };
  for (const variable of variables) {
    for (const spelling of spellingsOf(variable)) add(spelling, { variable });
  }
  for (const [constant, written] of Object.entries(GRAMMAR.constants)) {
    for (const spelling of written) add(spelling, { constant });
  }
  for (const [name, written] of Object.entries(GRAMMAR.functions)) {
    const own = name !== "log" ? name : log10 ? "log10" : "ln";
    for (const spelling of written) {
      add(spelling, { called: own });
      add(spelling[0].toUpperCase() + spelling.slice(1), { called: own });
    }
  }
  return [...found.values()].sort((a, b) => b.spelling.length - a.spelling.length);
};
