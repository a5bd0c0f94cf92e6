// Until panels.js is there, and if it does not come, this stands in for it: it keeps what it is called with, asks for the
// script once more, then says what is missing and leaves the links and the exports.
(() => {
  "use strict";

  const calls = new Map();
  let isLost = false;

  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const links = (items) => make("ul", {}, ...items.map(({ href, label }) => make("li", {}, make("a", { href: new URL(href, document.baseURI).href }, label))));

  const SHOWN = {
    header: ({ pages }) => [
      make("p", { role: "alert" }, make("strong", {}, "Cette page n'a pas pu être chargée en entier. "),
        "Les filtres et les tableaux manquent. ", make("a", { href: location.href, target: "_self" }, "Recharger la page")),
      make("nav", { "aria-label": "Pages" }, links(pages)),
    ],
    embedded: ({ title }) => [make("h1", {}, title)],
    results: ({ sentence, exports }) => [make("h1", {}, sentence), make("p", {}, "Télécharger cette liste\u00a0:"),
      ...exports.groups.map(([, formats]) => links(formats.map(([label, extension]) => ({ label, href: exports.path + extension + exports.query }))))],
  };

  const draw = (name, { parentElement, data }) => parentElement.replaceChildren(...(SHOWN[name] ? SHOWN[name](data) : []));
  const call = (name) => (component) => {
    calls.set(component.parentElement, [name, component]);
    if (isLost) draw(name, component);
  };
  const stand = new Proxy({}, { get: (_, name) => (["go", "withoutMap", "toggleRegion"].includes(name) ? undefined : call(name)) });
  window.AtlasPanels = stand;

  const script = document.querySelector('script[src*="/panels.js"]');
  const replay = () => { for (const [name, component] of calls.values()) window.AtlasPanels[name](component); };
  const lose = () => {
    isLost = true;
    for (const [name, component] of calls.values()) draw(name, component);
  };
  const follow = (node, failed) => {
    node.addEventListener("load", () => (window.AtlasPanels === stand ? failed() : replay()));
    node.addEventListener("error", failed);
  };
  // The server leaves out of the page a script that it does not have.
  if (!script) lose();
  else follow(script, () => {
    const again = make("script", { src: `${script.src}&encore` });
    follow(again, lose);
    document.head.append(again);
  });
})();
