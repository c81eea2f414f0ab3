// Before anything else on the page: whatever runs, calls out or opens a window is noticed.
window.noticed = [];
window.pwned = (what) => window.noticed.push(`ran: ${what}`);
for (const name of ["alert", "confirm", "prompt", "open", "print", "fetch"]) {
  window[name] = (...given) => window.noticed.push(`${name}(${given})`);
}
for (const [kind, method] of [
  [XMLHttpRequest, "open"],
  [Navigator, "sendBeacon"],
  [HTMLFormElement, "submit"],
  [Document, "write"],
]) {
  kind.prototype[method] = (...given) => window.noticed.push(`${method}(${given})`);
}
for (const name of ["WebSocket", "EventSource", "Worker", "SharedWorker"]) {
  window[name] = class {
    constructor(url) {
      window.noticed.push(`${name}(${url})`);
    }
  };
}

// How the two scripts in the templates begin.
const OWN_SCRIPT = /^\s*\/\/ (?:The script of a card: |A card without variants is left)/;

window.hostile = {
  // What a card may consist of: a text's elements, the template's, those of a drawing and of MathJax.
  elements: new Set(
    (
      "a abbr article b bdi blockquote br button cite code del dfn div em figure footer form h1 h2 h3 " +
      "h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby samp section small span " +
      "strong sub sup table tbody td textarea th thead tr u ul var svg g title path rect circle line " +
      "text tspan polyline polygon defs marker"
    ).split(" "),
  ),

  // Everything in the card that has no business there, as sentences.
  audit() {
    const found = [];
    const qa = document.getElementById("qa");
    for (const element of qa.querySelectorAll("*")) {
      const name = element.localName;
      if (name === "script") {
        const json = element.type === "application/json";
        if (element.parentElement !== qa) found.push("a script inside of a card");
        else if (json) JSON.parse(element.textContent);
        else if (!OWN_SCRIPT.test(element.textContent)) found.push("another script");
        continue;
      }
      const math = element.closest("mjx-container");
      if (!math && !hostile.elements.has(name)) found.push(`<${name}>`);
      if (math && !/^(mjx-|math$|m[a-z]+$|semantics$|svg$|g$|path$|line$|text$)/.test(name)) {
        found.push(`<${name}> in a formula`);
      }
      for (const { name: key, value } of element.attributes) {
        const wrong =
          key.startsWith("on") ||
          ["srcdoc", "formaction", "action", "ping", "background", "srcset", "poster"].includes(key) ||
          (key === "href" && !/^(https?:\/\/|mailto:)/i.test(value)) ||
          (key === "src" && !/^flashgen-[0-9a-f]{24}\.[a-z]{3,4}$/.test(value)) ||
          (key === "style" && !math) ||
          (key === "style" && /url|image|import|expression|behavior|content|fixed/i.test(value)) ||
          (key === "id" && !/^(answer|flashgen-[a-z0-9-]+)$/.test(value) && !math) ||
          (key === "class" && /forged/.test(value));
        if (wrong) found.push(`${name} ${key}=${value}`);
      }
    }
    for (const card of qa.querySelectorAll(".flashgen.numeric")) {
      if (card.dataset.ready !== "yes") found.push(`${card.dataset.id} is not ready`);
    }
    return found;
  },

  // Does to every element what a learner, or the browser, might do.
  touch() {
    const stop = (event) => {
      const link = event.target.closest("a[href]");
      if (link && /^(https?|mailto):$/.test(link.protocol)) event.preventDefault();
    };
    document.addEventListener("click", stop, true);
    for (const element of document.querySelectorAll("#qa *:not(script)")) {
      for (const type of ["mouseover", "mouseenter", "focus", "load", "error", "toggle", "begin"]) {
        element.dispatchEvent(new Event(type));
      }
      element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
    document.removeEventListener("click", stop, true);
  },
};
