// Builds elements. Text goes through textContent and attributes through setAttribute, so nothing that comes from the
// data is ever read as HTML; a link is made only of an http(s) address.
"use strict";

window.Atlas = {};

Atlas.dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
  const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  function link(address, text) {
    if (!/^https?:\/\//i.test(address || "")) return document.createTextNode(text);
    return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
  }

  return { make, svg, link };
})();
