// What is wrong, as the page shows it: the message, the line with its mark, the hint, the place.
"use strict";

(() => {
  const create = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /** A message with what stands in backticks as code. */
  const withCode = (message) =>
    message.split(/`([^`]+)`/).map((part, i) => (i % 2 ? create("code", { textContent: part }) : part));

  const drawProblem = ({ code, severity, message, hint, file, line, column, end_line, end_column, text }) => {
    const place = line ? `${file}:${line}:${column}` : file;
    const head = create("p", { className: "problem-head" },
      create("strong", { textContent: severity }),
      " ", create("span", {}, ...withCode(message)));
    const problem = create("article", { className: "problem" }, head);
    problem.dataset.severity = severity;
    if (text !== null) {
      const first = column - 1;
      const end = end_line === line ? Math.max(end_column - 1, first + 1) : text.length;
      const number = create("span", { className: "line-number", textContent: line });
      const mark = create("mark", { textContent: text.slice(first, end) || " " });
      problem.append(create("pre", {}, number, text.slice(0, first), mark, text.slice(end)));
    }
    if (hint) problem.append(create("p", { className: "hint" }, ...withCode(hint)));
    problem.append(create("p", { className: "place" }, create("code", { textContent: place }), ` ${code}`));
    return problem;
  };

  Object.assign(PREVIEW, { create, drawProblem });
})();
