// The input of an answer that is typed, and what was typed.
import { create, flip, reveal, takesKeys, textOf } from "./controls.js";
import { buildKeypad } from "./keypad.js";
import { store } from "./trail.js";

export const TYPING = "flashgen/typing";

/** Shows how a text was read, or nothing where it reads as nothing yet. */
const fillReading = (element, html) => {
  element.innerHTML = html;
  element.hidden = !html;
};

/** A paragraph that shows how a text is read. */
export const readingOf = (kind, typed, answer, strings) => {
  const element = create("p", { class: "reading" });
  fillReading(element, kind.reading(typed, answer, strings));
  return element;
};

/**
 * The input of one answer, its button, its unit and its keypad.
 *
 * Gives { field, entry, value, focus, input, reading, judged }. `asks` has `id`, `name`, `label`,
 * `single`, `wanted`, `verdict` and what was `typed` before; `onType` is called after every change,
 * `onJudge` to judge, `onEnter` for Enter.
 */
export const buildTyping = (kind, answer, asks, strings) => {
  const { id, name, label, single, wanted, verdict } = asks;
  const shown = answer.unit && !answer.unit_required;
  const described = [shown && `${id}-unit`, wanted, `${id}-verdict`].filter(Boolean);
  const input = create(kind.wantsLine ? "textarea" : "input", {
    id,
    class: "tappable",
    ...(kind.wantsLine ? { rows: 1 } : { type: "text" }),
    dir: "ltr",
    placeholder: strings.example[answer.kind] || " ",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "done",
    "aria-describedby": described.join(" "),
  });
  const entry = create("div", { class: "entry tappable" });
  const check = create("button", { type: "button", class: "check tappable" }, strings.check);
  if (!single) check.setAttribute("aria-label", `${strings.check} ${textOf(name)}`);
  const box = create("div", { class: "box" });
  box.append(input);
  entry.append(box);
  if (shown) {
    entry.append(create("span", { class: "unit tappable", id: `${id}-unit` }, answer.unit));
  }
  entry.append(check);
  const element = create("div", { class: "field" });
  const reading = kind.reading && create("p", { class: "reading tappable", hidden: "" });
  element.append(label("label", { for: id }), entry, ...(reading ? [reading] : []), verdict);
  const keys = kind.keys(answer);
  if (keys) {
    const open = (opened) => {
      element.classList.toggle("keyed", opened);
      verdict.style.minHeight = "";
      if (opened) reveal(element);
    };
    const acts = { check: () => check.click(), onOpen: open };
    const keypad = buildKeypad(input, keys, acts, strings, `${id}-keys`);
    box.append(keypad.toggle);
    element.append(keypad.pad);
  }
  const field = {
    field: element,
    entry,
    verdict,
    input,
    reading,
    judged: null,
    value: () => input.value,
    focus: () => input.focus({ preventScroll: true }),
  };

  const showReading = () => {
    if (reading) fillReading(reading, kind.reading(input.value, answer, strings));
  };
  const fit = () => {
    if (kind.wantsLine) input.rows = Math.max(1, input.value.split("\n").length);
  };
  input.value = asks.typed;
  fit();
  showReading();
  check.disabled = !input.value.trim();
  input.addEventListener("input", () => {
    // Saved at every key, so that Anki's own button hands it to the back as well.
    asks.onType();
    store(TYPING, "yes");
    fit();
    showReading();
    check.disabled = !input.value.trim();
    field.judged = null;
    // The card's own keys stay where they are.
    if (element.classList.contains("keyed")) {
      verdict.style.minHeight = `${verdict.offsetHeight}px`;
    }
    verdict.textContent = "";
    delete entry.dataset.state;
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      input.blur();
      return;
    }
    event.stopPropagation();
    if (event.key === "Enter") {
      if (kind.wantsLine && kind.wantsLine(event, field, answer)) return;
      event.preventDefault();
      // A key held down would go past the verdict.
      if (!event.repeat) asks.onEnter();
    } else if (event.key === " " && !input.value.trim()) {
      event.preventDefault();
      flip();
    }
  });
  check.addEventListener("click", () => {
    if (input.value.trim()) asks.onJudge();
  });
  takesKeys(check, () => {
    if (field.judged === null) return false;
    asks.onEnter();
    return true;
  });
  return field;
};

const LONGEST_TYPED = 60;

const shortened = (text) => {
  const characters = [...text];
  if (characters.length <= LONGEST_TYPED) return text;
  return `${characters.slice(0, LONGEST_TYPED - 1).join("")}…`;
};

/** What was typed, as a quotation. */
export const saidTyped = (typed, answer, strings) => {
  // What a user types is not to be read as TeX.
  const text = create("q", { class: "typed tex2jax_ignore mathjax_ignore", dir: "ltr" });
  text.textContent = shortened(typed.replace(/\s*\n\s*/g, "; "));
  return { html: text.outerHTML, sentence: strings.typed };
};
