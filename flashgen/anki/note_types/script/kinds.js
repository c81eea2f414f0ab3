// The kinds of answers, each a module in kinds/.
//
// A kind gives:
//   build(answer, asks, strings): its field on the front, { field, entry, value, focus, … }, where
//     `asks` has the id, the name and what was given before, and is told what is given;
//   said(given, answer, strings): what was given, on the back: { html, sentence };
//   judge(typed, value, answer, unit, mistakes, strings): { state, says }, as state "right",
//     "wrong" or "ask", and says as HTML; `mistakes` are [value, says] pairs of this variant.
// Where `isChosen`, it is chosen rather than typed. What is typed has keys(answer) for its keypad,
// null for none, and for judgeRead() `read`, `agrees` and `help`; it may have
//   reading(typed, answer, strings): how a text is read, as HTML;
//   wantsLine(event, field, answer): whether Enter begins a line of its several.
import { NUMBER } from "./kinds/number.js";
import { VECTOR } from "./kinds/vector.js";
import { MATRIX } from "./kinds/matrix.js";
import { SET } from "./kinds/set.js";
import { TEXT } from "./kinds/text.js";
import { MENU } from "./kinds/menu.js";
import { FORMULA_KIND } from "./kinds/formula.js";
import { CHOICE } from "./kinds/choice.js";
import { STATEMENTS } from "./kinds/statements.js";
import { ORDER } from "./kinds/order.js";

export const KINDS = {
  integer: NUMBER,
  number: NUMBER,
  vector: VECTOR,
  matrix: MATRIX,
  set: SET,
  text: TEXT,
  menu: MENU,
  formula: FORMULA_KIND,
};

/**
 * What is asked by a list in place of inputs. A kind gives
 *   of(form, { fill, wrong, seed }): its items in this variant, none of a form that has no list;
 *   build(items, id, opened, side, strings): { asked, showAnswer, ofAnswers }: the elements of the
 *     list, what shows the answer (its element, its HTML) beside it, and whether the items are those
 *     of an answer.
 */
export const LISTS = [CHOICE, STATEMENTS, ORDER];
