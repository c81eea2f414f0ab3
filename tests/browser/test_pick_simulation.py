"""How often a card shows the numbers of the showing before, over a year of many learners.

The pick is the one on the cards; what is simulated are learners and what their clients remember.
"""

import json
import random

from extent import extent
from learners import learner

LEARNERS = extent(2_000, 10_000)
VARIANTS = 24
# What a client forgets: at each reopening of the reviewer, and overnight.
CLIENTS = {
    "page remembers (AnkiWeb)": {"reopened": "", "overnight": ""},
    "cookie remembers (AnkiDroid)": {"reopened": "session", "overnight": "session"},
    "forgets overnight (desktop)": {"reopened": "", "overnight": "all"},
    "forgets at each reopening": {"reopened": "all", "overnight": "all"},
    "no storage": {"reopened": "none", "overnight": "none"},
}
SIMULATE = """async ([text, variants, {reopened, overnight}]) => {
  const {openReview} = await import("/pick.js");
  const learners = JSON.parse(text);
  let same = 0, showings = 0, apart = 0;
  learners.forEach((showings_, number) => {
    const id = `simulated/card-${number}/en`;
    const session = new Map();
    let cookie = "", day = 0;
    const broken = reopened === "none";
    const client = {
      stored: (key) => session.get(key) ?? null,
      store: (key, text) => { if (!broken) session.set(key, text); },
      readCookie: () => cookie,
      writeCookie: (text) => { if (!broken) cookie = text; },
      studyDay: () => day,
    };
    const forget = (what) => {
      if (what) session.clear();
      if (what === "all") cookie = "";
    };
    let before = null;
    for (const [at, left] of showings_) {
      if (at !== day) forget(overnight);
      else if (left) forget(reopened);
      day = at;
      // One place, one variant: shuffling at every showing would take most of the time.
      const side = (name) => openReview(id, name, variants, client).review.place % variants;
      const [front, back] = [side("front"), side("back")];
      if (before !== null) showings++;
      if (front === before) same++;
      if (front !== back) apart++;
      before = front;
    }
  });
  return {same: 100 * same / showings, apart, flips: showings + learners.length};
}"""


def test_new_numbers_every_time(scripts, capsys):
    rng = random.Random(14)
    learners = json.dumps([learner(rng) for _ in range(LEARNERS)])
    found = {
        name: scripts.evaluate(SIMULATE, [learners, VARIANTS, forgets])
        for name, forgets in CLIENTS.items()
    }
    with capsys.disabled():
        print(f"\n{LEARNERS:,} learners, a year, {VARIANTS} variants")
        for name, one in found.items():
            flips, same, apart = one["flips"], one["same"], one["apart"]
            print(f"  {name:30} {same:6.2f} % the same, {apart} of {flips:,} flips apart")
    assert all(one["apart"] == 0 and one["flips"] > 10_000 for one in found.values())
    assert found["page remembers (AnkiWeb)"]["same"] == 0
    assert found["cookie remembers (AnkiDroid)"]["same"] == 0
    assert found["forgets overnight (desktop)"]["same"] <= 1.5


def test_one_place_is_one_variant(scripts):
    order = scripts.evaluate(
        """async (n) => {
          const {pick} = await import("/pick.js");
          return Array.from({length: 2 * n}, (_, place) => pick(n, "a/b/en", place));
        }""",
        VARIANTS,
    )
    assert sorted(order[:VARIANTS]) == list(range(VARIANTS))
    assert order[VARIANTS:] == order[:VARIANTS]


def test_the_stride_leaves_no_variant_out_and_no_day_near(scripts):
    steps = scripts.evaluate(
        """async () => {
          const {stride} = await import("/pick.js");
          return Array.from({length: 1000}, (_, n) => stride(n + 1));
        }"""
    )
    for n, step in enumerate(steps, start=1):
        assert len({day * step % n for day in range(n)}) == n
        if n > 12:
            assert 0.3 * n < step < 0.6 * n
    assert steps[23] == 11


def test_a_study_day_is_a_local_day_from_four_to_four(scripts):
    days = scripts.evaluate(
        """async (times) => {
          const {studyDay} = await import("/pick.js");
          return times.map((time) => studyDay(new Date(time)));
        }""",
        ["2026-03-02T04:00", "2026-03-03T03:59", "2026-03-03T04:00", "2026-03-04T12:00"],
    )
    assert [day - days[0] for day in days] == [0, 0, 1, 2]
