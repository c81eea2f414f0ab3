// The answers of a card: their inputs on the front, what was given on the back.
import {
  create, flip, reveal, typeset, verdictHtml, withMinus,
} from "./controls.js";
import { escape } from "./judging.js";
import { KINDS } from "./kinds.js";
import { readingOf } from "./typing.js";

/** The inputs of the front; `wanted` is the id of the line that says how to answer, if any. */
export const buildInputs = (answers, judgeOne, opened, wanted, strings) => {
  const { review, save } = opened;
  const section = create("section", { class: "response tappable" });
  const single = answers.length === 1;
  const keep = () => {
    review.typed = fields.map((other) => other.value());
    save();
  };
  const judgeField = (field) => {
    const index = fields.indexOf(field);
    const result = judgeOne(index, field.value());
    field.judged = result.state;
    field.entry.dataset.state = result.state;
    field.verdict.dataset.state = result.state;
    field.verdict.innerHTML = verdictHtml(result, strings);
    // A question about the readings shows them itself.
    if (result.state === "ask" && field.reading) field.reading.hidden = true;
    withMinus(field.verdict);
    typeset(field.verdict);
    reveal(field.verdict);
  };
  /** Judges what is new; else goes on to the next field with no verdict, or to the answer. */
  const onEnter = (field) => {
    if (field.value().trim() && field.judged === null) {
      judgeField(field);
      return;
    }
    const place = fields.indexOf(field);
    const others = [...fields.slice(place + 1), ...fields.slice(0, place)];
    const next = field.judged && others.find(({ judged }) => judged === null);
    if (next) next.focus();
    else flip();
  };
  const fields = answers.map((answer, index) => {
    const id = `flashgen-answer-${index}`;
    const name = single ? strings.label : answer.label || escape(answer.name);
    const verdict = create("p", {
      class: "verdict tappable",
      id: `${id}-verdict`,
      role: "status",
      "aria-live": "polite",
    });
    const asks = {
      id,
      name,
      single,
      wanted,
      verdict,
      label: (tag, attributes) =>
        create(tag, { ...attributes, class: `${single ? "unseen" : "label"} tappable` }, name),
      typed: review.typed[index] || "",
      seed: `${answer.name}\n${review.place}\noptions`,
      onType: keep,
      onJudge: () => judgeField(fields[index]),
      onEnter: () => onEnter(fields[index]),
    };
    const made = KINDS[answer.kind].build(answer, asks, strings);
    section.append(made.field);
    return made;
  });
  return { section, focus: () => fields[0].focus() };
};

/** What was given, on the back; null for nothing. */
export const buildGivenAnswers = (answers, judgeOne, review, strings) => {
  const section = create("section", { class: "response" });
  const several = answers.length > 1;
  answers.forEach((answer, index) => {
    const typed = String(review.typed[index] || "").trim();
    if (!typed) return;
    const kind = KINDS[answer.kind];
    const result = judgeOne(index, typed);
    const label = `<span class="label">${answer.label || escape(answer.name)}</span> `;
    const { html, sentence } = kind.said(typed, answer, strings);
    const words = several ? label + html : sentence(html);
    section.append(
      create(
        "p",
        { class: "verdict", "data-state": result.state },
        `${words}${several ? " " : strings.gap}${verdictHtml(result, strings)}`,
      ),
    );
    if (kind.reading && result.state !== "ask") {
      section.append(readingOf(kind, typed, answer, strings));
    }
  });
  if (section.childElementCount === 0) return null;
  const chosen = answers.some(({ kind }) => KINDS[kind].isChosen);
  const head = chosen ? strings.answered : strings.typedAll;
  if (several) section.prepend(create("p", { class: "label" }, head));
  withMinus(section);
  return section;
};
