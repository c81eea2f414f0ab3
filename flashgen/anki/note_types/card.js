// The script of a card: shows one of the note's variants and judges what is typed.
//
// It stands in the template of the front and of the back, and runs at once, before Anki typesets
// the math. The page may persist from card to card, so nothing is left in the global scope. Where
// anything is amiss the card stays as it is written: variant 0, complete, without input.
(() => {
  "use strict";

  const STRINGS = {
    en: {
      label: "Your answer",
      check: "Check",
      typed: (text) => `You typed ${text}.`,
      typedAll: "You typed",
      gap: " ",
      right: "Right.",
      wrong: "Not right.",
      rightOption: "right",
      chosenOption: "chosen",
      example: { vector: "1, 2, 3", matrix: "1, 2; 3, 4" },
      sign: "The sign is wrong.",
      factor: (n) => `Off by a factor of ${n}: look at the decimal point.`,
      reciprocal: "That is the reciprocal, one over the answer.",
      transpose: "That is the transpose.",
      decimals: (n) => `Close, but ${n} decimal${n === 1 ? " is" : "s are"} wanted.`,
      figures: (n) => `Close, but ${n} significant figure${n === 1 ? " is" : "s are"} wanted.`,
      partly: (right, all) => `${right} of ${all} entries ${right === 1 ? "is" : "are"} right.`,
      missing: (n) => `Right so far; ${n} more ${n === 1 ? "is" : "are"} wanted.`,
      comma: (whole, decimal) => `Is that ${whole} or ${decimal}? Type it without a comma.`,
      unclear: {
        number: "That does not read as a number.",
        vector: "That does not read as a list of numbers.",
        matrix: "That does not read as a matrix: 1, 2; 3, 4 has two rows.",
      },
      count: (want, give) =>
        `${want} number${want === 1 ? " is" : "s are"} wanted, ${give} given.`,
      shape: (want, give) => `A ${want} matrix is wanted, ${give} given.`,
      ragged: "All rows need the same number of entries.",
      unit: (unit) => `The answer is wanted in ${unit}.`,
      noUnit: (one) => (one ? "Only the number is wanted." : "Only the numbers are wanted."),
    },
    zh: {
      label: "你的答案",
      check: "检查",
      typed: (text) => `你填的是 ${text}。`,
      typedAll: "你填的是",
      gap: "",
      right: "正确。",
      wrong: "不对。",
      rightOption: "正确选项",
      chosenOption: "你的选择",
      example: { vector: "1, 2, 3", matrix: "1, 2; 3, 4" },
      sign: "正负号错了。",
      factor: (n) => `差了 ${n} 倍，检查小数点的位置。`,
      reciprocal: "这是答案的倒数。",
      transpose: "这是答案的转置。",
      decimals: (n) => `接近了，但需要保留 ${n} 位小数。`,
      figures: (n) => `接近了，但需要 ${n} 位有效数字。`,
      partly: (right, all) => `${all} 个元素中有 ${right} 个正确。`,
      missing: (n) => `目前都对，还差 ${n} 个。`,
      comma: (whole, decimal) => `是 ${whole} 还是 ${decimal}？请不要用逗号。`,
      unclear: {
        number: "看不懂这个数。",
        vector: "看不懂这一列数。",
        matrix: "看不懂这个矩阵：1, 2; 3, 4 表示两行。",
      },
      count: (want, give) => `需要 ${want} 个数，${give < want ? "只" : ""}给了 ${give} 个。`,
      shape: (want, give) => `需要 ${want} 矩阵，给出的是 ${give}。`,
      ragged: "各行的元素个数应当相同。",
      unit: (unit) => `答案的单位是 ${unit}。`,
      noUnit: () => "只需要填数。",
    },
  };
  const RIGHT_TO_LEFT = ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

  // ------------------------------------------------------------------ the pick

  /** 32-bit FNV-1a of a text, its bits mixed once more. */
  const hash = (text) => {
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  };

  /** The numbers below n in an order that the seed decides (Fisher-Yates over mulberry32). */
  const shuffled = (n, seed) => {
    let state = hash(seed);
    const below = (limit) => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
    };
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  };

  /** The variant for the day's count-th showing: no repeat before the pool is used up. */
  const pick = (n, id, day, count) => {
    // A pool of two has no order to shuffle anew without a repeat.
    const round = n > 2 ? Math.floor(count / n) : 0;
    const order = shuffled(n, `${id}\n${day}\n${round}`);
    if (round > 0) {
      // The last position is never swapped, so the round before ended as its shuffle says.
      const last = shuffled(n, `${id}\n${day}\n${round - 1}`)[n - 1];
      if (order[0] === last) [order[0], order[1]] = [order[1], order[0]];
    }
    return order[count % n];
  };

  /** The local date of the study day, which begins at four in the morning. */
  const studyDay = () => {
    const now = new Date();
    now.setHours(now.getHours() - 4);
    return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
  };

  const stored = (key) => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const store = (key, text) => {
    try {
      if (text === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      // Some clients have no storage; the card then shows the day's first variant.
    }
  };

  /** Which showing of the note this is, and what was typed and chosen in it. */
  const openReview = (id, side) => {
    const key = `flashgen/${id}`;
    const read = () => {
      try {
        const review = JSON.parse(stored(key));
        const sound =
          typeof review.day === "string" &&
          Number.isInteger(review.count) &&
          review.count >= 0 &&
          Array.isArray(review.typed) &&
          Array.isArray(review.chosen);
        return sound ? review : null;
      } catch {
        return null;
      }
    };
    const first = () => ({ day: studyDay(), count: 0, shown: false, typed: [], chosen: [] });
    const save = (review) => store(key, JSON.stringify(review));

    let review = read();
    if (side === "back") {
      // Nothing is written where nothing was read: a front that cannot hand over would otherwise
      // be moved on by its own back, and the next back not know of it.
      if (review) {
        review.shown = true;
        save(review);
      }
    } else {
      if (!review) review = first();
      else if (review.shown) {
        const count = review.day === studyDay() ? review.count + 1 : 0;
        review = { ...first(), count };
      }
      save(review);
      review = read(); // what the back will find, also where writing failed
    }
    review = review || first();
    return { review, save: () => save(review) };
  };

  // ------------------------------------------------------------------ reading what was typed

  const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const FRACTIONS = { "½": " 1/2", "⅓": " 1/3", "⅔": " 2/3", "¼": " 1/4", "¾": " 3/4" };

  const halfWidth = (text) =>
    text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));

  /** Signs that mean the same made one: full-width forms, minus signs, spaces, superscripts. */
  const normalise = (text) =>
    halfWidth(text)
      .replace(/[⁺⁻]?[⁰¹²³⁴-⁹]+/g, (power) => {
        const digits = [...power].map((c) => {
          if (c === "⁻") return "-";
          return c === "⁺" ? "" : SUPERSCRIPTS.indexOf(c);
        });
        return `^${digits.join("")}`;
      })
      .replace(/[½⅓⅔¼¾]/g, (c) => FRACTIONS[c])
      .replace(/[−‐‑‒–—﹣]/g, "-")
      .replace(/[×·⋅∙]/g, "*")
      .replace(/[÷∕⁄]/g, "/")
      .replace(/、/g, ",")
      .replace(/。/g, ".")
      .replace(/[’‘]/g, "'")
      .replace(/[【〔⟨]/g, "[")
      .replace(/[】〕⟩]/g, "]")
      .replace(/\r\n?/g, "\n")
      .replace(/[^\S\n]+/g, " ")
      .trim();

  const INTEGER_COMMA = /^[1-9]\d{0,2},\d{3}$/;

  /** Digits with separators as `Number` reads them; null, or { ask } where they mean two things. */
  const plainNumber = (digits, isInteger) => {
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
  const MIDDLE_DOT = /(?:^|[^\d.])\d+[·⋅∙]\d+(?!\d|\.\d|[\^⁺⁻⁰¹²³⁴-⁹]|\*\*)/;
  const HEXADECIMAL = /(?:^|[^\d.])0x[\da-f]/i;

  /** LaTeX, and other ways to write a number, as people type it. */
  const plainlyTyped = (text) => {
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
  const readNumber = (text, isInteger, depth = 0) => {
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

  const DEGREES = ["°", "deg", "degs", "degree", "degrees", "度"];
  const LONGEST_UNIT = 60;

  /** A unit as people type it, without TeX: kg m as kg*m, m s^-1 as m/s. */
  const plainUnit = (unit) =>
    normalise(unit)
      .replace(/\\\(|\\\)|\\(?:mathrm|text|operatorname)/g, "")
      .replace(/\\[,;! ]/g, " ")
      .replace(/\^\{?\\circ\}?/g, "°")
      .replace(/\\mu/g, "μ")
      .replace(/\\Omega/g, "Ω")
      .replace(/\\cdot|\\times/g, "*")
      .replace(/[{}\\^]/g, "")
      // With nothing before the second name, ms^-1 may be meant per millisecond.
      .replace(/(?: ?\* ?| )(\p{L}+)-(\d+)/gu, (_, name, power) =>
        power === "1" ? `/${name}` : `/${name}${power}`,
      )
      .replace(/([\p{L}\d]) (?=\p{L})/gu, "$1*")
      .replace(/ |\.$/g, "")
      .replace(/µ/g, "μ")
      .toLowerCase()
      .replace(/^per\*?cent$/, "%");

  /** The text without the unit at its end; { ask } for a number with another unit. */
  const withoutUnit = (text, unit, parses, otherUnit) => {
    const name = plainUnit(unit);
    const names = DEGREES.includes(name) ? [...DEGREES] : [name];
    // N·m is not nm: only what the unit itself sets apart by no more than a space may be joined.
    if (!/[·⋅∙×*]|\\cdot|\\times/.test(unit)) names.push(name.replace(/\*/g, ""));
    const written = names.flatMap((one) => [one, `${one}s`, one.replace(/s$/, "")]).filter(Boolean);
    const longest = Math.min(text.length - 1, LONGEST_UNIT);
    for (let length = 1; name && length <= longest; length++) {
      const start = text.length - length;
      if (written.includes(plainUnit(text.slice(start)))) {
        const before = text.slice(0, start).trim();
        if (parses(before)) return before;
      }
    }
    const split =
      /^(.*?[\d.)\]π])\s*(?!e[+-]?\d)[\p{L}\p{Sc}°‰′″'"](?:(?! \d)[^,;|\n])*$/u.exec(text);
    if (split && !parses(text) && parses(split[1])) return { ask: otherUnit };
    return text;
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

  const readVector = (text) => {
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

  const readMatrix = (text) => {
    const rows = matrixRows(text).map((row) => readList(row.replace(/,$/, ""), null));
    if (rows.length === 0 || rows.some((row) => !row)) return null;
    const list = rows.map((row) => row.list);
    return { list, ragged: list.some((row) => row.length !== list[0].length) };
  };

  const NONE = ["", "none", "empty", "∅", "{}", "[]", "()", "无", "空", "空集", "没有"];

  /** The elements of a set; spaces separate them only where nothing else does. */
  const readSet = (text, labels) => {
    if (NONE.includes(text.toLowerCase())) return [];
    const inside = withoutBrackets(text);
    if (NONE.includes(inside.toLowerCase())) return [];
    const spaced = labels.some((label) => /\s/.test(label));
    let parts = inside.split(/[,;\n]/);
    if (parts.length === 1 && !spaced) parts = inside.split(/\s+/);
    return parts.map((part) => part.trim()).filter(Boolean);
  };

  const plainText = (text) =>
    normalise(String(text).normalize("NFC"))
      .replace(/^["'“”`]+|["'“”`.]+$/g, "")
      .replace(/\s+/g, " ")
      .trim()
      .toLowerCase();

  // ------------------------------------------------------------------ judging

  const shapeOf = (value) => {
    if (!Array.isArray(value)) return [];
    return Array.isArray(value[0]) ? [value.length, value[0].length] : [value.length];
  };
  const flat = (value) => (Array.isArray(value) ? value.flat() : [value]);
  const sameShape = (a, b) => shapeOf(a).join() === shapeOf(b).join();

  /** Decimal places that the answer is asked for with; null for integers. */
  const wantedPlaces = (value, answer) => {
    if (answer.decimals !== undefined) return answer.decimals;
    if (answer.figures === undefined) return null;
    const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
    return answer.figures - 1 - magnitude;
  };

  const allowedError = (value, answer) => {
    const places = wantedPlaces(value, answer);
    const unit = places === null ? 0 : 10 ** -places;
    let tolerance = unit;
    if (answer.relative !== undefined) tolerance = answer.relative * Math.abs(value);
    if (answer.tolerance !== undefined) tolerance = answer.tolerance;
    const error = Math.max(tolerance, unit / 2);
    // The slack is for floats; it must not let a large integer pass for its neighbour.
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    return error + (places === null ? Math.min(slack, 0.25) : slack);
  };

  const near = (given, value, answer) => Math.abs(given - value) <= allowedError(value, answer);

  const sameSet = (given, value, answer) => {
    const same = (a, b) =>
      typeof b === "number" ? near(a, b, answer) : plainText(a) === plainText(b);
    const within = (a, b) => a.every((x) => b.some((y) => (b === value ? same(x, y) : same(y, x))));
    return within(given, value) && within(value, given);
  };

  /** Whether what was given is the value, as the answer wants it judged. Shapes come first. */
  const agrees = (given, value, answer) => {
    if (answer.compare === "set") return sameSet(given, flat(value), answer);
    if (answer.kind === "text") return plainText(given) === plainText(value);
    if (!sameShape(given, value)) return false;
    const expected = flat(value);
    const matches = (sign) =>
      flat(given).every((number, i) => near(sign * number, expected[i], answer));
    return matches(1) || (answer.compare === "up_to_sign" && matches(-1));
  };

  /** Help for a wrong number that needs no knowledge of the question; "" where none is true. */
  const help = (given, places, value, answer, strings) => {
    const numbers = flat(given);
    const expected = flat(value);
    const all = (change, share) =>
      numbers.every((number, i) => {
        const changed = change(number);
        const off = Math.abs(changed - expected[i]);
        return near(changed, expected[i], answer) && off <= share * Math.abs(expected[i]) + 1e-12;
      });
    const some = numbers.some((number) => number !== 0);
    if (some && all((x) => -x, 1)) return strings.sign;
    for (const power of some ? [1, 2, 3] : []) {
      const factor = 10 ** power;
      if (all((x) => x * factor, 0.1) || all((x) => x / factor, 0.1)) return strings.factor(factor);
    }
    if (!Array.isArray(given)) {
      if (given !== 0 && all((x) => 1 / x, 0.05)) return strings.reciprocal;
      const asked = wantedPlaces(value, answer);
      if (places !== null && asked !== null && places < asked && given !== 0) {
        const unit = 10 ** -places;
        const rounded = Math.abs(given - value) <= unit * (0.5 + 1e-9);
        const cut = Math.abs(given - Math.trunc(value / unit) * unit) <= unit * 1e-6;
        const close = Math.abs(given - value) <= Math.abs(value) / 4;
        if (close && (rounded || cut)) {
          return answer.figures === undefined
            ? strings.decimals(answer.decimals)
            : strings.figures(answer.figures);
        }
      }
      return "";
    }
    if (answer.kind === "matrix") {
      const transpose = given[0].map((_, column) => given.map((row) => row[column]));
      if (agrees(transpose, value, answer)) return strings.transpose;
    }
    const right = numbers.filter((number, i) => near(number, expected[i], answer)).length;
    return right > 0 ? strings.partly(right, numbers.length) : "";
  };

  /** Reads the text for an answer: { given, places }, or { ask } with what is unclear. */
  const readAnswer = (typed, value, answer, unit, strings) => {
    let text = normalise(typed);
    if (answer.kind === "text") return { given: text, places: null };
    text = text.replace(/^([^]*[^\s.]) ?\.$/, "$1"); // the stop of a sentence
    const unreadable = MIDDLE_DOT.test(halfWidth(typed)) || HEXADECIMAL.test(text);
    if (answer.compare === "set") {
      const labels = flat(value);
      const given = readSet(text, labels);
      if (!labels.length || typeof labels[0] !== "number") return { given, places: null };
      const numbers = given.map((part) => readNumber(part, true));
      if (unreadable || numbers.some((number) => !number)) return { ask: strings.unclear.vector };
      return { given: numbers.map((number) => number.value), places: null };
    }
    text = plainlyTyped(text).replace(/^(?:\p{L}[\p{L}\d_]*)? ?[=≈~] ?/u, "");
    const scalar = answer.kind === "integer" || answer.kind === "number";
    const isInteger = answer.decimals === undefined && answer.figures === undefined;
    const read = (part) => {
      if (scalar) return readNumber(part, isInteger);
      return answer.kind === "matrix" ? readMatrix(part) : readVector(part);
    };
    if (unreadable) return { ask: strings.unclear[scalar ? "number" : answer.kind] };
    if (!scalar && plainUnit(unit) === "%") text = text.replace(/ ?(?:%|per ?cent)/gi, "");
    text = withoutUnit(text, unit, read, unit ? strings.unit(unit) : strings.noUnit(scalar));
    if (text.ask) return text;
    const result = read(text);
    if (scalar) {
      if (result && result.ask) return { ask: strings.comma(...result.ask) };
      if (result) return { given: result.value, places: result.places };
      const several = readVector(text);
      if (several && several.list.length > 1) return { ask: strings.count(1, several.list.length) };
      return { ask: strings.unclear.number };
    }
    if (!result) return { ask: strings.unclear[answer.kind] };
    if (result.ragged) return { ask: strings.ragged };
    return { given: result.list, places: null };
  };

  /**
   * Judges a text: { state: "right" | "wrong" | "ask", says } with says as HTML.
   * `mistakes` are [value, says] pairs of this variant.
   */
  const judge = (typed, value, answer, unit, mistakes, strings) => {
    const { given, places, ask } = readAnswer(typed, value, answer, unit, strings);
    if (ask) return { state: "ask", says: escape(ask) };
    if (agrees(given, value, answer)) return { state: "right", says: "" };
    const mistake = mistakes.find(([wrong]) => agrees(given, wrong, answer));
    if (mistake) return { state: "wrong", says: mistake[1] };
    if (answer.kind === "text") return { state: "wrong", says: "" };
    if (answer.compare === "set") {
      const short = flat(value).length - given.length;
      const part = given.length > 0 && short > 0;
      const within = part && given.every((x) => flat(value).some((y) => sameSet([x], [y], answer)));
      return { state: "wrong", says: within ? strings.missing(short) : "" };
    }
    if (!sameShape(given, value)) {
      const want = shapeOf(value);
      const give = shapeOf(given);
      const says =
        want.length === 2
          ? strings.shape(want.join(" × "), give.join(" × "))
          : strings.count(want[0], give[0]);
      return { state: "ask", says };
    }
    return { state: "wrong", says: escape(help(given, places, value, answer, strings)) };
  };

  const escape = (text) =>
    text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

  // ------------------------------------------------------------------ the page

  const create = (tag, attributes, html) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (html) element.innerHTML = html;
    return element;
  };

  const textOf = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.textContent;
  };

  /** Typesets what changed after Anki typeset the card. */
  const typeset = (element) => {
    const { MathJax } = window;
    if (!MathJax || !MathJax.typesetPromise) return;
    const ready = (MathJax.startup && MathJax.startup.promise) || Promise.resolve();
    ready.then(() => MathJax.typesetPromise([element])).catch(() => {});
  };

  /** Shows the answer: the desktop, AnkiWeb, AnkiDroid, AnkiMobile. */
  const flip = () => {
    const { pycmd, study, showAnswer, sendMessage2 } = window;
    if (typeof pycmd === "function") pycmd("ans");
    else if (study && typeof study.drawAnswer === "function") study.drawAnswer();
    else if (typeof showAnswer === "function") showAnswer();
    else if (typeof sendMessage2 === "function") sendMessage2("ankitap", "midCenter");
  };

  const verdictHtml = ({ state, says }, strings) => {
    if (state === "ask") return says;
    const word = `<strong>${state === "right" ? strings.right : strings.wrong}</strong>`;
    return says ? word + strings.gap + says : word;
  };

  const TYPING = "flashgen/typing";

  /** The inputs of the front. */
  const buildInputs = (answers, judgeOne, opened, strings) => {
    const { review, save } = opened;
    const section = create("section", { class: "response" });
    const fields = answers.map((answer, index) => {
      const id = `flashgen-answer-${index}`;
      const matrix = answer.kind === "matrix";
      const input = create(matrix ? "textarea" : "input", {
        id,
        class: "tappable",
        ...(matrix ? { rows: 1 } : { type: "text" }),
        dir: "ltr",
        placeholder: strings.example[answer.kind] || " ",
        autocomplete: "off",
        autocapitalize: "off",
        autocorrect: "off",
        spellcheck: "false",
        enterkeyhint: "done",
        "aria-describedby": `${id}-verdict`,
      });
      const single = answers.length === 1;
      const label = create(
        "label",
        { for: id, class: single ? "unseen" : "label" },
        single ? strings.label : answer.label || escape(answer.name),
      );
      const entry = create("div", { class: "entry" });
      const check = create("button", { type: "button", class: "check tappable" }, strings.check);
      const verdict = create("p", {
        class: "verdict",
        dir: "auto",
        id: `${id}-verdict`,
        role: "status",
        "aria-live": "polite",
      });
      entry.append(input);
      if (answer.unit) entry.append(create("span", { class: "unit" }, answer.unit));
      entry.append(check);
      const field = create("div", { class: "field" });
      field.append(label, entry, verdict);
      section.append(field);
      return { input, check, entry, verdict, matrix, judged: null };
    });

    const fit = ({ input, matrix }) => {
      if (matrix) input.rows = input.value.split("\n").length;
    };
    const judgeField = (field) => {
      const index = fields.indexOf(field);
      const result = judgeOne(index, field.input.value);
      field.judged = result.state;
      field.entry.dataset.state = result.state;
      field.verdict.dataset.state = result.state;
      field.verdict.innerHTML = verdictHtml(result, strings);
      typeset(field.verdict);
    };
    /** Judges what is new; else goes on to the next field with no verdict, or to the answer. */
    const onEnter = (field) => {
      if (field.input.value.trim() && field.judged === null) {
        judgeField(field);
        return;
      }
      const place = fields.indexOf(field);
      const others = [...fields.slice(place + 1), ...fields.slice(0, place)];
      const next = field.judged && others.find(({ judged }) => judged === null);
      if (next) next.input.focus();
      else flip();
    };

    fields.forEach((field, index) => {
      const { input } = field;
      input.value = review.typed[index] || "";
      fit(field);
      field.check.disabled = !input.value.trim();
      input.addEventListener("input", () => {
        // Saved at every key, so that Anki's own button hands it to the back as well.
        review.typed = fields.map((other) => other.input.value);
        save();
        store(TYPING, "yes");
        fit(field);
        field.check.disabled = !input.value.trim();
        field.judged = null;
        field.verdict.textContent = "";
        delete field.entry.dataset.state;
      });
      input.addEventListener("keydown", (event) => {
        if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Escape") {
          input.blur();
          return;
        }
        event.stopPropagation();
        if (event.key === "Enter") {
          if (field.matrix && wantsLine(event, field, answers[index])) return;
          event.preventDefault();
          // A key held down would go past the verdict.
          if (!event.repeat) onEnter(field);
        } else if (event.key === " " && !input.value.trim()) {
          event.preventDefault();
          flip();
        }
      });
      field.check.addEventListener("click", () => judgeField(field));
    });

    return { section, focus: () => fields[0].input.focus({ preventScroll: true }) };
  };

  /** Enter begins a new row of a matrix with Shift, or while the lines are too few. */
  const wantsLine = (event, { input, judged }, { rows, entries }) => {
    if (event.shiftKey) return true;
    const text = normalise(input.value);
    const lines = input.value.split("\n").length;
    if (judged !== null || lines >= rows || /[;\])}]/.test(text)) return false;
    const matrix = readMatrix(text);
    return matrix !== null && matrix.list.flat().length < entries;
  };

  const LONGEST_TYPED = 60;

  const shortened = (text) => {
    const characters = [...text];
    if (characters.length <= LONGEST_TYPED) return text;
    return `${characters.slice(0, LONGEST_TYPED - 1).join("")}…`;
  };

  /** What was typed, on the back. */
  const buildTyped = (answers, judgeOne, review, strings) => {
    const section = create("section", { class: "response" });
    const several = answers.length > 1;
    answers.forEach((answer, index) => {
      const typed = String(review.typed[index] || "").trim();
      if (!typed) return;
      const result = judgeOne(index, typed);
      // What a user types is not to be read as TeX.
      const text = create("q", { class: "typed tex2jax_ignore mathjax_ignore", dir: "ltr" });
      text.textContent = shortened(typed.replace(/\s*\n\s*/g, "; "));
      const label = `<span class="label">${answer.label || escape(answer.name)}</span> `;
      const words = several ? label + text.outerHTML : strings.typed(text.outerHTML);
      section.append(
        create(
          "p",
          { class: "verdict", dir: "auto", "data-state": result.state },
          `${words}${several ? " " : strings.gap}${verdictHtml(result, strings)}`,
        ),
      );
    });
    if (section.childElementCount === 0) return null;
    if (several) section.prepend(create("p", { class: "label" }, strings.typedAll));
    return section;
  };

  /** The options, in the order of this showing: buttons on the front, a marked list on the back. */
  const buildOptions = (choices, id, opened, side, strings) => {
    const { review, save } = opened;
    const order = shuffled(choices.length, `${id}\n${review.day}\n${review.count}\noptions`);
    const verdict = create("p", { class: "verdict", dir: "auto" });
    if (side === "front") {
      verdict.setAttribute("role", "status");
      verdict.setAttribute("aria-live", "polite");
    }
    const list = create("ul", { class: "options" });
    const options = order.map((index) => {
      const option = create(
        side === "front" ? "button" : "div",
        side === "front" ? { type: "button", class: "option tappable" } : { class: "option" },
        choices[index].text,
      );
      const item = create("li", {});
      item.append(option);
      list.append(item);
      return { index, option };
    });
    const mark = () => {
      for (const { index, option } of options) {
        const chosen = review.chosen.includes(index);
        const right = index === 0 && (side === "back" || chosen);
        if (right) option.dataset.state = "right";
        else if (chosen) option.dataset.state = "wrong";
        const words = [right && strings.rightOption, chosen && strings.chosenOption];
        const note = option.querySelector(".unseen");
        if (note) note.remove();
        const said = words.filter(Boolean).join(", ");
        if (said) option.append(create("span", { class: "unseen" }, ` (${said})`));
      }
      const last = review.chosen[review.chosen.length - 1];
      if (last === undefined || !choices[last]) return;
      const state = last === 0 ? "right" : "wrong";
      verdict.dataset.state = state;
      verdict.innerHTML = verdictHtml({ state, says: choices[last].says || "" }, strings);
    };
    for (const { index, option } of side === "front" ? options : []) {
      option.addEventListener("click", (event) => {
        review.chosen = review.chosen.filter((other) => other !== index).concat(index);
        save();
        mark();
        typeset(verdict);
        // After a click or a tap the keys belong to Anki again; a keyboard keeps its place.
        if (event.detail > 0) option.blur();
      });
    }
    mark();
    return [list, verdict];
  };

  const show = (root, data) => {
    const { id, side } = root.dataset;
    const language = root.lang.toLowerCase().split("-")[0];
    const strings = STRINGS[language] || STRINGS.en;
    const opened = openReview(id, side);
    const { review } = opened;
    const part = (name) => root.querySelector(`:scope > .${name}`);

    let form = data;
    let row = [0, [], [], []];
    if (data.rows) {
      row = data.rows[pick(data.rows.length, id, review.day, review.count)];
      form = data.forms[row[0]];
    }
    const [, slots, values, wrong] = row;
    const fill = (template) =>
      (template || "").replace(/\ue000(\d+)\ue001/g, (_, column) => slots[column]);
    const mistakes = form.mistakes || [];
    const choices = (form.choices || [])
      .map(({ text, says }, index) => {
        const mistake = index > 0 && mistakes[index - 1];
        return { text: fill(text), says: fill(says || (mistake && mistake.says)) };
      })
      .filter((_, index) => index === 0 || !data.rows || wrong[index - 1] !== null);
    const answers = (form.answers || []).map((answer, index) => ({
      ...answer,
      label: fill(answer.label),
      unit: fill(answer.unit),
      rows: shapeOf(values[index])[0],
      entries: flat(values[index]).length,
    }));
    const units = answers.map(({ unit }) => textOf(unit));
    const known = mistakes
      .map(({ of, says }, index) => ({ of: of || 0, value: wrong[index], says: fill(says) }))
      .filter(({ value }) => value !== null);
    const judgeOne = (index, text) => {
      const own = known.filter(({ of }) => of === index).map((m) => [m.value, m.says]);
      return judge(text, values[index], answers[index], units[index], own, strings);
    };

    // All of it is made before any of it is shown: an error leaves the card as it is stored.
    const names = data.rows ? ["prompt", "figure", "answer", "solution"] : [];
    if (data.rows && data.forms.some(({ extra }) => extra)) names.push("extra");
    const sections = names
      .filter(part)
      .map((name) => [part(name), fill(form[name === "prompt" ? "question" : name])]);
    const options = choices.length > 0 && buildOptions(choices, id, opened, side, strings);
    const inputs =
      !options && side === "front" && answers.length > 0
        ? buildInputs(answers, judgeOne, opened, strings)
        : null;
    const typed = !options && side === "back" && buildTyped(answers, judgeOne, review, strings);

    root.dataset.ready = "yes";
    if (RIGHT_TO_LEFT.includes(language)) root.dir = "rtl";
    for (const [section, html] of sections) section.innerHTML = html;
    if (options) part("choices").replaceChildren(...options);
    if (typed) part("answer").after(typed);
    else if (!options && side === "back") store(TYPING, null);
    if (inputs) {
      root.append(inputs.section);
      // Whoever typed on the last card is taken to want to type on this one too.
      const keyboard = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
      if (keyboard && stored(TYPING)) inputs.focus();
    }
  };

  try {
    for (const root of document.querySelectorAll(".flashgen[data-id]:not([data-ready])")) {
      const data = JSON.parse(root.nextElementSibling.textContent);
      if (data.version === 1) show(root, data);
    }
  } catch (error) {
    console.warn("flashgen: the card is shown as it is stored.", error);
  }
})();
