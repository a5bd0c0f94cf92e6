// Builds elements. Text goes through textContent and attributes through setAttribute, so nothing that comes from the
// data is ever read as HTML; a link is made only of an http(s) address.
"use strict";

window.Atlas = {};

Atlas.dom = (() => {
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }


  function link(address, text) {
    if (!/^https?:\/\//i.test(address || "") || !URL.canParse(address)) return document.createTextNode(text);
    return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
  }

  return { make, link };
})();
