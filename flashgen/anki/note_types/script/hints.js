// Hints that are opened one at a time, and the button that shows other numbers.
import { create, reveal, takesKeys, typeset, withMinus } from "./controls.js";

const hintOf = (hints, index, strings) => {
  const name = strings.hint(index + 1, hints.length);
  const hint = create("div", { class: "hint tappable", role: "group", "aria-label": name });
  hint.append(create("p", { class: "label" }, name));
  hint.insertAdjacentHTML("beforeend", hints[index]);
  withMinus(hint);
  return hint;
};

/** The hints that are open; their number is what the front has handed to the back. */
export const openHints = (hints, { review }, strings) =>
  hints.slice(0, review.hints || 0).map((_, index) => hintOf(hints, index, strings));

/** The hints of the front, with the button that opens the next one: [list, button]. */
export const buildHints = (hints, opened, strings) => {
  const { review, save } = opened;
  const list = create("div", { class: "opened tappable", "aria-live": "polite" });
  list.append(...openHints(hints, opened, strings));
  const button = create("button", { type: "button", class: "quiet tappable" });
  const count = () => list.childElementCount;
  const name = () => {
    button.hidden = count() === hints.length;
    button.textContent = strings.hint(Math.min(count() + 1, hints.length), hints.length);
  };
  button.addEventListener("click", (event) => {
    if (count() === hints.length) return;
    const hint = hintOf(hints, count(), strings);
    list.append(hint);
    reveal(hint);
    review.hints = count();
    save();
    name();
    typeset(hint);
    // After a click or a tap the keys belong to Anki again; a keyboard goes on from the last hint.
    if (event.detail > 0) button.blur();
    else if (button.hidden) {
      hint.tabIndex = -1;
      hint.focus();
    }
  });
  takesKeys(button);
  name();
  return [list, button];
};

/** The button that shows another variant without grading: `show` is called with the next place. */
export const buildOther = (opened, show, strings) => {
  const button = create("button", { type: "button", class: "quiet tappable" }, strings.other);
  button.addEventListener("click", (event) => {
    opened.another();
    const next = show();
    if (event.detail === 0 && next) next.focus({ preventScroll: true });
  });
  takesKeys(button);
  return button;
};
