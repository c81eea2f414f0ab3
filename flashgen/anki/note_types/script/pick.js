// Which variant a card shows: the same on both sides, another at the next showing.

/** 32-bit FNV-1a of a text, its bits mixed once more. */
export const hash = (text) => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** The numbers below n in an order that the seed decides (Fisher-Yates over mulberry32). */
export const shuffled = (n, seed) => {
  let state = hash(seed);
  const below = (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
};

/** The variant for the day's count-th showing: no repeat before the pool is used up. */
export const pick = (n, id, day, count) => {
  // A pool of two has no order to shuffle anew without a repeat.
  const round = n > 2 ? Math.floor(count / n) : 0;
  const order = shuffled(n, `${id}\n${day}\n${round}`);
  if (round > 0) {
    // The last position is never swapped, so the round before ended as its shuffle says.
    const last = shuffled(n, `${id}\n${day}\n${round - 1}`)[n - 1];
    if (order[0] === last) [order[0], order[1]] = [order[1], order[0]];
  }
  return order[count % n];
};

/** The local date of the study day, which begins at four in the morning. */
export const studyDay = () => {
  const now = new Date();
  now.setHours(now.getHours() - 4);
  return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
};

export const stored = (key) => {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
};
export const store = (key, text) => {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Some clients have no storage; the card then shows the day's first variant.
  }
};

/** Which showing of the note this is, and what was typed and chosen in it. */
export const openReview = (id, side) => {
  const key = `flashgen/${id}`;
  const read = () => {
    try {
      const review = JSON.parse(stored(key));
      const sound =
        typeof review.day === "string" &&
        Number.isInteger(review.count) &&
        review.count >= 0 &&
        Array.isArray(review.typed) &&
        Array.isArray(review.chosen);
      return sound ? review : null;
    } catch {
      return null;
    }
  };
  const first = () => ({ day: studyDay(), count: 0, shown: false, typed: [], chosen: [] });
  const save = (review) => store(key, JSON.stringify(review));

  let review = read();
  if (side === "back") {
    // Nothing is written where nothing was read: a front that cannot hand over would otherwise
    // be moved on by its own back, and the next back not know of it.
    if (review) {
      review.shown = true;
      save(review);
    }
  } else {
    if (!review) review = first();
    else if (review.shown) {
      const count = review.day === studyDay() ? review.count + 1 : 0;
      review = { ...first(), count };
    }
    save(review);
    review = read(); // what the back will find, also where writing failed
  }
  review = review || first();
  return { review, save: () => save(review) };
};
