// Items to be put in order: tapped one after the other, dragged, or moved by keys.
import {
  create, flip, hideIfEmpty, nameOf, reveal, takesKeys, withMinus, withoutFormulaStops,
} from "../controls.js";
import { shuffled } from "../pick.js";

/**
 * How many items, from the first, stand where they belong. `groups` are the sizes of the groups
 * whose items may stand in any order; items are numbered through them.
 */
export const rightFromStart = (given, groups) => {
  const groupOf = groups.flatMap((size, group) => Array(size).fill(group));
  const wrong = groupOf.findIndex((group, place) => groupOf[given[place]] !== group);
  return wrong < 0 ? groupOf.length : wrong;
};

/** The items in an order that is never the right one. */
export const shuffledItems = (groups, seed) => {
  const count = groups.reduce((sum, size) => sum + size, 0);
  const order = shuffled(count, seed);
  if (rightFromStart(order, groups) === count) order.unshift(order.pop());
  return order;
};

/** The order that was left: { order, placed } with those placed first; null where there is none. */
const orderOf = (review, count) => {
  // Kept as the items' numbers; of one that was not placed, -1 less its number.
  const order = review.chosen.map((one) => (one < 0 ? -1 - one : one));
  const whole = order.length === count && new Set(order).size === count;
  if (!whole || order.some((one) => !(one >= 0 && one < count))) return null;
  return { order, placed: review.chosen.filter((one) => one >= 0).length };
};

const orderVerdict = (right, all, strings) => {
  if (right === all) return `<strong>${strings.right}</strong>`;
  return `<strong>${strings.wrong}</strong>${strings.gap}${strings.wrongFrom(right + 1)}`;
};

const FAR = 6; // pixels that a pointer moves before it drags

/**
 * Lets rows be dragged. While one is, the others only make room; `drop(from, to)` is called at the
 * end. A finger drags by the handle alone, so that it can scroll the page elsewhere.
 */
const dragging = (list, drop) => {
  let drag = null;
  let dragged = false;
  const rows = () => [...list.children];
  const clear = () => {
    for (const row of rows()) row.style.transform = "";
    if (drag) drag.row.classList.remove("dragged");
    drag = null;
  };
  const target = (y) => {
    const { places, from } = drag;
    const middle = places[from].middle + y - drag.y;
    let to = from;
    places.forEach((place, index) => {
      if (index < from && middle < place.middle) to = Math.min(to, index);
      if (index > from && middle > place.middle) to = Math.max(to, index);
    });
    return to;
  };
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".item");
    dragged = false; // after a finger's drag no click comes
    if (!row || event.button > 0 || event.target.closest(".move")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".handle")) return;
    const places = rows().map((one) => {
      const { top, height } = one.getBoundingClientRect();
      return { height, middle: top + height / 2 };
    });
    drag = { row, places, from: rows().indexOf(row), y: event.clientY, to: -1 };
  });
  list.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (drag.to < 0) {
      if (Math.abs(event.clientY - drag.y) < FAR) return;
      drag.row.classList.add("dragged");
      try {
        list.setPointerCapture(event.pointerId);
      } catch {
        // The pointer is gone; what is dragged is dropped where it is.
      }
    }
    dragged = true;
    const { from, places } = drag;
    const to = target(event.clientY);
    drag.to = to;
    rows().forEach((row, index) => {
      if (index === from) row.style.transform = `translateY(${event.clientY - drag.y}px)`;
      else if (index > from && index <= to) row.style.transform = `translateY(-${places[from].height}px)`;
      else if (index < from && index >= to) row.style.transform = `translateY(${places[from].height}px)`;
      else row.style.transform = "";
    });
  });
  list.addEventListener("pointerup", () => {
    const done = drag;
    clear();
    if (done && done.to >= 0 && done.to !== done.from) drop(done.from, done.to);
  });
  list.addEventListener("pointercancel", clear);
  // The click at the end of a drag places nothing.
  list.addEventListener(
    "click",
    (event) => {
      if (!dragged || event.detail === 0) return;
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
};

/** The front: one list, of which those that were tapped come first, with numbers. */
const buildFront = (items, groups, start, opened, strings) => {
  const { review, save } = opened;
  const count = items.length;
  const left = orderOf(review, count);
  let { order, placed } = left || { order: start, placed: 0 };
  const list = create("ol", { class: "order" });
  const verdict = create("p", { class: "verdict tappable", role: "status", "aria-live": "polite" });
  const hint = create("p", { class: "wanted tappable" }, strings.putInOrder);
  const check = create("button", { type: "button", class: "check tappable" }, strings.check);
  const bar = create("div", { class: "bar tappable" });
  bar.append(check);

  const parts = items.map((html, index) => {
    const item = create("li", { class: "item tappable" });
    const place = create("span", { class: "place", "aria-hidden": "true" });
    const button = create("button", { type: "button", class: "take tappable" }, html);
    const unseen = create("span", { class: "unseen" });
    const spoken = nameOf(html);
    const moves = [-1, 1].map((by) => {
      const move = create(
        "button",
        { type: "button", class: "move tappable" },
        by < 0 ? "↑" : "↓",
      );
      move.addEventListener("click", (event) => {
        const from = order.indexOf(index);
        shift(from, from + by);
        const other = parts[index].moves.find((one) => !one.disabled);
        if (event.detail > 0) move.blur();
        else (move.disabled ? other : move).focus();
      });
      takesKeys(move);
      return move;
    });
    const handle = create("span", { class: "handle tappable", "aria-hidden": "true" }, "⠿");
    button.append(unseen);
    item.append(place, button, ...moves, handle);
    button.addEventListener("click", (event) => {
      take(index);
      if (event.detail > 0) button.blur();
      else button.focus();
    });
    button.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const from = order.indexOf(index);
      shift(from, from + by);
      button.focus();
    });
    takesKeys(button, () => {
      if (verdict.textContent === "") return false;
      flip();
      return true;
    });
    return { item, place, button, unseen, spoken, moves };
  });

  const show = () => {
    for (const [at, index] of order.entries()) {
      const { item, place, button, unseen, spoken, moves } = parts[index];
      const isPlaced = at < placed;
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] || null);
      item.classList.toggle("placed", isPlaced);
      place.textContent = isPlaced ? String(at + 1) : "";
      const said = isPlaced ? strings.atPlace(at + 1) : strings.notPlaced;
      unseen.textContent = ` (${said})`;
      if (spoken) button.setAttribute("aria-label", `${spoken} (${said})`);
      moves[0].disabled = at === 0;
      moves[1].disabled = at === count - 1;
      moves.forEach((move, n) => {
        const name = spoken || button.firstChild.textContent || "";
        move.setAttribute("aria-label", `${n ? strings.moveDown : strings.moveUp}: ${name}`);
      });
      delete item.dataset.state;
    }
    verdict.textContent = "";
    delete verdict.dataset.state;
    check.disabled = false;
  };
  const judge = () => {
    const right = rightFromStart(order, groups);
    for (const [at, index] of order.entries()) {
      if (at < right) parts[index].item.dataset.state = "right";
      else if (at === right) parts[index].item.dataset.state = "wrong";
    }
    verdict.dataset.state = right === count ? "right" : "wrong";
    verdict.innerHTML = orderVerdict(right, count, strings);
    check.disabled = true;
  };
  const update = () => {
    review.chosen = order.map((index, at) => (at < placed ? index : -1 - index));
    save();
    show();
    if (placed < count) return;
    judge();
    reveal(verdict);
  };
  /** Takes an item as the next one, or back. */
  const take = (index) => {
    const at = order.indexOf(index);
    order = order.filter((other) => other !== index);
    if (at < placed) {
      placed--;
      order.push(index);
    } else {
      order.splice(placed, 0, index);
      placed++;
    }
    update();
  };
  /** Moves an item; among those that are placed it is placed as well. */
  const shift = (from, to) => {
    if (to < 0 || to >= count || from === to) return;
    const index = order[from];
    order = order.filter((other) => other !== index);
    order.splice(to, 0, index);
    if (from < placed && to >= placed && placed < count) placed--;
    else if (from >= placed && to < placed) placed++;
    update();
  };
  check.addEventListener("click", () => {
    placed = count;
    update();
  });
  takesKeys(check);
  dragging(list, shift);
  show();
  if (placed === count) judge();
  withMinus(list);
  withoutFormulaStops(list);
  return [hint, list, bar, verdict];
};

const numbered = (items, marked) => {
  const list = create("ol", { class: "order" });
  items.forEach((html, at) => {
    const item = create("li", { class: "item placed", ...marked(at) });
    item.append(
      create("span", { class: "place", "aria-hidden": "true" }, String(at + 1)),
      create("div", { class: "take" }, html),
    );
    list.append(item);
  });
  withMinus(list);
  return list;
};

/** What was given, on the back: the items that were placed, marked; null where there are none. */
const buildGiven = (items, groups, start, review, strings) => {
  const left = orderOf(review, items.length);
  if (!left) return null;
  const moved = left.order.join() !== start.join();
  const count = left.placed || (moved ? items.length : 0);
  if (!count) return null;
  const whole = count === items.length;
  const right = rightFromStart(left.order, groups);
  const given = left.order.slice(0, count);
  const section = create("section", { class: "response" });
  section.append(
    create("p", { class: "label" }, strings.yourOrder),
    numbered(
      given.map((index) => items[index]),
      (at) => (at < right ? { "data-state": "right" } : at === right ? { "data-state": "wrong" } : {}),
    ),
  );
  if (whole) {
    const state = right === items.length ? "right" : "wrong";
    section.append(
      create("p", { class: "verdict", "data-state": state }, orderVerdict(right, items.length, strings)),
    );
  }
  return { section, isRight: whole && right === items.length };
};

/**
 * The items, in the order of this showing: { asked } on the front; on the back { answer }, the
 * right order, and { given }, what was given where that is not right already.
 */
const buildOrder = (groupsOfItems, id, opened, side, strings) => {
  const items = groupsOfItems.flat();
  const groups = groupsOfItems.map((group) => group.length);
  const start = shuffledItems(groups, `${id}\n${opened.review.place}\norder`);
  if (side === "front") return { asked: buildFront(items, groups, start, opened, strings) };
  const answer = [numbered(items, () => ({}))];
  let first = 1;
  for (const size of groups) {
    const last = first + size - 1;
    if (size > 1) answer.push(create("p", { class: "wanted" }, strings.eitherOrder(first, last)));
    first = last + 1;
  }
  return { answer, given: buildGiven(items, groups, start, opened.review, strings) };
};

export const ORDER = {
  of: ({ order }, { fill }) => (order || []).map((group) => group.map(fill)),
  build: (groups, id, opened, side, strings) => {
    const { asked, answer: right, given } = buildOrder(groups, id, opened, side, strings);
    return {
      asked: asked || (given ? [given.section] : []),
      showAnswer: (answer, html) => {
        answer.innerHTML = html;
        answer.prepend(...right);
        // What is right is not said twice.
        if (given && given.isRight) answer.querySelector(".order").remove();
        hideIfEmpty(answer);
      },
    };
  },
};
