// Statements: two buttons each, true and false.
import {
  create, flip, hideIfEmpty, nameOf, reveal, takesKeys, typeset, withMinus, withoutFormulaStops,
} from "../controls.js";
import { shuffled } from "../pick.js";

/** How many statements were judged rightly; null while some were not judged. */
export const rightStatements = (given, truths) => {
  if (truths.some((_, index) => typeof given[index] !== "boolean")) return null;
  return truths.filter((truth, index) => given[index] === truth).length;
};

/** What was chosen, by statement: kept as 2 * index, and 1 more for true. */
const chosenOf = (review, count) => {
  const given = Array(count).fill(null);
  for (const one of review.chosen) {
    if (Number.isInteger(one) && one >= 0 && one < 2 * count) given[one >> 1] = one % 2 === 1;
  }
  return given;
};

const statementsVerdict = (right, all, strings) => {
  if (right === all) return `<strong>${strings.right}</strong>`;
  return `<strong>${strings.wrong}</strong>${strings.gap}${strings.someRight(right, all)}`;
};

/** A statement with its buttons; on the back with its truth. */
const buildOne = ({ text, truth }, number, side, strings) => {
  const id = `flashgen-statement-${number}`;
  const item = create("li", { class: "statement tappable" });
  const group = create("div", { role: "group", "aria-labelledby": id });
  const name = create("div", { class: "claim", id }, text);
  const spoken = nameOf(text);
  if (spoken) {
    group.removeAttribute("aria-labelledby");
    group.setAttribute("aria-label", spoken);
  }
  const says = create("p", { class: "says" });
  const row = create("div", { class: "truths" });
  const buttons = [true, false].map((value) => {
    const word = value ? strings.isTrue : strings.isFalse;
    if (side === "back") {
      const shown = create("span", { class: "truth" }, word);
      if (value === truth) row.append(shown);
      return shown;
    }
    const button = create(
      "button",
      { type: "button", class: "truth tappable", "aria-pressed": "false" },
      word,
    );
    row.append(button);
    return button;
  });
  group.append(name, row);
  item.append(group, says);
  return { item, buttons, row, says };
};

/** The statements, in the order of this showing. */
const buildStatements = (statements, id, opened, side, strings) => {
  const { review, save } = opened;
  const count = statements.length;
  const order = shuffled(count, `${id}\n${review.place}\nstatements`);
  const truths = statements.map(({ truth }) => truth);
  const given = chosenOf(review, count);
  const front = side === "front";
  const list = create("ul", { class: "statements" });
  const verdict = create("p", { class: "verdict tappable" });
  if (front) {
    verdict.setAttribute("role", "status");
    verdict.setAttribute("aria-live", "polite");
  }
  const parts = order.map((index, number) => {
    const part = buildOne(statements[index], number, side, strings);
    list.append(part.item);
    return { index, ...part };
  });

  /** Marks what is chosen; once all are, which are right, with a sentence to each wrong one. */
  const mark = () => {
    const right = rightStatements(given, truths);
    for (const { index, item, buttons, row, says } of parts) {
      const chosen = given[index];
      const known = front ? right !== null : chosen !== null;
      const isRight = chosen === truths[index];
      if (front) {
        buttons.forEach((button, place) => {
          button.setAttribute("aria-pressed", String(chosen === (place === 0)));
        });
      }
      if (known) item.dataset.state = isRight ? "right" : "wrong";
      else delete item.dataset.state;
      for (const note of row.querySelectorAll(".note")) note.remove();
      if (known) {
        const word = isRight ? strings.markedRight : strings.markedWrong;
        const said = strings.youSaid(chosen ? strings.isTrue : strings.isFalse);
        const isSaid = !front && !isRight;
        row.append(
          create("span", { class: isSaid ? "note" : "note unseen" }, `(${isSaid ? said : word})`),
        );
      }
      const sentence = !front || (known && !isRight) ? statements[index].says : "";
      if (says.innerHTML !== sentence) {
        says.innerHTML = sentence;
        withMinus(says);
        if (front && sentence) typeset(says);
      }
    }
    verdict.innerHTML = right === null ? "" : statementsVerdict(right, count, strings);
    if (right === null) delete verdict.dataset.state;
    else verdict.dataset.state = right === count ? "right" : "wrong";
  };

  for (const { index, buttons } of front ? parts : []) {
    buttons.forEach((button, place) => {
      button.addEventListener("click", (event) => {
        given[index] = place === 0;
        review.chosen = given.flatMap((one, n) => (one === null ? [] : [2 * n + (one ? 1 : 0)]));
        save();
        mark();
        if (verdict.textContent) reveal(verdict);
        // After a click or a tap the keys belong to Anki again; a keyboard keeps its place.
        if (event.detail > 0) button.blur();
      });
      takesKeys(button, () => {
        if (given[index] !== (place === 0) || rightStatements(given, truths) === null) return false;
        flip();
        return true;
      });
    });
  }
  mark();
  withMinus(list);
  if (front) withoutFormulaStops(list);
  return [list, verdict];
};

export const STATEMENTS = {
  of: ({ statements }, { fill }) =>
    (statements || []).map(({ text, right, says }) => ({
      text: fill(text),
      truth: fill(right) === "1",
      says: fill(says),
    })),
  build: (statements, id, opened, side, strings) => ({
    asked: buildStatements(statements, id, opened, side, strings),
    showAnswer: (answer, html) => {
      answer.innerHTML = html;
      hideIfEmpty(answer);
    },
  }),
};
