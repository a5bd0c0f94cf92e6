// Words of the glossary. A marked one shows its definition on hover, on focus and on tap; Escape closes it.
"use strict";

AtlasParts.words = (() => {
  const { make } = AtlasParts.dom;
  const { load } = AtlasParts.files;

  let address = null;
  let shown = null;
  const box = make("div", { class: "atlas-definition", role: "tooltip", id: "atlas-definition", hidden: true });

  async function show(node) {
    shown = node;
    const entries = await load(address).catch(() => null);
    const entry = entries ? entries[node.dataset.terme] : { titre: node.textContent, definition: "La définition n'a pas pu être chargée ; elle est dans le glossaire." };
    if (shown !== node || !entry) return;
    if (!box.isConnected) document.body.append(box);
    box.replaceChildren(make("strong", {}, entry.titre), make("span", {}, entry.definition));
    box.hidden = false;
    node.setAttribute("aria-describedby", box.id);
    place();
  }

  function place() {
    const at = shown.getBoundingClientRect();
    const width = Math.min(340, document.documentElement.clientWidth - 16);
    box.style.width = `${width}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8))}px`;
    const above = at.bottom + box.offsetHeight + 8 > window.innerHeight && at.top > box.offsetHeight + 8;
    box.style.top = `${above ? at.top - box.offsetHeight - 4 : at.bottom + 4}px`;
  }

  // The focus scrolls the page to the word that it reaches: the definition goes along, until the word is out of sight.
  function follow() {
    if (!shown) return;
    const at = shown.getBoundingClientRect();
    if (at.bottom < 0 || at.top > window.innerHeight) hide();
    else place();
  }

  function hide() {
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  }

  // A part of a text: words, or [words, id of the term]. Not a button, which would not break over two lines.
  const mark = (part) => (typeof part === "string" ? part : make("span", { role: "button", tabindex: "0", class: "atlas-terme", "data-terme": part[1] }, part[0]));
  const marked = (event) => event.target.closest && event.target.closest("[data-terme]");
  document.addEventListener("mouseover", (event) => { const node = marked(event); if (node) show(node); else if (shown && shown !== document.activeElement && !box.contains(event.target)) hide(); });
  document.addEventListener("focusin", (event) => { const node = marked(event); node ? show(node) : hide(); });
  document.addEventListener("click", (event) => { const node = marked(event); if (node) show(node); else if (!box.contains(event.target)) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown) hide(); });
  document.addEventListener("scroll", follow, true);

  const use = (file) => { address = file; };

  return { mark, use };
})();
