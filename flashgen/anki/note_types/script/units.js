// Units as people type them. values/units.py is the twin of how they are read.
import { normalise } from "./reading.js";
import { RULES } from "./rules.js";

const UNITS = RULES.units;
const SYMBOLS = new Set(UNITS.symbols.split(" "));
const JOINED = new Set(UNITS.joined.split(" "));
const WORDS = new Map(Object.entries(UNITS.words));
const UNIT_SIGNS = new Set(WORDS.values());
const PREFIXES = new Map(Object.entries(UNITS.prefixes));
const PREFIX_WORDS = Object.entries(UNITS.prefix_words);
const OTHER_UNIT_SIGNS = new RegExp(`[${Object.keys(UNITS.signs).join("")}]`, "g");
const LONGEST_UNIT = 60;

/** A unit without TeX, and with one sign or word for what people write in several ways. */
export const plainUnit = (unit) =>
  normalise(unit)
    .replace(/\\frac ?\{([^{}]*)\} ?\{([^{}]*)\}/g, "$1/($2)")
    .replace(/\\[()]|\$|\\(?:mathrm|mathit|text|operatorname|rm)(?![a-z])/g, "")
    .replace(/\\[,;:! ]|~/g, " ")
    .replace(/\^ ?\{? ?\\circ ?\}?|\\(?:degree|circ)(?![a-z])/g, "°")
    .replace(/\\mu(?![a-z]) ?/g, "μ")
    .replace(/\\Omega(?![a-z])/g, "Ω")
    .replace(/\\(?:cdot|times)(?![a-z])/g, "*")
    .replace(/\\per(?![a-z])/g, "/")
    .replace(/[{}\\]/g, "")
    .replace(OTHER_UNIT_SIGNS, (sign) => UNITS.signs[sign])
    .replace(/\bper ?cents?\b/gi, "%")
    .replace(/(?:^|\s)per\s|每/gi, "/")
    .replace(/(?:°|\bdeg(?:rees?)?) ?(?=[CF](?![\p{L}]))/gu, "°")
    .replace(/\bdeg(?:rees?)? (?=celsius|centigrade|fahrenheit)/gi, "")
    .replace(/(?:\bsq(?:uare)?\.? |平方)([\p{L}]+)/giu, "$1^2")
    .replace(/(?:\bcu(?:bic)?\.? |立方)([\p{L}]+)/giu, "$1^3")
    .replace(/ squared\b/gi, "^2")
    .replace(/ cubed\b/gi, "^3")
    .replace(/\.$/, "")
    .trim();

/** A symbol with its prefix: [symbol, power of ten]; null for what is none. */
export const prefixed = (name) => {
  const own = (symbol) => (symbol === "l" ? "L" : symbol);
  if (SYMBOLS.has(name)) return [own(name), 0];
  for (const length of [2, 1]) {
    const power = PREFIXES.get(name.slice(0, length));
    const symbol = name.slice(length);
    if (power !== undefined && SYMBOLS.has(symbol)) return [own(symbol), power];
  }
  return null;
};

/** Whether a name is that of one unit, with a prefix or without. */
export const isUnitName = (name) =>
  prefixed(name) !== null || WORDS.has(name) || WORDS.has(name.toLowerCase()) || UNIT_SIGNS.has(name);

/** One name as one symbol, or as a product of them; of unknown words the case does not count. */
const symbolOf = (name) => {
  const small = name.toLowerCase();
  const singular = /[^s]s$/.test(small) ? small.slice(0, -1) : small;
  const word = (text) => WORDS.get(text) || null;
  const known = word(name) || word(small) || (small.length > 2 && word(singular));
  if (known) return known;
  for (const [prefix, sign] of PREFIX_WORDS) {
    if (!small.startsWith(prefix)) continue;
    const rest = word(small.slice(prefix.length)) || word(singular.slice(prefix.length));
    if (rest) return sign + rest;
    for (const symbol of [small, singular].map((text) => text.slice(prefix.length))) {
      if (symbol.length > 2 && SYMBOLS.has(symbol)) return sign + symbol;
    }
  }
  if (prefixed(name)) return name.replace(/^u/, "μ").replace(/l$/, prefixed(name)[0] === "L" ? "L" : "l");
  for (const symbol of [small, singular]) {
    if (symbol.length > 2 && SYMBOLS.has(symbol)) return symbol;
  }
  const ohm = /^(.*?)ohms?$/i.exec(name);
  if (ohm && prefixed(`${ohm[1]}Ω`)) return symbolOf(`${ohm[1]}Ω`);
  for (let length = 1; length < name.length; length++) {
    if (JOINED.has(name.slice(length)) && prefixed(name.slice(0, length))) {
      return `${symbolOf(name.slice(0, length))}*${name.slice(length)}`;
    }
  }
  if (!/^(?:\p{L}\p{Ll}{2}|\p{L}{4,})$/u.test(name)) return name;
  return /^(?=.*[aeiouy]).{4,}$/.test(small) ? singular : small;
};

/** The powers of the symbols of a unit; null for what is no unit, such as 2 m. */
const powersOf = (unit) => {
  const plain = plainUnit(unit).replace(/^1 ?(?=\/)/, "");
  const powers = new Map();
  const name = /([^\s*/()^\d.-]+)(?: ?\^ ?\(?(-?\d+)\)?|(-?\d+))?/gu;
  const parts = plain.split("/");
  for (const [place, part] of parts.entries()) {
    if (place > 0 && !/[^\s()]/.test(part)) return null;
    const rest = part.replace(name, (_, word, power, digits) => {
      const count = Number(power || digits || 1) * (place > 0 ? -1 : 1);
      const add = (symbol, times) => powers.set(symbol, (powers.get(symbol) || 0) + times);
      symbolOf(word).split("/").forEach((above, below) => {
        for (const symbol of above.split("*")) {
          const [, letters, own] = /^(.*?)(\d*)$/.exec(symbol);
          add(letters, Number(own || 1) * (below ? -count : count));
        }
      });
      return "";
    });
    if (!/^[\s*().-]*$/.test(rest)) return null;
  }
  for (const [symbol, power] of powers) if (power === 0) powers.delete(symbol);
  return powers.size > 0 ? powers : null;
};

/** What is equal for units that are the same; "" for what is no unit. */
export const unitKey = (unit) => {
  const powers = powersOf(unit);
  return powers ? [...powers].map((pair) => pair.join("^")).sort().join("*") : "";
};

/** The power of ten that a unit has more than another from its prefixes; null where all differs. */
export const prefixPower = (typed, wanted) => {
  const parts = [typed, wanted].map((unit) => {
    const powers = powersOf(unit);
    if (!powers) return null;
    let ten = 0;
    const bases = new Map();
    for (const [name, power] of powers) {
      const [symbol, own] = WORDS.has(name) ? [name, 0] : prefixed(name) || [name, 0];
      ten += own * power;
      bases.set(symbol, (bases.get(symbol) || 0) + power);
    }
    return [ten, [...bases].map((pair) => pair.join("^")).sort().join("*")];
  });
  if (!parts[0] || !parts[1] || parts[0][1] !== parts[1][1]) return null;
  return parts[0][0] - parts[1][0];
};

/** The names of the money that a unit is, in small letters; none where it is no money. */
const moneyOf = (units) => {
  const names = units.map((unit) => unit.replace(/\\(?=\$)|\s/g, "").toLowerCase());
  const own = Object.entries(RULES.currencies).filter(([code, others]) =>
    names.some((name) => name === code || others.includes(name)),
  );
  return own.flatMap(([code, others]) => [code, ...others.map((name) => name.replace(/^\+/, ""))]);
};

/**
 * What to do with numbers in a unit: { factor, offset }; null where it does not fit the answer.
 *
 * `answer` has `names` (its unit and the other names of it), `units` with their factors, and `si`.
 */
const conversionOf = (typed, answer) => {
  const key = unitKey(typed);
  const same = { factor: 1, offset: 0 };
  if (!key) return null;
  if (answer.names.some((name) => unitKey(name) === key)) return same;
  const other = (answer.units || []).find(({ name }) => unitKey(name) === key);
  if (other) return { factor: other.factor, offset: other.offset || 0 };
  const power = answer.si ? prefixPower(typed, answer.names[0]) : null;
  if (power !== null) return { factor: 10 ** power, offset: 0 };
  // The letter alone is a coulomb or a farad, but beside a temperature nobody means those.
  return /^ ?[CF]$/.test(typed) ? conversionOf(`°${typed.trim()}`, answer) : null;
};

/**
 * The text without the unit at its end, or money's before it: { text, factor, offset } with a unit,
 * { text } without one, { ask } for a unit that does not fit.
 */
export const withoutUnit = (text, answer, parses, otherUnit) => {
  const money = moneyOf(answer.names);
  const conversion = (typed) => {
    if (money.includes(typed.replace(/\s|\\(?=\$)/g, "").toLowerCase())) {
      return { factor: 1, offset: 0 };
    }
    return conversionOf(typed, answer);
  };
  const longest = Math.min(text.length - 1, LONGEST_UNIT);
  for (let length = 1; answer.names.length && length <= longest; length++) {
    const start = text.length - length;
    const found = conversion(text.slice(start));
    const before = text.slice(0, start).trim();
    if (found && parses(before)) return { text: before, ...found };
  }
  const sign = money.length && /^([+-]? ?)([^\d.,+-]{1,10}?) ?([+-]?[\d.,].*)$/.exec(text);
  if (sign && money.includes(sign[2].trim().toLowerCase()) && parses(sign[1] + sign[3])) {
    return { text: sign[1] + sign[3], factor: 1, offset: 0 };
  }
  const split =
    /^(.*?[\d.)\]π])\s*(?!e[+-]?\d)[\p{L}\p{Sc}°‰′″'"℃℉](?:(?! \d)[^,;|\n])*$/u.exec(text);
  if (split && !parses(text) && parses(split[1])) return { ask: otherUnit };
  const before = /^[+-]? ?(?:\p{Sc}|[A-Z]{3}(?= ?\d)) ?([+-]?[\d.,].*)$/u.exec(text);
  if (before && parses(before[1])) return { ask: otherUnit };
  return { text };
};

/** Numbers in another unit as those of the answer's. */
export const converted = (given, { factor, offset }) =>
  Array.isArray(given)
    ? given.map((part) => converted(part, { factor, offset }))
    : given * factor + offset;

/** Whether a unit is percent, however it is written. */
export const isPercent = (unit) => unitKey(unit) === "%^1";
