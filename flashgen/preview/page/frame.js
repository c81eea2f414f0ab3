// One side of a card, shown as Anki's reviewer shows it: the inside of #qa is replaced, its scripts
// run, then MathJax typesets it. The page around talks to this one by messages alone.
(() => {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const qa = document.getElementById("qa");
  document.getElementById("style").textContent = data.style;
  let ready = false;
  const tell = (type, message = {}) => parent.postMessage({ type, ...message }, "*");

  // A frame without an origin has no storage. This one is the page's, which hands it from the front
  // to the back as a session of Anki does.
  const stored = new Map();
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem(key, text) {
      stored.set(key, text);
      tell("store", { key, text });
    },
    removeItem: (key) => void stored.delete(key),
  };
  Object.defineProperty(window, "sessionStorage", { value: storage });
  // MathJax asks this one for the settings of its menu.
  Object.defineProperty(window, "localStorage", { value: { getItem: () => null } });
  window.pycmd = (command) => tell("command", { command });

  const fontAddress = (file) => {
    const bytes = Uint8Array.from(atob(data.fonts[file]), (c) => c.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: "font/woff" }));
  };

  // As Anki configures it; only the fonts come out of this file.
  window.MathJax = {
    tex: {
      displayMath: [["\\[", "\\]"]],
      processEscapes: false,
      processEnvironments: false,
      processRefs: false,
    },
    startup: {
      typeset: false,
      ready() {
        const fonts = MathJax._.output.chtml.fonts.tex_ts.TeXFont.defaultFonts;
        for (const font of Object.values(fonts)) {
          font.src = font.src.replace(/"%%URL%%\/([^"]+)"/, (_, file) => `"${fontAddress(file)}"`);
        }
        MathJax.startup.defaultReady();
        MathJax.startup.promise.then(() => {
          ready = true;
          tell("ready");
        });
      },
    },
    options: {
      renderActions: { addMenu: [] },
      ignoreHtmlClass: "tex2jax_ignore",
      processHtmlClass: "tex2jax_process",
    },
  };

  const setMode = ({ night, ordinal }) => {
    document.body.className = `card card${ordinal + 1}${night ? " nightMode night_mode" : ""}`;
    document.documentElement.className = night ? "night-mode" : "";
  };

  // The texts of a numeric card stand once more in its data, as JSON: \u003cimg src=\"…\"\u003e.
  const SOURCE = /((?:<|\\u003c)img(?:(?!>|\\u003e).)*? src=\\?")([^"\\]+)/g;
  const withImages = (html, images) =>
    html.replace(SOURCE, (all, before, name) =>
      Object.hasOwn(images, name) ? before + images[name] : all,
    );

  const show = async (message) => {
    setMode(message);
    stored.clear();
    for (const [key, text] of Object.entries(message.storage)) stored.set(key, text);
    const html = withImages(message.html, message.images);
    qa.innerHTML = html.replace("%card.js%", () => data.script);
    for (const old of qa.querySelectorAll("script")) {
      const script = document.createElement("script");
      for (const { name, value } of old.attributes) script.setAttribute(name, value);
      script.append(old.textContent);
      old.replaceWith(script);
    }
    if (!message.keepsScroll) scrollTo(0, 0);
    MathJax.typesetClear();
    await MathJax.typesetPromise([qa]);
    tell("shown", { number: message.number });
  };

  let showing = Promise.resolve();
  addEventListener("message", ({ data: message, source }) => {
    if (source !== parent) return;
    if (message.type === "show") showing = showing.then(() => show(message)).catch(() => {});
    else if (message.type === "hello" && ready) tell("ready");
    else if (message.type === "mode") setMode(message);
    else if (message.type === "focus") qa.querySelector("input, textarea, button")?.focus();
  });

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input, textarea") && key !== "Escape") return;
    if (target.closest("button") && (key === " " || key === "Enter")) return;
    if ([" ", "ArrowUp", "ArrowDown", "/"].includes(key)) event.preventDefault();
    tell("key", { key });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    tell("link", { address: link.href });
  });
  new ResizeObserver(() => tell("size", { height: Math.ceil(qa.scrollHeight) })).observe(qa);
})();
