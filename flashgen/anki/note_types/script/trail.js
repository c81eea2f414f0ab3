// Which sides of cards were shown last: by it a card knows that undo brought it back.

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
    // Some clients have no storage; the cookie or the study day then decides. What is old in one
    // that is full must not decide either.
    try {
      sessionStorage.removeItem(key);
    } catch {
      // There is none at all.
    }
  }
};

const TRAIL = "flashgen/trail";

/**
 * Remembers that a side was shown; tells whether the front comes back by undo.
 *
 * No client says so, but it shows: the card before comes again, and the one that had come after it
 * was not answered. (Where it was buried instead, the card before has the same numbers once more.)
 */
export const leaveTrail = (client, id, side) => {
  let trail;
  try {
    trail = JSON.parse(client.stored(TRAIL));
  } catch {
    trail = null;
  }
  if (!Array.isArray(trail)) trail = [];
  const step = `${side} ${id}`;
  const undone =
    side === "front" &&
    trail.length === 2 &&
    trail[0] === `back ${id}` &&
    trail[1].startsWith("front ") &&
    trail[1] !== step;
  if (trail[trail.length - 1] !== step) {
    client.store(TRAIL, JSON.stringify([...trail, step].slice(-2)));
  }
  return undone;
};
