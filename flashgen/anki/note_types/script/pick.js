// Which variant a card shows: the same on both sides, another at the next showing.
//
// Each note has one fixed shuffled order of its variants, and a showing takes the place after the
// last one. The place is kept in sessionStorage, and in one cookie for all notes, for some clients
// lose the one or the other; where both are lost, the study day decides.
import { leaveTrail, store, stored } from "./trail.js";

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

/** The number of the study day, which begins at four in the morning. */
export const studyDay = (now = new Date()) =>
  Math.floor((now.getTime() / 60000 - now.getTimezoneOffset() - 4 * 60) / (24 * 60));

const commonDivisor = (a, b) => (b === 0 ? a : commonDivisor(b, a % b));

/** How far apart the places of two days in a row are: about 0.45 n, so that no day is near. */
export const stride = (n) => {
  const wanted = 0.45 * n;
  for (let off = 0; ; off++) {
    for (const step of [Math.round(wanted) + off, Math.round(wanted) - off]) {
      if (step > 0 && commonDivisor(step, n) === 1) return step;
    }
  }
};

const COOKIE = "flashgen";
export const DIGITS_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ENTRY = 5; // characters a note: three of its hash, two of its place
const MOST_ENTRIES = 600;
const MOST_PLACES = 2048;
const A_YEAR = 365 * 24 * 60 * 60;

const readCookie = () => {
  try {
    const found = document.cookie.split("; ").find((part) => part.startsWith(`${COOKIE}=`));
    return found ? found.slice(COOKIE.length + 1) : "";
  } catch {
    return "";
  }
};
const writeCookie = (text) => {
  try {
    document.cookie = `${COOKIE}=${text}; path=/; max-age=${A_YEAR}; SameSite=Lax`;
  } catch {
    // A page without an address of its own has no cookies.
  }
};

/** What a card stands on: the two storages of its client, and the day. */
export const CLIENT = { stored, store, readCookie, writeCookie, studyDay };

const inDigits = (number, length) => {
  let digits = "";
  for (let i = 0; i < length; i++) digits += DIGITS_64[(number >>> (6 * i)) & 63];
  return digits;
};

/** The entries of the cookie but that of the note, and that one; the last one written is last. */
const entriesOf = (client, id) => {
  const name = inDigits(hash(id), 3);
  const entries = client.readCookie().match(/[\w-]{5}/g) || [];
  const own = entries.find((entry) => entry.startsWith(name));
  return { name, own, others: entries.filter((entry) => entry !== own) };
};

const fromCookie = (client, id) => {
  const { own } = entriesOf(client, id);
  if (!own) return null;
  const [low, high] = [...own.slice(3)].map((digit) => DIGITS_64.indexOf(digit));
  const number = low + 64 * high;
  return { place: number >> 1, shown: number % 2 === 1, typed: [], chosen: [] };
};

const toCookie = (client, id, { place, shown }) => {
  const { name, others } = entriesOf(client, id);
  const own = name + inDigits(2 * place + (shown ? 1 : 0), ENTRY - 3);
  client.writeCookie([...others, own].slice(-MOST_ENTRIES).join(""));
};

const fromSession = (client, id) => {
  try {
    const review = JSON.parse(client.stored(`flashgen/${id}`));
    const sound =
      Number.isInteger(review.place) &&
      review.place >= 0 &&
      review.place < MOST_PLACES &&
      Array.isArray(review.typed) &&
      Array.isArray(review.chosen);
    return sound ? review : null;
  } catch {
    return null;
  }
};

/**
 * Which showing of the note this is, and what was typed and chosen in it.
 *
 * `n` is the number of variants. Gives { review: { place, typed, chosen, hints }, save, another };
 * the place counts on through several rounds of the variants, so that options stand in another order
 * in each. `another` goes on to the next place within the showing; null where the other side of the
 * card would not find out.
 */
export const openReview = (id, side, n, client = CLIENT) => {
  const places = n * Math.floor(MOST_PLACES / n) || MOST_PLACES;
  const read = () => fromSession(client, id) || fromCookie(client, id);
  const first = () => ({
    place: (client.studyDay() * stride(n)) % places,
    shown: false,
    typed: [],
    chosen: [],
  });
  const save = (review) => {
    client.store(`flashgen/${id}`, JSON.stringify(review));
    toCookie(client, id, review);
  };

  let review = read();
  const undone = leaveTrail(client, id, side);
  if (side === "back") {
    // Nothing is written where nothing was read: a front that cannot hand over would otherwise
    // be moved on by its own back, and the next back not know of it.
    if (review) {
      review.shown = true;
      save(review);
    }
  } else {
    if (!review) review = first();
    else if (undone) review = { ...first(), place: review.place };
    else if (review.shown) review = { ...first(), place: (review.place + 1) % places };
    save(review);
    review = read(); // what the back will find, also where writing failed
  }
  const remembers = review !== null;
  review = review || first();
  const another = () => {
    const { place, shown } = review;
    for (const key of Object.keys(review)) delete review[key];
    Object.assign(review, first(), { place: (place + 1) % places, shown });
    save(review);
  };
  return { review, save: () => save(review), another: remembers ? another : null };
};

/** The variant of a showing: its place in the note's own order. */
export const pick = (n, id, place) => shuffled(n, id)[place % n];
