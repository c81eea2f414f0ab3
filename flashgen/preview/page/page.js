// The page: the list, the card in view, the keys, and what the server says has changed.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  // A page written to disk brings its cards with it; one from the server asks for them.
  const written = PREVIEW.written;

  const kept = (() => {
    try {
      return JSON.parse(localStorage.getItem("flashgen-preview")) || {};
    } catch {
      return {};
    }
  })();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const state = {
    index: { items: [], problems: [], done: 0, total: 1, checked: false },
    language: kept.language || "",
    night: kept.night ?? dark,
    phone: kept.phone ?? false,
    covered: kept.covered ?? false,
    filters: { search: "", kind: "", topic: "", tag: "", problems: false },
    rows: [],
    found: [],
    key: decodeURIComponent(location.hash.slice(1)),
    card: "", // the last in view: a file that breaks may come between
    drawn: "",
  };
  const keep = () => {
    const { language, night, phone, covered } = state;
    try {
      localStorage.setItem("flashgen-preview", JSON.stringify({ language, night, phone, covered }));
    } catch {
      // Without storage the choices last as long as the page.
    }
  };

  const { create, drawProblem } = PREVIEW;
  const current = () => state.rows.find(({ key }) => key === state.key);

  // ------------------------------------------------------------------ the list

  const drawSelect = (select, all, values, labels = (value) => value) => {
    const options = ["", ...values].map((value) =>
      create("option", { value, textContent: value ? labels(value) : all }),
    );
    const chosen = state.filters[select.id];
    select.replaceChildren(...options);
    select.value = values.includes(chosen) ? chosen : "";
    state.filters[select.id] = select.value;
    select.hidden = values.length === 0 || (select.id !== "tag" && values.length === 1);
  };

  const drawList = () => {
    // With the last problem gone there is nothing to look for, and the card stays in view.
    state.filters.problems &&=
      !state.index.checked || state.rows.some((row) => row.problems.length > 0);
    const { topics, tags } = PREVIEW.tags(state.index);
    const kinds = ["concept", "cloze", "numeric"].filter((k) => state.rows.some((r) => r.kind === k));
    drawSelect($("kind"), "Kind", kinds, (kind) => kind[0].toUpperCase() + kind.slice(1));
    drawSelect($("topic"), "Topic", topics, (topic) => topic.replaceAll("-", " "));
    drawSelect($("tag"), "Tag", tags);
    state.found = PREVIEW.found(state.rows, state.filters);

    const decks = new Map();
    for (const row of state.found) decks.set(row.deck, [...(decks.get(row.deck) || []), row]);
    const groups = [...decks].map(([deck, rows]) => {
      const list = create("ol");
      for (const row of rows) {
        const label = create("span", { className: "row-title", textContent: row.title || row.key });
        if (row.note) label.lang = row.note.lang;
        const link = create("a", { href: `#${encodeURIComponent(row.key)}` }, label);
        if (row.name) link.append(create("span", { className: "row-name", textContent: row.name }));
        link.dataset.key = row.key;
        link.dataset.severity = PREVIEW.severity(row);
        if (link.dataset.severity) {
          link.append(create("span", { className: "unseen", textContent: link.dataset.severity }));
        }
        list.append(create("li", {}, link));
      }
      const name = create("h2", { textContent: deck.split("::").join(" › ") });
      return create("section", {}, name, list);
    });
    const scroll = $("list").scrollTop;
    $("list").replaceChildren(...groups);
    $("list").scrollTop = scroll;

    const bad = state.rows.filter((row) => row.problems.length > 0).length;
    $("only-problems").textContent = bad > 0 ? `Problems ${bad}` : "No problems";
    $("only-problems").disabled = bad === 0 && !state.filters.problems;
    $("only-problems").ariaPressed = String(state.filters.problems);
    const all = state.rows.length;
    const shown = state.found.length;
    const cards = all === 1 ? "card" : "cards";
    $("count").textContent = shown === all ? `${all} ${cards}` : `${shown} of ${all} ${cards}`;
    markCurrent();
  };

  const markCurrent = () => {
    for (const old of $("list").querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
    const link = $("list").querySelector(`[data-key="${CSS.escape(state.key)}"]`);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest" });
  };

  // ------------------------------------------------------------------ the card

  const frames = PREVIEW.frames({
    key: (key) => press(key),
    command: (command) => {
      if (command === "ans") uncover();
    },
    link(address) {
      if (!/^https?:\/\//.test(address)) return;
      $("link-address").href = address;
      $("link-address").textContent = address;
      $("link").hidden = false;
    },
    numbers(review) {
      const row = current();
      const several = Boolean(row && row.item && row.item.variants > 1);
      $("numbers").hidden = !several;
      if (several && review) {
        const { variants } = row.item;
        $("variant").textContent = `${(review.place % variants) + 1} of ${variants}`;
      }
    },
  });

  const fetchCard = async (key) => {
    if (written) return written.cards[key];
    const answer = await fetch(`card.json?key=${encodeURIComponent(key)}`);
    return answer.ok ? answer.json() : null;
  };

  const drawCard = async () => {
    const row = current();
    if (row?.note) state.card = row.key;
    document.body.dataset.view = row ? (row.note ? "card" : "problems") : "none";
    $("empty").hidden = Boolean(row);
    $("about").hidden = !row;
    $("empty").textContent = emptyText();
    if (!row) {
      $("problems").replaceChildren();
      return;
    }
    $("deck").textContent = row.deck.split("::").join(" › ");
    $("title").textContent = row.item ? row.item.id.split("/").pop() : row.file;
    const facts = [row.kind !== "file" && row.kind, row.name !== row.file && row.name];
    if (row.item) facts.push(`${row.file}:${row.item.line}`);
    const words = facts.filter(Boolean).map((fact) => create("span", { textContent: fact }));
    const tags = row.tags.map((tag) => create("span", { className: "tag", textContent: tag }));
    $("facts").replaceChildren(...words, ...tags);

    const file = row.item?.stale
      ? state.index.problems.filter((problem) => problem.file === row.file)
      : [];
    const problems = [...row.problems, ...file].map(drawProblem);
    if (row.item?.stale) {
      problems.unshift(create("p", { className: "stale", textContent:
        "The file no longer yields this card. Below it is as it was." }));
    }
    $("problems").replaceChildren(...problems);
    $("numbers").hidden = !(row.item && row.item.variants > 1);
    if (!row.note) return;
    const drawn = `${row.key} ${row.note.revision}`;
    if (drawn === state.drawn) return;
    const content = await fetchCard(row.key);
    if (!content || state.key !== row.key) return;
    state.drawn = drawn;
    const [noteId, ordinal] = [row.key.replace(/\.\d+$/, ""), Number(/\d+$/.exec(row.key)[0])];
    $("front").lang = $("back").lang = row.note.lang;
    frames.show(content, noteId, ordinal);
  };

  const emptyText = () => {
    if (state.index.done < state.index.total) return "Reading the cards…";
    return state.rows.length === 0 ? "There are no cards here." : "No card is found by this search.";
  };

  const select = (key) => {
    state.key = key;
    history.replaceState(null, "", key ? `#${encodeURIComponent(key)}` : " ");
    $("link").hidden = true;
    if (state.covered) cover(true);
    markCurrent();
    drawCard();
  };

  const step = (by) => {
    const { found } = state;
    if (found.length === 0) return;
    const at = found.findIndex(({ key }) => key === state.key);
    const next = at < 0 ? 0 : Math.min(found.length - 1, Math.max(0, at + by));
    select(found[next].key);
  };

  // ------------------------------------------------------------------ the views

  const pressOne = (on, off, isOn) => {
    $(on).ariaPressed = String(isOn);
    $(off).ariaPressed = String(!isOn);
  };
  const drawViews = () => {
    document.documentElement.dataset.mode = state.night ? "night" : "light";
    document.body.dataset.width = state.phone ? "phone" : "desktop";
    pressOne("night", "light", state.night);
    pressOne("phone", "desktop", state.phone);
    $("cover").ariaPressed = String(state.covered);
    keep();
  };
  const setNight = (night) => {
    state.night = night;
    frames.setNight(night);
    drawViews();
  };
  const setPhone = (phone) => {
    state.phone = phone;
    drawViews();
  };
  const cover = (isCovered) => {
    document.body.dataset.covered = isCovered ? "yes" : "";
  };
  const uncover = () => {
    cover(false);
    $("back-side").scrollIntoView({ block: "nearest" });
  };
  const setCovered = (covered) => {
    state.covered = covered;
    cover(covered);
    drawViews();
  };

  const drawLanguages = () => {
    const languages = PREVIEW.languages(state.index);
    if (!languages.includes(state.language)) state.language = languages[0] || "";
    $("languages").hidden = languages.length < 2;
    $("languages").replaceChildren(
      ...languages.map((language) => {
        const button = create("button", { type: "button", textContent: language });
        button.ariaPressed = String(language === state.language);
        button.addEventListener("click", () => setLanguage(language));
        return button;
      }),
    );
  };
  const setLanguage = (language) => {
    const before = current();
    state.language = language;
    drawLanguages();
    state.rows = PREVIEW.rows(state.index, language);
    const now = state.rows.find(
      (row) => before?.item && row.item?.id === before.item.id && row.place === before.place,
    );
    drawList();
    select(now ? now.key : state.key);
    keep();
  };
  const nextLanguage = () => {
    const languages = PREVIEW.languages(state.index);
    setLanguage(languages[(languages.indexOf(state.language) + 1) % languages.length]);
  };

  const filter = (changes) => {
    Object.assign(state.filters, changes);
    drawList();
    const { found, key } = state;
    if (found.length > 0 && !found.some((row) => row.key === key)) select(found[0].key);
    else drawCard();
  };

  const openList = (open) => {
    document.body.dataset.list = open ? "open" : "";
  };

  // ------------------------------------------------------------------ what is pressed

  const keys = {
    j: () => step(1),
    ArrowDown: () => step(1),
    k: () => step(-1),
    ArrowUp: () => step(-1),
    "/": () => {
      openList(true);
      $("search").focus();
      $("search").select();
    },
    n: frames.otherNumbers,
    b: frames.numbersBefore,
    a: () => frames.focus(),
    " ": () => (document.body.dataset.covered ? uncover() : setCovered(true)),
    p: () => filter({ problems: !state.filters.problems }),
    l: nextLanguage,
    w: () => setPhone(!state.phone),
    d: () => setNight(!state.night),
    "?": () => $("keys").showModal(),
    Escape: () => {
      openList(false);
      window.focus();
    },
  };
  const press = (key) => {
    if (Object.hasOwn(keys, key) && !$("keys").open) keys[key]();
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.id === "search") {
      if (key === "Escape" || key === "Enter") target.blur();
      if (key === "Enter") openList(false);
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        press(key);
      }
      return;
    }
    if (target.closest("select, dialog")) return;
    if (target.closest("button, a") && (key === " " || key === "Enter")) return;
    if (Object.hasOwn(keys, key)) event.preventDefault();
    press(key);
  });

  const onClick = (id, action) => $(id).addEventListener("click", action);
  onClick("previous", () => step(-1));
  onClick("next", () => step(1));
  onClick("other-numbers", frames.otherNumbers);
  onClick("light", () => setNight(false));
  onClick("night", () => setNight(true));
  onClick("desktop", () => setPhone(false));
  onClick("phone", () => setPhone(true));
  onClick("cover", () => setCovered(!state.covered));
  onClick("reveal", uncover);
  onClick("help", () => $("keys").showModal());
  onClick("open-list", () => openList(true));
  onClick("close-list", () => openList(false));
  onClick("close-link", () => ($("link").hidden = true));
  onClick("only-problems", () => filter({ problems: !state.filters.problems }));
  $("search").addEventListener("input", () => filter({ search: $("search").value }));
  for (const id of ["kind", "topic", "tag"]) {
    $(id).addEventListener("change", () => filter({ [id]: $(id).value }));
  }
  $("list").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    select(link.dataset.key);
    openList(false);
  });
  addEventListener("hashchange", () => select(decodeURIComponent(location.hash.slice(1))));

  // ------------------------------------------------------------------ what changes

  const setStatus = (status, title) => {
    $("status").dataset.status = status;
    $("status").textContent = title;
  };

  const take = (index) => {
    state.index = index;
    drawLanguages();
    state.rows = PREVIEW.rows(index, state.language);
    drawList();
    const row = current();
    if (!row) {
      // A card that comes with a later file keeps its place in the address until all are read.
      const item = state.key.replace(/\/[^/]*$/, "");
      const other =
        state.rows.find((one) => one.item?.id === item || one.item?.id === state.key) ||
        state.rows.find((one) => one.key === state.card);
      const ready = index.done === index.total || !state.key;
      if (other || (ready && state.found.length > 0)) {
        select((other || state.found.find(({ note }) => note) || state.found[0]).key);
        return;
      }
    }
    drawCard();
  };

  const fetchIndex = async () => {
    const answer = await fetch("index.json");
    const index = await answer.json();
    take(index);
    const busy = index.done < index.total;
    setStatus(busy ? "busy" : "live", busy ? `${index.done} of ${index.total}` : "live");
  };

  drawViews();
  cover(state.covered);
  frames.setNight(state.night);
  if (written) {
    $("status").hidden = true;
    take(written.index);
  } else {
    let fetching = Promise.resolve();
    const events = new EventSource("events");
    events.addEventListener("message", () => {
      fetching = fetching.then(fetchIndex).catch(() => setStatus("gone", "server stopped"));
    });
    events.addEventListener("error", () => setStatus("gone", "server stopped"));
  }
})();
