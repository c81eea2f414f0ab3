// The card's page: fills in the variant, builds inputs and options, shows the verdicts.
import {
  create, flip, nameOf, reveal, takesKeys, textOf, typedForm, typeset, withBreaks, withMinus,
  withoutFormulaStops,
} from "./controls.js";
import { buildHints, buildOther, openHints } from "./hints.js";
import { escape, flat, judge, shapeOf } from "./judging.js";
import { buildKeypad } from "./keypad.js";
import { buildMenu, drawnOptions, judgeChosen } from "./menu.js";
import { buildOrder } from "./order.js";
import { openReview, pick, shuffled } from "./pick.js";
import { normalise, readMatrix } from "./reading.js";
import { buildStatements } from "./statements.js";
import { RIGHT_TO_LEFT, STRINGS } from "./texts.js";
import { store, stored } from "./trail.js";
import { readingHtml } from "./typed.js";

const verdictHtml = ({ state, says }, strings) => {
  if (state === "ask") return says;
  const word = `<strong>${state === "right" ? strings.right : strings.wrong}</strong>`;
  return says ? word + strings.gap + says : word;
};

const TYPING = "flashgen/typing";

/** Shows how a formula was read, or nothing where it reads as none. */
const fillReading = (element, typed, answer, strings) => {
  element.innerHTML = typed.trim() ? readingHtml(typed, answer, strings) : "";
  element.hidden = !element.innerHTML;
};

/** The inputs of the front; `wanted` is the id of the line that says how to answer, if any. */
const buildInputs = (answers, judgeOne, opened, wanted, strings) => {
  const { review, save } = opened;
  const section = create("section", { class: "response tappable" });
  const single = answers.length === 1;
  const menu = (answer, index) => {
    const id = `flashgen-answer-${index}`;
    const name = single ? strings.label : answer.label || escape(answer.name);
    const label = create("span", { class: `${single ? "unseen" : "label"} tappable` }, name);
    const verdict = create("p", {
      class: "verdict tappable",
      id: `${id}-verdict`,
      role: "status",
      "aria-live": "polite",
    });
    const made = buildMenu(
      answer,
      {
        id,
        name,
        described: `${id}-verdict`,
        chosen: review.typed[index] || "",
        seed: `${answer.name}\n${review.place}\noptions`,
        onChoose: () => {
          review.typed = fields.map((other) => other.value());
          save();
          judgeField(fields[index]);
        },
        onEnter: () => {
          onEnter(fields[index]);
          return true;
        },
      },
      strings,
    );
    const field = create("div", { class: "field" });
    field.append(label, made.entry, verdict);
    section.append(field);
    return { ...made, verdict, judged: null };
  };
  const fields = answers.map((answer, index) => {
    if (answer.kind === "menu") return menu(answer, index);
    const id = `flashgen-answer-${index}`;
    const matrix = answer.kind === "matrix";
    const shown = answer.unit && !answer.unit_required;
    const described = [shown && `${id}-unit`, wanted, `${id}-verdict`].filter(Boolean);
    const input = create(matrix ? "textarea" : "input", {
      id,
      class: "tappable",
      ...(matrix ? { rows: 1 } : { type: "text" }),
      dir: "ltr",
      placeholder: strings.example[answer.kind] || " ",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      enterkeyhint: "done",
      "aria-describedby": described.join(" "),
    });
    const name = single ? strings.label : answer.label || escape(answer.name);
    const label = create(
      "label",
      { for: id, class: `${single ? "unseen" : "label"} tappable` },
      name,
    );
    const entry = create("div", { class: "entry tappable" });
    const check = create("button", { type: "button", class: "check tappable" }, strings.check);
    if (!single) check.setAttribute("aria-label", `${strings.check} ${textOf(name)}`);
    const verdict = create("p", {
      class: "verdict tappable",
      id: `${id}-verdict`,
      role: "status",
      "aria-live": "polite",
    });
    const box = create("div", { class: "box" });
    box.append(input);
    entry.append(box);
    if (shown) {
      entry.append(create("span", { class: "unit tappable", id: `${id}-unit` }, answer.unit));
    }
    entry.append(check);
    const field = create("div", { class: "field" });
    const reading = create("p", { class: "reading tappable", hidden: "" });
    field.append(label, entry, ...(answer.kind === "formula" ? [reading] : []), verdict);
    if (!answer.words) {
      const open = (opened) => {
        field.classList.toggle("keyed", opened);
        verdict.style.minHeight = "";
        if (opened) reveal(field);
      };
      const acts = { check: () => check.click(), onOpen: open };
      const keys = buildKeypad(input, answer, acts, strings, `${id}-keys`);
      box.append(keys.toggle);
      field.append(keys.pad);
    }
    section.append(field);
    const focus = () => input.focus({ preventScroll: true });
    const value = () => input.value;
    return { input, check, entry, verdict, matrix, reading, judged: null, value, focus };
  });
  const showReading = ({ input, reading }, index) => {
    if (answers[index].kind === "formula") fillReading(reading, input.value, answers[index], strings);
  };

  const fit = ({ input, matrix }) => {
    if (matrix) input.rows = Math.max(1, input.value.split("\n").length);
  };
  const keyed = ({ entry }) => entry.parentElement.classList.contains("keyed");
  const judgeField = (field) => {
    const index = fields.indexOf(field);
    const result = judgeOne(index, field.value());
    field.judged = result.state;
    field.entry.dataset.state = result.state;
    field.verdict.dataset.state = result.state;
    field.verdict.innerHTML = verdictHtml(result, strings);
    // A question about the readings shows them itself.
    if (result.state === "ask") field.reading.hidden = true;
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

  fields.forEach((field, index) => {
    const { input } = field;
    if (!input) return;
    input.value = review.typed[index] || "";
    fit(field);
    showReading(field, index);
    field.check.disabled = !input.value.trim();
    input.addEventListener("input", () => {
      // Saved at every key, so that Anki's own button hands it to the back as well.
      review.typed = fields.map((other) => other.value());
      save();
      store(TYPING, "yes");
      fit(field);
      showReading(field, index);
      field.check.disabled = !input.value.trim();
      field.judged = null;
      // The card's own keys stay where they are.
      const { verdict } = field;
      if (keyed(field)) verdict.style.minHeight = `${verdict.offsetHeight}px`;
      verdict.textContent = "";
      delete field.entry.dataset.state;
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") {
        input.blur();
        return;
      }
      event.stopPropagation();
      if (event.key === "Enter") {
        if (field.matrix && wantsLine(event, field, answers[index])) return;
        event.preventDefault();
        // A key held down would go past the verdict.
        if (!event.repeat) onEnter(field);
      } else if (event.key === " " && !input.value.trim()) {
        event.preventDefault();
        flip();
      }
    });
    field.check.addEventListener("click", () => {
      if (field.input.value.trim()) judgeField(field);
    });
    takesKeys(field.check, () => {
      if (field.judged === null) return false;
      onEnter(field);
      return true;
    });
  });

  return { section, focus: () => fields[0].focus() };
};

/** Enter begins a new row of a matrix with Shift, or while the lines are too few. */
const wantsLine = (event, { input, judged }, { rows, entries }) => {
  if (event.shiftKey) return true;
  const text = normalise(input.value);
  const lines = input.value.split("\n").length;
  if (judged !== null || lines >= rows || /[;\])}]/.test(text)) return false;
  const matrix = readMatrix(text);
  return matrix !== null && matrix.list.flat().length < entries;
};

const LONGEST_TYPED = 60;

const shortened = (text) => {
  const characters = [...text];
  if (characters.length <= LONGEST_TYPED) return text;
  return `${characters.slice(0, LONGEST_TYPED - 1).join("")}…`;
};

/** What was typed, on the back. */
const buildTyped = (answers, judgeOne, review, strings) => {
  const section = create("section", { class: "response" });
  const several = answers.length > 1;
  answers.forEach((answer, index) => {
    const typed = String(review.typed[index] || "").trim();
    if (!typed) return;
    const result = judgeOne(index, typed);
    const label = `<span class="label">${answer.label || escape(answer.name)}</span> `;
    if (answer.kind === "menu") {
      const chosen = `<span class="typed">${answer.options[Number(typed)] || ""}</span>`;
      section.append(
        create(
          "p",
          { class: "verdict", "data-state": result.state },
          `${several ? label + chosen : strings.chose(chosen)}${several ? " " : strings.gap}${verdictHtml(result, strings)}`,
        ),
      );
      return;
    }
    // What a user types is not to be read as TeX.
    const text = create("q", { class: "typed tex2jax_ignore mathjax_ignore", dir: "ltr" });
    text.textContent = shortened(typed.replace(/\s*\n\s*/g, "; "));
    const words = several ? label + text.outerHTML : strings.typed(text.outerHTML);
    section.append(
      create(
        "p",
        { class: "verdict", "data-state": result.state },
        `${words}${several ? " " : strings.gap}${verdictHtml(result, strings)}`,
      ),
    );
    if (answer.kind === "formula" && result.state !== "ask") {
      const reading = create("p", { class: "reading" });
      fillReading(reading, typed, answer, strings);
      section.append(reading);
    }
  });
  if (section.childElementCount === 0) return null;
  const menus = answers.some(({ kind }) => kind === "menu");
  const head = menus ? strings.answered : strings.typedAll;
  if (several) section.prepend(create("p", { class: "label" }, head));
  withMinus(section);
  return section;
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

/** Takes a part away, and the rule above it where nothing follows. */
const hide = (answer) => {
  answer.hidden = true;
  const follows = [...answer.parentElement.children].slice(
    [...answer.parentElement.children].indexOf(answer) + 1,
  );
  const rule = answer.previousElementSibling;
  if (rule && rule.matches("hr") && !follows.some((next) => next.textContent.trim())) {
    rule.classList.add("last"); // still there, for the client scrolls to it
  }
};

/** Shows statements, or items to be put in order; on the back above what else the answer has. */
const showList = (part, asked, ordered, beside) => {
  const choices = part("choices");
  const answer = part("answer");
  choices.append(...(asked || []));
  if (!answer) return;
  answer.innerHTML = beside || "";
  if (ordered) answer.prepend(...ordered.answer);
  if (ordered && ordered.given) {
    choices.append(ordered.given.section);
    // What is right is not said twice.
    if (ordered.given.isRight) answer.querySelector(".order").remove();
  }
  hideIfEmpty(answer);
};

const hideIfEmpty = (answer) => {
  if (!answer.textContent.trim() && !answer.querySelector("img, svg")) hide(answer);
};

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
  const mistakes = form.mistakes || [];
  const everyChoice = (form.choices || [])
    .map(({ text, says }, index) => {
      const mistake = index > 0 && mistakes[index - 1];
      return { text: fill(text), says: fill(says || (mistake && mistake.says)) };
    })
    .filter((_, index) => index === 0 || wrong[index - 1] !== null);
  const choices = drawnOptions(everyChoice, form.show, `${id}\n${review.place}\npool`);
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
    words: answer.kind !== "formula" && typeof flat(values[index])[0] === "string",
    accept: (answer.accept || []).map((text) => typedForm(fill(text))),
    options: (answer.options || []).map(fill),
    rows: shapeOf(values[index])[0],
    entries: flat(values[index]).length,
  }));
  const units = answers.map(({ unit }) => textOf(unit));
  const known = mistakes
    .map(({ of, says, formula }, index) => {
      const value = formula && wrong[index] !== null ? fill(formula) : wrong[index];
      return { of: of || 0, value, says: fill(says) };
    })
    .filter(({ value }) => value !== null);
  const judgeOne = (index, text) => {
    const own = known.filter(({ of }) => of === index).map((m) => [m.value, m.says]);
    if (answers[index].kind === "menu") return judgeChosen(text, values[index], own);
    return judge(text, values[index], answers[index], units[index], own, strings);
  };

  // All of it is made before any of it is shown: an error leaves the card as it is stored.
  // A text that no form has stands in a field of its own.
  const sections = SECTIONS.filter(
    ([name, text]) => part(name) && data.forms.some((one) => one[text]),
  ).map(([name, text]) => [part(name), fill(form[text])]);
  const options = choices.length > 0 && buildOptions(choices, id, opened, side, strings);
  const statements = (form.statements || []).map(({ text, right, says }) => ({
    text: fill(text),
    truth: fill(right) === "1",
    says: fill(says),
  }));
  const judged = statements.length > 0 && buildStatements(statements, id, opened, side, strings);
  const groups = (form.order || []).map((group) => group.map(fill));
  const ordered = groups.length > 0 && buildOrder(groups, id, opened, side, strings);
  const inputs =
    !options && side === "front" && answers.length > 0
      ? buildInputs(answers, judgeOne, opened, "flashgen-wanted", strings)
      : null;
  const typed = !options && side === "back" && buildTyped(answers, judgeOne, review, strings);
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
  if (options) {
    part("choices").append(...options);
    if (side === "back") withoutRepeated(part("answer"), choices[0].text);
  }
  if (judged || ordered) showList(part, judged || ordered.asked, ordered, fill(form.answer));
  if (typed) part("answer").after(typed);
  else if (!options && side === "back") store(TYPING, null);
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
