// What the inputs and options of a card are made of, and how a client's keys and taps get to them.

export const create = (tag, attributes, html) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (html) element.innerHTML = html;
  return element;
};

export const textOf = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.textContent;
};

/** A text that is an answer, as it may be typed: without the delimiters of formulas. */
export const typedForm = (html) =>
  textOf(html)
    .replace(/\\[()[\]]/g, "")
    .replace(/\s+/g, " ")
    .trim();

const FORMULA = /\\\(([^]*?)\\\)|\\\[([^]*?)\\\]/g;

/** What stands in for HTML that is formulas alone, in which assistive software finds no name. */
export const nameOf = (html) => {
  const text = textOf(html);
  if (text.replace(FORMULA, "").trim()) return "";
  return text
    .replace(FORMULA, "$1$2")
    .replace(/\\(?:cdot|times)/g, "×")
    .replace(/[\\{}$]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
};

/** Typesets what changed after Anki typeset the card. */
export const typeset = (element) => {
  const { MathJax } = window;
  if (!MathJax || !MathJax.typesetPromise) return;
  const ready = (MathJax.startup && MathJax.startup.promise) || Promise.resolve();
  ready.then(() => MathJax.typesetPromise([element])).catch(() => {});
};

/** Shows the answer: the desktop, AnkiWeb, AnkiDroid, AnkiMobile. */
export const flip = () => {
  const { pycmd, study, showAnswer, sendMessage2 } = window;
  if (typeof pycmd === "function") pycmd("ans");
  else if (study && typeof study.drawAnswer === "function") study.drawAnswer();
  else if (typeof showAnswer === "function") showAnswer();
  else if (typeof sendMessage2 === "function") sendMessage2("ankitap", "midCenter");
};

/** The desktop program, in which Qt takes a key before the page does. */
export const isDesktop = () => /QtWebEngine/.test(navigator.userAgent);

/**
 * Lets Enter and Space press a button on the desktop, where they would flip the card: Qt leaves the
 * keys to the page only where something editable has the focus. `onEnter` is called in place of a
 * click where it returns true.
 */
export const takesKeys = (button, onEnter = () => false) => {
  if (!isDesktop()) return;
  button.addEventListener("focus", () => {
    button.contentEditable = "true";
    getSelection().collapse(button, 0); // else a real Tab leaves the keys to Qt
  });
  button.addEventListener("blur", () => {
    button.removeAttribute("contenteditable");
    getSelection().removeAllRanges();
  });
  for (const name of ["beforeinput", "paste", "drop", "dragover"]) {
    button.addEventListener(name, (event) => event.preventDefault());
  }
  button.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") button.blur();
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat && !onEnter()) button.click();
  });
  button.addEventListener("keyup", (event) => {
    if (event.key === "Enter" || event.key === " ") event.preventDefault();
  });
};

/** Takes the formulas in a list of buttons out of the order of Tab, whenever they are typeset. */
export const withoutFormulaStops = (list) => {
  const free = () => {
    for (const formula of list.querySelectorAll("mjx-container[tabindex='0']")) {
      formula.setAttribute("tabindex", "-1");
    }
  };
  new MutationObserver(free).observe(list, { childList: true, subtree: true });
};

const MINUS = /(^|[^\w.)\]}−-])-(?=[\d.∞])(?![\d.]+-)/g;
const IN_TEX = /(\\\([^]*?\\\)|\\\[[^]*?\\\])/;

/** Gives the numbers of an element the true minus sign; code and formulas stay as they are. */
export const withMinus = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.includes("-")) continue;
    if (node.parentElement.closest("code, pre, kbd, q, script, style, textarea, mjx-container")) {
      continue;
    }
    const parts = node.data.split(IN_TEX);
    node.data = parts.map((part, i) => (i % 2 ? part : part.replace(MINUS, "$1−"))).join("");
  }
};

const OPENING = /^(?:[{(\[]|\\(?:left|begin|lfloor|lceil|langle|lVert)(?![a-z]))/i;
const CLOSING = /^(?:[})\]]|\\(?:right|end|rfloor|rceil|rangle|rVert)(?![a-z]))/i;
const OPERATOR = /^(?:[=+]|\\(?:approx|times|cdot|le|ge|to|Rightarrow)(?![a-z]))/i;
const SHORT = 30; // characters of TeX that fit into a line of a phone
// What holds for all that comes after it, or sets what is aligned, stays in one piece.
const ONE_PIECE = /[&]|\\\\|\\(?:color|displaystyle|textstyle|begin|big|Big)/;
// Behind these an operator is a sign, or no new piece is wanted.
const NO_OPERAND = /^(?:[-=+,^_(\[]|\\(?:approx|times|cdot|le|ge|to|Rightarrow|pm|mp|in|mapsto|[,;:! ]))$/;

/** A formula in pieces between which a line may end: before each operator outside of brackets. */
export const piecesOf = (tex) => {
  if (tex.length <= SHORT || ONE_PIECE.test(tex)) return [tex];
  const pieces = [];
  let depth = 0;
  let whole = 0;
  let start = 0;
  let before = "";
  for (let i = 0; i < tex.length; ) {
    const rest = tex.slice(i);
    const token = /^\\(?:[a-zA-Z]+|.)|^[^]/.exec(rest)[0];
    if (OPENING.test(rest)) depth++;
    else if (CLOSING.test(rest)) depth--;
    else if (depth === 0 && OPERATOR.test(rest) && before && !NO_OPERAND.test(before)) {
      pieces.push(tex.slice(start, i));
      start = i;
    }
    // Of these a piece needs both ends; of ( and [ it does not.
    if (token === "{" || token === "\\left") whole++;
    else if (token === "}" || token === "\\right") whole--;
    if (token.trim()) before = token;
    i += token.length;
    // A long row of numbers ends its lines behind a comma.
    if (whole === 0 && /,\\[; ]$/.test(tex.slice(0, i)) && i - start > SHORT) {
      pieces.push(tex.slice(start, i));
      start = i;
    }
  }
  if (depth !== 0) return [tex];
  pieces.push(tex.slice(start));
  return pieces;
};

/** Lets the lines of a worked solution end inside of long formulas. To be called before MathJax. */
export const withBreaks = (element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const match = /\\\(([^]*?)\\\)/.exec(node.data);
    const parent = node.parentElement;
    if (!match || parent.closest("code, pre, table")) continue;
    // `{}` keeps the space that an operator has before it.
    const broken = (text) =>
      text.replace(/\\\(([^]*?)\\\)/g, (_, tex) =>
        piecesOf(tex).map((piece) => `\\(${OPERATOR.test(piece) ? "{}" : ""}${piece}\\)`).join("\u200b"),
      );
    const text = broken(node.data);
    if (text === node.data) continue;
    node.data = text;
    if (!parent.classList.contains("whole")) continue;
    // The sign behind the formula stays with the last piece.
    parent.classList.remove("whole");
    const last = create("span", { class: "whole" });
    last.append(node.splitText(text.lastIndexOf("\u200b") + 1));
    node.after(last);
  }
};

// What a key shows, what it types, and its name in `strings.keys` where the sign does not say it.
const KEYS = [
  ["7"], ["8"], ["9"], ["−", "-", "minus"], ["⌫", null, "erase"],
  ["4"], ["5"], ["6"], ["/", "/", "fraction"], ["e", "e", "exponent"],
  ["1"], ["2"], ["3"], [",", ",", "comma"], [".", ".", "point"],
  ["0"], ["◀", null, "left"], ["▶", null, "right"], [";", ";", "row"], ["✓", null, "check"],
];

/**
 * Keys for a client that gives the input no keyboard, and the button in the input that opens them.
 *
 * The input need not be focused: the place of the caret is kept here. Gives { pad, toggle }.
 */
export const buildKeypad = (input, check, strings, id) => {
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
  const move = (by) => {
    const at = Math.max(0, Math.min(input.value.length, place()[0] + by));
    input.setSelectionRange(at, at);
    caret = [at, at];
  };
  const put = (text, erases) => {
    let [start, end] = place();
    if (erases && start === end) start = Math.max(0, start - 1);
    input.setRangeText(text, start, end, "end");
    remember();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const acts = { erase: () => put("", true), left: () => move(-1), right: () => move(1), check };
  // A key that took the focus would take the caret with it, or bring the keyboard back.
  const keepsFocus = (button) => {
    for (const name of ["pointerdown", "mousedown"]) {
      button.addEventListener(name, (event) => event.preventDefault());
    }
  };
  for (const [shown, text, name] of KEYS) {
    const key = create("button", { type: "button", class: "key tappable" }, shown);
    if (name) key.setAttribute("aria-label", strings.keys[name]);
    keepsFocus(key);
    takesKeys(key);
    key.addEventListener("click", () => {
      if (name in acts) acts[name]();
      else put(text || shown, false);
    });
    pad.append(key);
  }
  keepsFocus(toggle);
  takesKeys(toggle);
  toggle.addEventListener("click", () => {
    pad.hidden = !pad.hidden;
    toggle.setAttribute("aria-expanded", String(!pad.hidden));
    if (isDesktop()) return; // `inputmode` would leave its keys to Anki there
    if (pad.hidden) input.removeAttribute("inputmode");
    else input.setAttribute("inputmode", "none");
  });
  for (const name of ["select", "blur", "keyup", "click"]) input.addEventListener(name, remember);
  return { pad, toggle };
};
