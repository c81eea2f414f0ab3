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

/** Calls a function once MathJax, if there is one, has done what it was asked for before. */
const whenTypeset = (then) => {
  const { MathJax } = window;
  const ready = (MathJax && MathJax.startup && MathJax.startup.promise) || Promise.resolve();
  ready.then(then).catch(() => {});
};

/** Typesets what changed after Anki typeset the card. */
export const typeset = (element) => {
  const { MathJax } = window;
  if (!MathJax || !MathJax.typesetPromise) return;
  whenTypeset(() => MathJax.typesetPromise([element]));
};

/** Scrolls no further than until all of an element is in view. */
export const reveal = (element) =>
  whenTypeset(() => element.scrollIntoView({ block: "nearest", inline: "nearest" }));

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

/** Takes the formulas in a list of buttons out of the order of Tab, and from taps the focus. */
export const withoutFormulaStops = (list) => {
  const free = () => {
    for (const formula of list.querySelectorAll("mjx-container[tabindex]")) {
      formula.removeAttribute("tabindex");
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
const BINARY = "times|cdot|div|pm|mp|odot|oplus|otimes|cup|cap|setminus|land|lor|wedge|vee";
const RELATIONS =
  "approx|leq?|geq?|neq?|ll|gg|equiv|sim|simeq|propto|in|notin|subset|subseteq|to|mapsto|iff" +
  "|(?:long)?(?:left)?rightarrow|leftarrow|implies";
const OPERATOR = new RegExp(`^(?:[-−=+<>]|\\\\(?:${BINARY}|${RELATIONS})(?![a-z]))`, "i");
const SHORT = 30; // characters of TeX that fit into a line of a phone
// What holds for all that comes after it, or sets what is aligned, stays in one piece.
const ONE_PIECE = /[&]|\\\\|\\(?:color|displaystyle|textstyle|begin|big|Big)/;
// Behind these an operator is a sign, or no new piece is wanted.
const NO_OPERAND = new RegExp(
  `^(?:[-−=+<>,;:^_(\\[]|\\\\(?:${BINARY}|${RELATIONS}|q?quad|ln|log|exp|sin|cos|tan|min|max|[,;:! ]))$`,
  "i",
);
// A minus behind a bar may be the sign of what stands between two of them.
const BAR = /^(?:\||\\[lr]?vert|\\mid|\\\|)$/i;

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
    else if (
      depth === 0 &&
      OPERATOR.test(rest) &&
      before &&
      !NO_OPERAND.test(before) &&
      !(BAR.test(before) && /^[-−]/.test(rest))
    ) {
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

/** A verdict as HTML. */
export const verdictHtml = ({ state, says }, strings) => {
  if (state === "ask") return says;
  const word = `<strong>${state === "right" ? strings.right : strings.wrong}</strong>`;
  return says ? word + strings.gap + says : word;
};

/** Takes a part away, and the rule above it where nothing follows. */
export const hide = (answer) => {
  answer.hidden = true;
  const follows = [...answer.parentElement.children].slice(
    [...answer.parentElement.children].indexOf(answer) + 1,
  );
  const rule = answer.previousElementSibling;
  if (rule && rule.matches("hr") && !follows.some((next) => next.textContent.trim())) {
    rule.classList.add("last"); // still there, for the client scrolls to it
  }
};

/** Takes an answer away that shows nothing. */
export const hideIfEmpty = (answer) => {
  if (!answer.textContent.trim() && !answer.querySelector("img, svg")) hide(answer);
};
