// Menus: an answer that is one of several options, as buttons that every client can use.
//
// A <select> loses its keys to the desktop program, opens nothing where the client's page takes no
// focus, and cannot show formulas.
import { create, nameOf, takesKeys, textOf, typeset, withMinus, withoutFormulaStops } from "../controls.js";
import { shuffled } from "../pick.js";

const MOST_IN_A_ROW = 4;
const LONGEST_ROW = 44; // characters, all options together

/** Judges the place of an option as `judge` does a text; `mistakes` are [place, says] pairs. */
const judgeChosen = (chosen, right, mistakes) => {
  if (Number(chosen) === right) return { state: "right", says: "" };
  const known = mistakes.find(([place]) => place === Number(chosen));
  return { state: "wrong", says: known ? known[1] : "" };
};

/**
 * The buttons of a menu: all of them where they fit into a row, else opened by another button.
 *
 * Gives { entry, value, focus }: the element, the place of the chosen option as a text ("" for
 * none), and what puts the focus there. `onChoose` is called after a choice, `onEnter` for Enter on
 * what is chosen already.
 */
const buildMenu = (answer, { id, name, described, chosen, seed, onChoose, onEnter }, strings) => {
  const { options } = answer;
  const order = answer.shuffle ? shuffled(options.length, seed) : options.map((_, place) => place);
  const length = options.reduce((sum, option) => sum + textOf(option).length, 0);
  const row = options.length <= MOST_IN_A_ROW && length <= LONGEST_ROW;
  const entry = create("div", { class: `menu tappable${row ? " row" : ""}` });
  const list = create("div", {
    id: `${id}-list`,
    class: "menu-list",
    role: "radiogroup",
    "aria-label": textOf(name),
    "aria-describedby": described,
  });
  let toggle = null;
  let value = options[Number(chosen)] === undefined ? "" : chosen;

  const open = (opened) => {
    if (!toggle) return;
    list.hidden = !opened;
    toggle.setAttribute("aria-expanded", String(opened));
  };
  const buttons = order.map((place) => {
    const button = create(
      "button",
      { type: "button", class: "menu-option tappable", role: "radio", "data-place": place },
      options[place],
    );
    const spoken = nameOf(options[place]);
    if (spoken) button.setAttribute("aria-label", spoken);
    return button;
  });
  const mark = () => {
    for (const button of buttons) {
      button.setAttribute("aria-checked", String(button.dataset.place === value));
    }
    if (!toggle) return;
    const shown = toggle.firstChild;
    shown.innerHTML = value ? options[Number(value)] : strings.choose;
    withMinus(shown);
    typeset(shown);
  };
  const focus = () => {
    const target = toggle || buttons.find((one) => one.dataset.place === value) || buttons[0];
    target.focus({ preventScroll: true });
  };
  buttons.forEach((button, at) => {
    button.addEventListener("click", (event) => {
      value = button.dataset.place;
      mark();
      open(false);
      onChoose();
      // After a click or a tap the keys belong to Anki again; a keyboard keeps its place.
      if (event.detail > 0) button.blur();
      else if (toggle) toggle.focus();
    });
    button.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
      const step = steps[event.key];
      if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      buttons[(at + step + buttons.length) % buttons.length].focus();
    });
    takesKeys(button, () => {
      if (button.dataset.place !== value || !onEnter()) return false;
      return true;
    });
    list.append(button);
  });
  if (!row) {
    toggle = create("button", {
      type: "button",
      class: "menu-toggle tappable",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
    });
    toggle.append(create("span", { class: "menu-shown" }));
    list.hidden = true;
    toggle.addEventListener("click", () => {
      open(list.hidden);
      if (!list.hidden) (buttons.find((one) => one.dataset.place === value) || buttons[0]).focus();
    });
    takesKeys(toggle, () => value !== "" && list.hidden && onEnter());
    entry.append(toggle);
  }
  entry.append(list);
  mark();
  withMinus(list);
  withoutFormulaStops(list);
  return { entry, value: () => value, focus };
};

/** The menu in its field. */
const buildField = (answer, asks, strings) => {
  const { id, name, label, verdict } = asks;
  const made = buildMenu(
    answer,
    {
      id,
      name,
      described: `${id}-verdict`,
      chosen: asks.typed,
      seed: asks.seed,
      onChoose: () => {
        asks.onType();
        asks.onJudge();
      },
      onEnter: () => {
        asks.onEnter();
        return true;
      },
    },
    strings,
  );
  const field = create("div", { class: "field" });
  field.append(label("span", {}), made.entry, verdict);
  return { ...made, field, verdict, judged: null };
};

export const MENU = {
  isChosen: true,
  build: buildField,
  said: (chosen, { options }, strings) => ({
    html: `<span class="typed">${options[Number(chosen)] || ""}</span>`,
    sentence: strings.chose,
  }),
  judge: (chosen, value, answer, unit, mistakes) => judgeChosen(chosen, value, mistakes),
};
