// What a test does on a card's page, and reads from it, in any browser: `hands`.
{
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  // A statement's buttons all have one text; they are known by what stands beside them.
  const around = (element) => element.closest(".statement") || element;
  let clicks = 0;
  document.addEventListener("click", () => clicks++, true);

  window.hands = {
    clicks: () => clicks,
    /** Scrolls to the first element that has a text, all of it or as a part: [x, y] of its middle. */
    find(selector, wanted, whole) {
      const found = all(selector).find((element) => {
        const own = text(around(element));
        return whole ? own === wanted : own.includes(wanted);
      });
      if (!found) throw new Error(`no ${selector} with ${wanted}`);
      found.scrollIntoView({ block: "center" });
      hands.found = found;
      const { left, top, width, height } = found.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    },
    focus: () => hands.found.focus(),
    /** A finger's tap, for a driver that makes a mouse of one: it hits what lies uppermost there. */
    tap([x, y]) {
      const target = document.elementFromPoint(x, y);
      const at = { bubbles: true, cancelable: true, clientX: x, clientY: y };
      const pointer = { ...at, pointerType: "touch", pointerId: 7, isPrimary: true };
      target.dispatchEvent(new PointerEvent("pointerdown", pointer));
      target.dispatchEvent(new PointerEvent("pointerup", pointer));
      const input = target.closest("input, textarea");
      if (target.dispatchEvent(new MouseEvent("mousedown", at)) && input) input.focus();
      target.dispatchEvent(new MouseEvent("mouseup", at));
      target.dispatchEvent(new MouseEvent("click", { ...at, detail: 1 }));
    },
    /** What is asked, what was given and how it was judged, alike on both sides. */
    read() {
      const back = document.querySelector("[data-side=back]") !== null;
      const asked = document.querySelector(".prompt .form.shown") || document.querySelector(".prompt");
      const typed = back
        ? all(".response .typed").map(text)
        : all(".field").map((field) => {
            const input = field.querySelector("input, textarea");
            const chosen = field.querySelector("[aria-checked=true]");
            return input ? input.value : chosen ? text(chosen) : "";
          });
      const options = all(".option")
        .filter((one) => /chosen/.test(text(one)))
        .map((one) => text(one).replace(/ \(.*\)$/, ""));
      const other = { True: "False", False: "True" };
      const claims = all(".statement").map((one) => {
        const truth = text(one.querySelector(back ? ".truth" : ".truth[aria-pressed=true]"));
        return [text(one.querySelector(".claim")), back && one.dataset.state === "wrong" ? other[truth] : truth];
      });
      const order = all(back ? ".response .take" : ".order .take").map((one) => text(one).replace(/ \(.*\)$/, ""));
      return {
        asked: text(asked),
        given: [typed.filter(Boolean), options, claims, order, all(".hint").map(text)],
        states: all(".verdict[data-state]").map((one) => one.dataset.state),
        paper: getComputedStyle(document.body).backgroundColor,
      };
    },
  };
}
