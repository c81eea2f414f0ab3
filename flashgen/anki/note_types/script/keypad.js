// The card's own keys, for a client that gives the input no keyboard: those that an answer needs.
import { create, isDesktop, takesKeys, textOf } from "./controls.js";
import { shownName } from "./signs.js";
import { RULES } from "./rules.js";
import { isUnitName, plainUnit, prefixed } from "./units.js";

// What a key shows, what it types, and its name in `strings.keys` where the sign does not say it.
const NUMBER_KEYS = [
  ["7"], ["8"], ["9"], ["−", "-", "minus"], ["⌫", null, "erase"],
  ["4"], ["5"], ["6"], ["/", "/", "fraction"], ["e", "e", "exponent"],
  ["1"], ["2"], ["3"], [",", ",", "comma"], [".", ".", "point"],
  ["0"], ["◀", null, "left"], ["▶", null, "right"], [";", ";", "row"], ["✓", null, "check"],
];
const FORMULA_KEYS = [
  ["7"], ["8"], ["9"], ["(", "(", "opening"], [")", ")", "closing"], ["⌫", null, "erase"],
  ["4"], ["5"], ["6"], ["×", "*", "times"], ["/", "/", "fraction"], ["^", "^", "power"],
  ["1"], ["2"], ["3"], ["+", "+", "plus"], ["−", "-", "minus"], ["|", "|", "bar"],
  ["0"], [".", ".", "point"], ["◀", null, "left"], ["▶", null, "right"],
];
const CHECK_KEY = ["✓", null, "check"];

// A card has all of the usual ones, and all of those beside one that it needs: that alone would tell.
export const USUAL_FUNCTIONS = ["sin", "cos", "tan", "ln", "sqrt"];
export const FUNCTION_FAMILIES = [
  ["arcsin", "arccos", "arctan", "arccot"],
  ["sec", "csc", "cot"],
  ["sinh", "cosh", "tanh"],
  ["sech", "csch", "coth"],
  ["arcsinh", "arccosh", "arctanh"],
  ["log10", "log2"],
  ["sign", "floor", "ceil"],
  ["cbrt"],
  ["erf", "erfc", "normal_cdf", "normal_quantile"],
  ["min", "max"],
  ["factorial", "binomial"],
];
// What a key of a function shows and types where that is not its name with a bracket.
const SHOWN_FUNCTIONS = {
  sqrt: ["√", "√(", "root"],
  factorial: ["!"],
  normal_cdf: ["Φ", "Φ("],
  normal_quantile: ["Φ<sup>−1</sup>", "Φ^-1("],
};
export const functionKey = (name) => SHOWN_FUNCTIONS[name] || [name, `${name}(`];
// A unit that is not shown hides among others.
const USUAL_UNITS = ["m", "s", "kg", "N", "J", "W", "V", "A", "Pa", "K", "mol", "Hz"];
const FEWEST_UNITS = 10;

const raised = (unit) =>
  unit
    .replace(/\^\(?(-?\d+)\)?/g, (_, power) =>
      [...power].map((c) => (c === "-" ? "⁻" : RULES.superscripts[c])).join(""),
    )
    .replace(/\*/g, "·");

/** The names that a unit is made of: km and h of km/h. */
const namesInUnit = (unit) => {
  const names = unit.split(/[\s*/()^\d·-]+/).filter(Boolean);
  return names.every(isUnitName) ? names : [unit];
};

/** A unit of one name with the usual prefixes; none of another one. */
const withPrefixes = (unit) => {
  const known = prefixed(unit);
  if (!known) return [];
  const prefixes = known[0] === "m" ? ["μ", "m", "c", "", "k"] : ["μ", "m", "", "k", "M"];
  return prefixes.map((prefix) => prefix + known[0]);
};

/** The keys of the units that an answer may be typed in: none where its own is not needed. */
const unitWords = ({ unit, units, si, unit_required: required }) => {
  if (!unit || !(required || si || units.length > 0)) return [];
  const all = [textOf(unit), ...units.map(({ name }) => textOf(name))].map(
    (name) => plainUnit(name) || name.trim(),
  );
  const shown = (names) => [...new Set(names)].map((name) => [raised(name), raised(name)]);
  if (!required) return shown([...(si ? withPrefixes(all[0]) : []), ...all]);
  const parts = [...new Set(all.flatMap(namesInUnit))];
  const others = USUAL_UNITS.filter((name) => !parts.includes(name));
  parts.push(...others.slice(0, Math.max(0, FEWEST_UNITS - parts.length)));
  const small = (name) => name.toLowerCase();
  parts.sort((a, b) => (small(a) < small(b) ? -1 : small(a) > small(b) ? 1 : 0));
  return [...shown(parts), ["²"], ["³"]];
};

/** The keys of the names in a formula: its variables, the constants, functions. */
const formulaWords = ({ variables, formula, up_to: upTo }) => {
  const { greek, constants } = RULES.formulas;
  const named = variables.map(([name]) => {
    const [letter, index] = shownName(name);
    return [index ? `${letter}<sub>${index}</sub>` : letter, name];
  });
  const own = named.map(([, name]) => name);
  const others = Object.keys(constants).filter((name) => !own.includes(name));
  const free = upTo === "constant" ? ["C", "K", "c"].filter((name) => !own.includes(name)) : [];
  const used = FUNCTION_FAMILIES.filter((family) =>
    family.some((name) => new RegExp(`(?:^|[^a-z])${name}(?![a-z])`).test(formula)),
  ).flat();
  const functions = [...USUAL_FUNCTIONS, ...used].map(functionKey);
  const letters = [...named, ...free.slice(0, 1).map((name) => [name])];
  return [...letters, ...others.map((name) => [greek[name] || constants[name][0]]), ...functions];
};

/**
 * The keys of a number: { words, keys, columns, touches }, those of its letters and those of the
 * rest; `touches` is the end of a text from which a space keeps a name apart.
 */
export const numberKeys = (answer) => ({
  words: unitWords(answer),
  keys: NUMBER_KEYS,
  columns: 5,
  touches: /[^\s/(·]$/,
});

/** The keys of a formula. */
export const formulaKeys = (answer) => {
  const between = answer.count ? [";", ";", "row"] : [",", ",", "comma"];
  const keys = [...FORMULA_KEYS, between, CHECK_KEY];
  return { words: formulaWords(answer), keys, columns: 6, touches: /[\p{L}]$/u };
};

const LETTER_FIRST = /^[^\d²³∅!√]/;

/** What a key with a name types behind a text: between two names there is a space. */
const spaced = (before, text, touches) =>
  LETTER_FIRST.test(text) && touches.test(before) ? ` ${text}` : text;

/**
 * The keys, and the button in the input that opens them: { pad, toggle }.
 *
 * The input need not be focused: the place of the caret is kept here. `onOpen` is told whether the
 * keys are open.
 */
export const buildKeypad = (input, made, { check, onOpen }, strings, id) => {
  const toggle = create("button", {
    type: "button",
    class: "keys tappable",
    "aria-label": strings.keypad,
    "aria-expanded": "false",
    "aria-controls": id,
  }, "⌨");
  const pad = create("div", {
    id,
    class: "keypad tappable",
    role: "group",
    dir: "ltr",
    "aria-label": strings.keypad,
    hidden: "",
  });
  let caret = null;
  const remember = () => {
    caret = [input.selectionStart, input.selectionEnd];
  };
  const place = () => {
    if (document.activeElement === input) remember();
    return caret || [input.value.length, input.value.length];
  };
  /** Scrolls a long text to the caret, which an input does only while it has the focus. */
  const reveal = () => {
    const share = input.value.length > 0 ? caret[0] / input.value.length : 0;
    input.scrollLeft = share === 1 ? input.scrollWidth : share * input.scrollWidth - input.clientWidth / 2;
  };
  const move = (by) => {
    const at = Math.max(0, Math.min(input.value.length, place()[0] + by));
    input.setSelectionRange(at, at);
    caret = [at, at];
    reveal();
  };
  const put = (text, erases) => {
    let [start, end] = place();
    if (erases && start === end) start = Math.max(0, start - 1);
    input.setRangeText(text, start, end, "end");
    remember();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    reveal();
  };
  const acts = { erase: () => put("", true), left: () => move(-1), right: () => move(1), check };
  // A key that took the focus would take the caret with it, or bring the keyboard back.
  const keepsFocus = (button) => {
    for (const name of ["pointerdown", "mousedown"]) {
      button.addEventListener(name, (event) => event.preventDefault());
    }
  };
  const keyOf = ([shown, text, name], act) => {
    const key = create("button", { type: "button", class: "key tappable" }, shown);
    if (name) key.setAttribute("aria-label", strings.keys[name]);
    keepsFocus(key);
    takesKeys(key);
    key.addEventListener("click", act || (() => put(text || shown, false)));
    return key;
  };
  const { words, keys, columns, touches } = made;
  if (words.length > 0) {
    const names = create("div", { class: "names" });
    for (const one of words) {
      const text = one[1] || one[0];
      names.append(
        keyOf(one, () => put(spaced(input.value.slice(0, place()[0]), text, touches), false)),
      );
    }
    pad.append(names);
  }
  const rest = create("div", { class: `signs of-${columns}` });
  rest.append(...keys.map((one) => keyOf(one, acts[one[2]])));
  pad.append(rest);
  keepsFocus(toggle);
  takesKeys(toggle);
  toggle.addEventListener("click", () => {
    pad.hidden = !pad.hidden;
    toggle.setAttribute("aria-expanded", String(!pad.hidden));
    onOpen(!pad.hidden);
    if (isDesktop()) return; // `inputmode` would leave its keys to Anki there
    if (pad.hidden) input.removeAttribute("inputmode");
    else input.setAttribute("inputmode", "none");
  });
  for (const name of ["select", "blur", "keyup", "click"]) input.addEventListener(name, remember);
  return { pad, toggle };
};
