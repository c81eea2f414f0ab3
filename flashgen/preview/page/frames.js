// The two frames in which the sides of a card stand, and the review that they share.
"use strict";

/**
 * Shows cards in the frames. `on` is told of what happens in them: `key`, `command`, `link`,
 * `numbers` (the review has begun, or moved on).
 */
PREVIEW.frames = (on) => {
  const sides = {};
  let card = null;
  let number = 0;
  let mode = { night: false, ordinal: 0 };
  // What a card's script keeps for its note, by key. Each note's review lasts as long as the page.
  const storage = {};
  let later = 0;

  const post = (side, message) => side.frame.contentWindow.postMessage(message, "*");

  const showSide = (name, keepsScroll) => {
    const side = sides[name];
    if (!card || !side.ready) return;
    side.number = ++number;
    side.frame.parentElement.dataset.shown = "";
    post(side, {
      type: "show",
      html: card[name],
      images: card.images,
      storage: { ...storage },
      number: side.number,
      keepsScroll,
      ...mode,
    });
  };

  const review = () => {
    try {
      return JSON.parse(storage[card.storageKey]);
    } catch {
      return null;
    }
  };

  const heard = {
    ready(side, name) {
      side.ready = true;
      showSide(name);
    },
    shown(side, name, message) {
      if (message.number !== side.number) return;
      side.frame.parentElement.dataset.shown = "yes";
      if (name === "front" && side.answered !== side.number) {
        side.answered = side.number;
        showSide("back", card.keepsScroll);
        on.numbers(review());
      }
    },
    // The front alone is heard: that the back was seen moves a review on, and here it always is.
    store(side, name, { key, text }) {
      if (name !== "front" || !card || key !== card.storageKey) return;
      storage[key] = String(text);
      // The script itself writes as it begins; afterwards it is because something was typed.
      if (side.frame.parentElement.dataset.shown !== "yes") return;
      clearTimeout(later);
      later = setTimeout(() => showSide("back", true), 250);
    },
    size(side, name, { height }) {
      side.frame.style.setProperty("--height", `${Number(height) || 0}px`);
    },
    key: (side, name, { key }) => on.key(String(key)),
    command: (side, name, { command }) => on.command(String(command)),
    link: (side, name, { address }) => on.link(String(address)),
  };

  for (const name of ["front", "back"]) {
    sides[name] = { frame: document.getElementById(name), ready: false, number: 0, answered: 0 };
  }
  addEventListener("message", ({ source, data }) => {
    for (const [name, side] of Object.entries(sides)) {
      if (source === side.frame.contentWindow && Object.hasOwn(heard, data?.type)) {
        heard[data.type](side, name, data);
      }
    }
  });
  for (const side of Object.values(sides)) post(side, { type: "hello" });

  const begin = (storageKey, place) => {
    storage[storageKey] = JSON.stringify({ place, shown: false, typed: [], chosen: [] });
  };
  const moveOn = (step) => {
    const now = review();
    if (!now) return;
    begin(card.storageKey, Math.max(0, now.place + step));
    showSide("front", true);
  };

  return {
    /** Shows a card: the same one again keeps its numbers, what was typed, and where it stood. */
    show(content, noteId, ordinal) {
      const storageKey = `flashgen/${noteId}`;
      const keepsScroll = card !== null && card.storageKey === storageKey;
      clearTimeout(later);
      if (!Object.hasOwn(storage, storageKey)) begin(storageKey, 0);
      card = { ...content, storageKey, keepsScroll };
      mode = { ...mode, ordinal };
      showSide("front", keepsScroll);
    },
    setNight(night) {
      mode = { ...mode, night };
      for (const side of Object.values(sides)) if (side.ready) post(side, { type: "mode", ...mode });
    },
    otherNumbers: () => moveOn(1),
    numbersBefore: () => moveOn(-1),
    focus() {
      sides.front.frame.focus();
      post(sides.front, { type: "focus" });
    },
  };
};
