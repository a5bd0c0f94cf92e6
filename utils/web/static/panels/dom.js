// Builds elements and writes texts. All text goes through textContent, so nothing that comes from the data is read as HTML.
//
// The files of this folder travel as one script, panels.js, in the order of `JOINED` in utils/web/assets.py. Each makes one
// room of `AtlasParts`, and takes at its top what it needs of the rooms before: functions, or a room whole where they say
// little without its name. What the page may call is in public.js.
"use strict";

window.AtlasParts = {};

AtlasParts.dom = (() => {
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "style") Object.assign(node.style, value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  // Text that is there already is not written again: it would be read again.
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  return { make, write };
})();
