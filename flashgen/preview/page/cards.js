// What the deck files hold, as rows of the list, and which of them are looked for.
"use strict";

const PREVIEW = {};

/** All cards in one language, in the order of the files; a definition without one, in its first. */
PREVIEW.rows = (index, language) => {
  const rows = [];
  const byFile = new Map();
  for (const problem of index.problems) {
    const name = problem.file || "";
    byFile.set(name, [...(byFile.get(name) || []), problem]);
  }
  for (const [file, problems] of byFile) {
    const key = `file:${file}`;
    const words = `${file} ${problems.map(({ message }) => message).join(" ")}`.toLowerCase();
    const title = problems.length === 1 ? problems[0].message : `${problems.length} problems`;
    rows.push({ key, file, deck: "Files", title, name: file, kind: "file", tags: [], problems, words });
  }
  for (const item of index.items) {
    const { id, kind, file, tags, problems } = item;
    const note = item.notes.find(({ lang }) => lang === language) || item.notes[0];
    const own = { item, file, kind, tags, problems };
    if (!note) {
      const words = `${id} ${file}`.toLowerCase();
      const title = id.split("/").pop();
      rows.push({ ...own, key: id, deck: file, title, name: "", words });
      continue;
    }
    const words = [id, note.deck, note.text, ...tags].join(" ").toLowerCase();
    for (const [place, [key, name]] of note.cards.entries()) {
      const shown = note.cards.length > 1 ? name : "";
      rows.push({ ...own, note, key, place, deck: note.deck, title: note.title, name: shown, words });
    }
  }
  return rows;
};

PREVIEW.languages = (index) => [
  ...new Set(index.items.flatMap(({ notes }) => notes.map(({ lang }) => lang))),
];

const TOPIC = "topic::";

/** The tags in use, those that name a topic apart. */
PREVIEW.tags = (index) => {
  const tags = [...new Set(index.items.flatMap(({ tags }) => tags))].sort();
  return {
    topics: tags.filter((tag) => tag.startsWith(TOPIC)).map((tag) => tag.slice(TOPIC.length)),
    tags: tags.filter((tag) => !tag.startsWith(TOPIC)),
  };
};

/** The rows that have all the words and pass all the filters. */
PREVIEW.found = (rows, { search, kind, topic, tag, problems }) => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      words.every((word) => row.words.includes(word)) &&
      (!kind || row.kind === kind) &&
      (!topic || row.tags.includes(TOPIC + topic)) &&
      (!tag || row.tags.includes(tag)) &&
      (!problems || row.problems.length > 0),
  );
};

/** How bad a row's problems are: "error", "warning" or nothing. */
PREVIEW.severity = ({ problems }) => {
  if (problems.some(({ severity }) => severity === "error")) return "error";
  return problems.length > 0 ? "warning" : "";
};
