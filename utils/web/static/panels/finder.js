// A search field and boxes to tick above a list.
"use strict";

AtlasParts.finder = (() => {
  const { make, write } = AtlasParts.dom;
  const { SEARCH_PAUSE } = AtlasParts.panel;

  // Case, accents and ligatures folded, as geo/text.py does.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^a-z0-9]+/g, " ").trim();

  // Each entry is { node, text, kinds }; a group hides when all its entries do.
  // Kinds add up, and with none ticked all of them show; `flag` is a kind apart, which narrows the others down.
  function finder({ name, flag, label, legend, kinds, nouns, entries, groups }) {
    let pause = null;
    const soon = () => { clearTimeout(pause); pause = setTimeout(apply, SEARCH_PAUSE); };
    const search = make("input", {
      type: "search", id: `atlas-cherche-${name}`, maxlength: "100", autocomplete: "off", "data-filtre": name, oninput: soon,
      style: { font: "inherit", color: "inherit", background: "transparent", border: "1px solid var(--st-border-color, gray)", borderRadius: "6px", padding: "0.3rem 0.6rem", width: "min(26rem, 100%)", boxSizing: "border-box" },
    });
    const boxes = kinds.map(([value, text, count]) => {
      const box = make("input", { type: "checkbox", name: `${name}-${value}`, value, onchange: apply, style: { width: "1rem", height: "1rem", margin: "0 0.35rem 0 0", accentColor: "var(--accent)", verticalAlign: "-0.1rem" } });
      return { box, node: make("label", { style: { display: "inline-block", minHeight: "1.6rem", marginRight: "1rem", cursor: "pointer" } }, box, `${text} (${count})`) };
    });
    const status = make("p", { role: "status", "aria-live": "polite", style: { margin: "0", fontWeight: "600" } });
    const reset = make("button", { type: "button", class: "atlas-bouton", onclick: () => { search.value = ""; for (const { box } of boxes) box.checked = false; apply(); search.focus(); } }, "Tout afficher");
    const node = make("section", { class: "atlas-ecran", "aria-label": label, style: { margin: "0.4rem 0 1rem" } },
      make("label", { for: search.id, style: { display: "block", fontWeight: "600" } }, label), search,
      make("fieldset", { style: { border: "0", margin: "0.6rem 0 0.3rem", padding: "0" } }, make("legend", { style: { padding: "0", fontWeight: "600" } }, legend), ...boxes.map((box) => box.node)),
      make("div", { style: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: "0.4rem 1rem", minHeight: "2rem" } }, status, reset));

    function apply() {
      clearTimeout(pause);
      const words = plain(search.value).split(" ").filter(Boolean);
      const wanted = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      const either = wanted.filter((kind) => kind !== flag);
      const fits = (entry) => (!wanted.includes(flag) || entry.kinds.includes(flag)) && (!either.length || entry.kinds.some((kind) => either.includes(kind)));
      let shown = 0;
      for (const entry of entries) {
        const kept = fits(entry) && words.every((word) => entry.text.includes(word));
        entry.node.hidden = !kept;
        shown += kept;
      }
      for (const group of groups) group.node.hidden = group.entries.every((entry) => entry.node.hidden);
      const [one, many] = nouns;
      const all = `${entries.length} ${many}`;
      write(status, shown === entries.length ? all : shown ? `${shown} ${shown > 1 ? many : one} sur ${entries.length}` : `Aucun ${one} ne correspond.`);
      reset.hidden = !words.length && !wanted.length;
    }
    apply();
    return { node, apply };
  }

  return { plain, finder };
})();
