// A choice: one of several options, the first of which is right.
import {
  create, flip, hide, nameOf, reveal, takesKeys, textOf, typeset, verdictHtml, withMinus,
  withoutFormulaStops,
} from "../controls.js";
import { shuffled } from "../pick.js";

/** The right option and others, so many together, drawn by the seed; they keep their order. */
const drawnOptions = (choices, wanted, seed) => {
  if (!wanted || choices.length <= wanted) return choices;
  const drawn = shuffled(choices.length - 1, seed).slice(0, wanted - 1);
  return choices.filter((_, index) => index === 0 || drawn.includes(index - 1));
};

/** The options of a row: those whose mistakes stand in it, and so many of them as are shown. */
const optionsOf = ({ choices, mistakes, show }, { fill, wrong, seed }) => {
  const known = mistakes || [];
  const everyChoice = (choices || [])
    .map(({ text, says }, index) => {
      const mistake = index > 0 && known[index - 1];
      return { text: fill(text), says: fill(says || (mistake && mistake.says)) };
    })
    .filter((_, index) => index === 0 || wrong[index - 1] !== null);
  return drawnOptions(everyChoice, show, `${seed}\npool`);
};

/** The options, in the order of this showing: buttons on the front, a marked list on the back. */
const buildOptions = (choices, id, opened, side, strings) => {
  const { review, save } = opened;
  const order = shuffled(choices.length, `${id}\n${review.place}\noptions`);
  const verdict = create("p", { class: "verdict tappable" });
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
      const name = side === "front" && nameOf(choices[index].text);
      if (name) option.setAttribute("aria-label", said ? `${name} (${said})` : name);
    }
    const last = review.chosen[review.chosen.length - 1];
    if (last === undefined || !choices[last]) return;
    const state = last === 0 ? "right" : "wrong";
    verdict.dataset.state = state;
    verdict.innerHTML = verdictHtml({ state, says: choices[last].says || "" }, strings);
    withMinus(verdict);
  };
  for (const { index, option } of side === "front" ? options : []) {
    option.addEventListener("click", (event) => {
      review.chosen = review.chosen.filter((other) => other !== index).concat(index);
      save();
      mark();
      typeset(verdict);
      reveal(verdict);
      // After a click or a tap the keys belong to Anki again; a keyboard keeps its place.
      if (event.detail > 0) option.blur();
    });
    takesKeys(option, () => {
      if (!option.dataset.state) return false;
      flip();
      return true;
    });
  }
  mark();
  withMinus(list);
  if (side === "front") withoutFormulaStops(list);
  return [list, verdict];
};

/** Takes the answer away where the right option says the same right above it. */
const withoutRepeated = (answer, right) => {
  const plain = (text) => text.replace(/\s+/g, " ").trim().replace(/[−-]/g, "-");
  if (answer.querySelector("img, svg, table, pre")) return;
  if (plain(answer.textContent) !== plain(textOf(right))) return;
  hide(answer);
};

export const CHOICE = {
  of: optionsOf,
  build: (choices, id, opened, side, strings) => ({
    ofAnswers: true,
    asked: buildOptions(choices, id, opened, side, strings),
    showAnswer: (answer) => withoutRepeated(answer, choices[0].text),
  }),
};
