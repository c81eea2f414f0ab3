// The card's page: fills in the variant, shows its parts, its inputs and its lists.
import { create, reveal, textOf, typedForm, typeset, withBreaks, withMinus } from "./controls.js";
import { buildHints, buildOther, openHints } from "./hints.js";
import { buildGivenAnswers, buildInputs } from "./inputs.js";
import { flat, shapeOf } from "./judging.js";
import { KINDS, LISTS } from "./kinds.js";
import { openReview, pick } from "./pick.js";
import { RIGHT_TO_LEFT, STRINGS } from "./texts.js";
import { store, stored } from "./trail.js";
import { TYPING } from "./typing.js";

// The parts of a card, and the text of a form that each of them shows.
const SECTIONS = [
  ["prompt", "question"],
  ["figure", "figure"],
  ["answer", "answer"],
  ["solution", "solution"],
  ["extra", "extra"],
];

/** What stands below the question on the front, and at the end of the back: [hints, buttons]. */
const buildHelp = (hints, opened, side, again, strings) => {
  const section = create("section", { class: "hints tappable" });
  const buttons = create("div", { class: "tools tappable" });
  if (hints.length > 0 && side === "front") {
    const [list, next] = buildHints(hints, opened, strings);
    section.append(list);
    buttons.append(next);
  } else section.append(...openHints(hints, opened, strings));
  if (again && opened.another) buttons.append(buildOther(opened, again, strings));
  return [section, buttons].map((element) => (element.childElementCount > 0 ? element : null));
};

/** Takes away what the script has added for another variant. */
const cleared = (root) => {
  const { MathJax } = window;
  if (MathJax && MathJax.typesetClear) MathJax.typesetClear([root]);
  for (const added of root.querySelectorAll(":scope > .response, :scope > .hints, :scope > .tools")) {
    added.remove();
  }
  for (const answer of root.querySelectorAll(":scope > .answer")) answer.hidden = false;
  for (const rule of root.querySelectorAll(":scope > hr.last")) rule.classList.remove("last");
};

/** Shows one of the forms of a cloze, all of which stand in its text. */
const showWording = (root, number) => {
  const forms = root.querySelectorAll(":scope > .prompt > .form");
  if (forms.length === 0) return;
  forms[0].parentElement.classList.add("picked");
  forms.forEach((form, index) => form.classList.toggle("shown", index === number));
};

/** Gives a place to what stands below the answer in another form than the first. */
const withExtra = (root, forms) => {
  if (root.querySelector(":scope > .extra") || !forms.some(({ extra }) => extra)) return;
  const source = root.querySelector(":scope > .source");
  if (root.matches(".cloze-note")) root.insertBefore(create("hr", {}), source);
  root.insertBefore(create("section", { class: "extra" }), source);
};

const show = (root, data, reopened) => {
  const { id, side } = root.dataset;
  if (side === "back") withExtra(root, data.forms);
  const language = root.lang.toLowerCase().split("-")[0];
  const strings = STRINGS[language] || STRINGS.en;
  const opened = reopened || openReview(id, side, data.rows.length);
  const { review } = opened;
  const part = (name) => root.querySelector(`:scope > .${name}`);

  const [number, slots, values, wrong] = data.rows[pick(data.rows.length, id, review.place)];
  const form = data.forms[number];
  const fill = (template) =>
    (template || "").replace(/\ue000(\d+)\ue001/g, (_, column) => slots[column]);
  const answers = (form.answers || []).map((answer, index) => ({
    ...answer,
    label: fill(answer.label),
    unit: fill(answer.unit),
    formula: fill(answer.formula),
    variables: (answer.variables || []).map(([name, low, high, whole]) => [
      name,
      fill(low),
      fill(high),
      whole,
    ]),
    spellings: (answer.spellings || []).map(textOf),
    units: answer.units || [],
    words: typeof flat(values[index])[0] === "string",
    accept: (answer.accept || []).map((text) => typedForm(fill(text))),
    options: (answer.options || []).map(fill),
    rows: shapeOf(values[index])[0],
    entries: flat(values[index]).length,
  }));
  const units = answers.map(({ unit }) => textOf(unit));
  const known = (form.mistakes || [])
    .map(({ of, says, formula }, index) => {
      const value = formula && wrong[index] !== null ? fill(formula) : wrong[index];
      return { of: of || 0, value, says: fill(says) };
    })
    .filter(({ value }) => value !== null);
  const judgeOne = (index, text) => {
    const own = known.filter(({ of }) => of === index).map((m) => [m.value, m.says]);
    const { judge } = KINDS[answers[index].kind];
    return judge(text, values[index], answers[index], units[index], own, strings);
  };

  // All of it is made before any of it is shown: an error leaves the card as it is stored.
  // A text that no form has stands in a field of its own.
  const sections = SECTIONS.filter(
    ([name, text]) => part(name) && data.forms.some((one) => one[text]),
  ).map(([name, text]) => [part(name), fill(form[text])]);
  const [list] = LISTS.map((kind) => {
    const items = kind.of(form, { fill, wrong, seed: `${id}\n${review.place}` });
    return items.length > 0 && kind.build(items, id, opened, side, strings);
  }).filter(Boolean);
  const typed = !(list && list.ofAnswers) && answers;
  const inputs =
    side === "front" && typed && typed.length > 0
      ? buildInputs(typed, judgeOne, opened, "flashgen-wanted", strings)
      : null;
  const given = side === "back" && typed && buildGivenAnswers(typed, judgeOne, review, strings);
  const again = () => {
    cleared(root);
    show(root, data, opened);
    typeset(root);
    reveal(part("prompt"));
    return root.querySelector(":scope > .tools > :last-child");
  };
  const hints = (form.hints || []).map(fill);
  const several = root.matches(".numeric") && data.rows.length > 1;
  const [help, tools] = buildHelp(hints, opened, side, several && again, strings);

  root.dataset.ready = "yes";
  if (RIGHT_TO_LEFT.includes(language)) root.dir = "rtl";
  for (const [section, html] of sections) {
    section.innerHTML = html;
    if (section.matches(".prompt, .solution")) withBreaks(section);
    withMinus(section);
  }
  showWording(root, number);
  // What stands there without a script is the first form's.
  if (part("choices")) part("choices").textContent = "";
  if (list) {
    part("choices").append(...list.asked);
    if (part("answer")) list.showAnswer(part("answer"), fill(form.answer));
  }
  if (given) part("answer").after(given);
  else if (typed && side === "back") store(TYPING, null);
  const written = part("hints");
  if (written) written.remove();
  if (help && side === "back") {
    const before = [...root.children].filter((one) => one.matches(".prompt, .figure, .choices"));
    before[before.length - 1].after(help);
  }
  if (inputs) {
    const wanted = root.querySelector(".wanted");
    if (wanted) wanted.id = "flashgen-wanted";
    root.append(inputs.section);
    // Whoever typed on the last card is taken to want to type on this one too.
    const keyboard = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
    if (keyboard && stored(TYPING)) inputs.focus();
  }
  if (help && side === "front") root.append(help);
  if (tools) root.append(tools);
};

/** Shows every card of the page that was not shown yet; one that fails stays as it is stored. */
export const run = () => {
  try {
    for (const root of document.querySelectorAll(".flashgen[data-id]:not([data-ready])")) {
      const data = JSON.parse(root.nextElementSibling.textContent);
      if (data.version === 1) show(root, data);
    }
  } catch (error) {
    console.warn("flashgen: the card is shown as it is stored.", error);
  }
};
