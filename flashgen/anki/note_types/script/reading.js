// Reading what was typed: numbers, vectors, matrices and sets as people write them.
import { RULES } from "./rules.js";

export const halfWidth = (text) =>
  text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

const SIGNS = new Map(
  Object.entries(RULES.signs).flatMap(([sign, same]) => [...same].map((other) => [other, sign])),
);
const OTHER_SIGNS = new RegExp(`[${[...SIGNS.keys()].join("")}]`, "g");

/** Signs that mean the same made one: full-width forms, minus signs, spaces, superscripts. */
export const normalise = (text) =>
  halfWidth(text)
    .replace(/[⁺⁻]?[⁰¹²³⁴-⁹]+/g, (power) => {
      const digits = [...power].map((c) => {
        if (c === "⁻") return "-";
        return c === "⁺" ? "" : RULES.superscripts.indexOf(c);
      });
      return `^${digits.join("")}`;
    })
    .replace(OTHER_SIGNS, (c) => SIGNS.get(c))
    .replace(/\r\n?/g, "\n")
    .replace(/[^\S\n]+/g, " ")
    .trim();

const INTEGER_COMMA = /^[1-9]\d{0,2},\d{3}$/;

/** Digits with separators as `Number` reads them; null, or { ask } where they mean two things. */
export const plainNumber = (digits, isInteger) => {
  if (/^(\d+\.?\d*|\.\d+)$/.test(digits)) return digits;
  if (/^\d{1,3}([ ']\d{3})+([.,]\d+)?$/.test(digits)) {
    return digits.replace(/[ ']/g, "").replace(",", ".");
  }
  if (/^\d{1,3}(,\d{3})+\.\d*$|^\d{1,3}(,\d{3}){2,}$/.test(digits)) {
    return digits.replace(/,/g, "");
  }
  if (/^\d{1,3}(\.\d{3})+,\d+$|^\d{1,3}(\.\d{3}){2,}$/.test(digits)) {
    return digits.replace(/\./g, "").replace(",", ".");
  }
  if (INTEGER_COMMA.test(digits)) {
    const whole = digits.replace(",", "");
    return isInteger ? whole : { ask: [whole, digits.replace(",", ".")] };
  }
  return /^\d*,\d+$/.test(digits) ? digits.replace(",", ".") : null;
};

// Between whole numbers a middle dot is the decimal sign to some; before a power it is none.
export const MIDDLE_DOT = /(?:^|[^\d.])\d+[·⋅∙]\d+(?!\d|\.\d|[\^⁺⁻⁰¹²³⁴-⁹]|\*\*)/;
export const HEXADECIMAL = /(?:^|[^\d.])0x[\da-f]/i;

/** LaTeX, and other ways to write a number, as people type it. */
export const plainlyTyped = (text) => {
  let plain = text
    .replace(/^\$+([^$]*)\$+$/, "$1")
    .replace(/\\[,;:! ]|\\(?:left|right)(?![a-z])/g, " ")
    .replace(/\\(?:times|cdot)(?![a-z])/g, "*")
    .replace(/\\pi(?![a-z])/g, "π")
    .replace(/\\%/g, "%")
    .replace(/百分之 ?([\d.,]+)/g, "$1%")
    .replace(/\^ ?(?:\{ ?([+-]?\d+) ?\}|\( ?([+-]?\d+) ?\))/g, "^$1$2");
  // Twice, for a root in a fraction.
  for (let i = 0; i < 2; i++) {
    plain = plain
      .replace(/\\sqrt ?\{([^{}]*)\}/g, "sqrt($1)")
      .replace(/\\[dt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}/g, "($1)/($2)");
  }
  return plain.trim();
};

const DIGITS = /^[\d.,](?:[\d.,]|[ '](?=\d))*/;
const DEEPEST = 8;

/** The length of the brackets that a text begins with; 0 where they do not close. */
const bracketed = (text) => {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")") depth--;
    if (depth === 0) return i + 1;
  }
  return 0;
};

/**
 * A number as people write it: 1 1/2, or a product or quotient of numbers, π and roots.
 * Gives { value, places } (places: decimals typed, for plain decimal numbers), { ask } or null.
 */
export const readNumber = (text, isInteger, depth = 0) => {
  let rest = text.trim();
  const mixed = /^([+-]?) ?(\d+) (\d+)\/(\d+)$/.exec(rest);
  if (mixed && Number(mixed[4]) !== 0) {
    const size = Number(mixed[2]) + Number(mixed[3]) / Number(mixed[4]);
    return { value: mixed[1] === "-" ? -size : size, places: null };
  }
  const share = /(?:%|per ?cent)$/i.exec(rest);
  if (share) rest = rest.slice(0, share.index).trim();
  let value = 1;
  let operator = "*";
  let places = null;
  for (let factors = 0; ; factors++) {
    const signs = /^(?:[+-] ?)?/.exec(rest)[0];
    rest = rest.slice(signs.length);
    let factor;
    let match;
    if ((match = /^(?:pi|π)/i.exec(rest))) {
      factor = Math.PI;
      rest = rest.slice(match[0].length);
    } else {
      const root = /^(?:sqrt|√) ?/i.exec(rest);
      if (root) rest = rest.slice(root[0].length);
      if (rest.startsWith("(")) {
        const length = depth < DEEPEST ? bracketed(rest) : 0;
        if (length === 0) return null;
        const inside = readNumber(rest.slice(1, length - 1), isInteger, depth + 1);
        if (inside === null || inside.ask) return inside;
        factor = inside.value;
        rest = rest.slice(length);
        if (factors === 0 && !rest && !root) places = inside.places;
      } else {
        const digits = (DIGITS.exec(rest) || [""])[0];
        const plain = plainNumber(digits, isInteger);
        if (plain === null || plain.ask) return plain;
        rest = rest.slice(digits.length);
        const exponent = (/^ ?e[+-]?\d+/i.exec(rest) || [""])[0];
        rest = rest.slice(exponent.length);
        factor = Number(plain + exponent.trim());
        if (factors === 0 && !rest && !root && !exponent) {
          places = (plain.split(".")[1] || "").length;
        }
      }
      if (root) factor = Math.sqrt(factor);
    }
    if ((match = /^ ?(?:\^|\*\*) ?(?:\(([+-]?\d+)\)|([+-]?\d+))/.exec(rest))) {
      factor **= Number(match[1] || match[2]);
      rest = rest.slice(match[0].length);
    }
    if (signs.startsWith("-")) factor = -factor;
    value = operator === "*" ? value * factor : value / factor;
    rest = rest.trim();
    if (!rest) break;
    if ((match = /^([*/x]) ?/i.exec(rest))) {
      operator = match[1] === "/" ? "/" : "*";
      rest = rest.slice(match[0].length);
    } else if (/^(?:pi|π|sqrt|√)/i.test(rest)) operator = "*";
    else return null;
  }
  if (share) value /= 100;
  if (!Number.isFinite(value)) return null;
  return { value, places: share ? null : places };
};

const withoutBrackets = (text) => {
  const inside = /^(?:\[([^]*)\]|\(([^]*)\)|\{([^]*)\})$/.exec(text);
  if (!inside) return text;
  const content = inside.slice(1).find((part) => part !== undefined).trim();
  return /^[^[\](){}]*$|^[[({][^]*[\])}]$/.test(content) ? content : text;
};

/** Numbers with separators between them: { list } or null. */
const readList = (text, separator) => {
  let parts;
  if (separator) parts = text.split(separator);
  else if (text.includes(",")) parts = text.split(",");
  else parts = text.split(/\s+/);
  const list = parts.map((part) => readNumber(withoutBrackets(part.trim()), false));
  if (list.some((number) => !number || number.ask)) return null;
  return { list: list.map((number) => number.value) };
};

export const readVector = (text) => {
  let inside = text;
  for (let i = 0; i < 2; i++) inside = withoutBrackets(inside);
  inside = inside.replace(/[,;]$/, "").trim();
  if (!inside) return null;
  // With `;` between the numbers a comma can only be a decimal one.
  return readList(inside, inside.includes(";") ? ";" : inside.includes("\n") ? "\n" : null);
};

/** The rows of a matrix as texts. */
const matrixRows = (text) => {
  const rows = text.match(/[[({][^[\](){}]*[\])}]/g) || [];
  const around = rows.reduce((left, row) => left.replace(row, ""), text);
  if (rows.length > 0 && /^[[({]?[\s,;]*[\])}]?$/.test(around) && !(rows[0] === text)) {
    return rows.map((row) => row.slice(1, -1).trim());
  }
  return withoutBrackets(text)
    .split(/[;\n]/)
    .map((row) => row.trim())
    .filter(Boolean);
};

export const readMatrix = (text) => {
  const rows = matrixRows(text).map((row) => readList(row.replace(/,$/, ""), null));
  if (rows.length === 0 || rows.some((row) => !row)) return null;
  const list = rows.map((row) => row.list);
  return { list, ragged: list.some((row) => row.length !== list[0].length) };
};

const NONE = ["", "none", "empty", "∅", "{}", "[]", "()", "无", "空", "空集", "没有"];

const AND = /,? (?:and|or|&) |[和与及]/;

/** The elements of a set; spaces separate them only where nothing else does. */
export const readSet = (text, labels) => {
  if (NONE.includes(text.toLowerCase())) return [];
  const inside = withoutBrackets(text);
  if (NONE.includes(inside.toLowerCase())) return [];
  const spaced = labels.some((label) => /\s/.test(label));
  const joined = labels.some((label) => AND.test(` ${label} `)) ? inside : inside.split(AND).join(",");
  let parts = joined.split(/[,;\n]/);
  if (parts.length === 1 && !spaced) parts = joined.split(/\s+/);
  return parts.map((part) => part.trim()).filter(Boolean);
};
