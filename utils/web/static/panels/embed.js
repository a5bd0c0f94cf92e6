// A page in a frame of another site: `?embed=true`, as Streamlit reads it. Every link there opens the whole atlas in a new
// window: the frame keeps what the site chose to show, which has no bar to come back by.
"use strict";

AtlasParts.embed = (() => {
  const ours = (name) => name.toLowerCase() === "embed";
  const isOn = [...new URLSearchParams(location.search)].some(([name, value]) => ours(name) && value.toLowerCase() === "true");

  function leave(link) {
    // Tried again, the map comes back where it was.
    if (link.hasAttribute("data-recharger")) link.href = location.href;
    else if (!link.target && !link.hasAttribute("download") && !link.getAttribute("href").startsWith("#")) {
      link.target = "_blank";
      link.rel = "noopener";
    }
  }

  if (isOn) {
    const root = document.documentElement;
    root.classList.add("atlas-integre");
    // Streamlit asks for its icons before it has any to show (376 kB): there they are only those of the filters.
    const load = document.fonts.load.bind(document.fonts);
    document.fonts.load = (font, ...more) => (font.includes("Material Symbols") ? Promise.resolve([]) : load(font, ...more));
    // Where there is no list to go to, the link before everything else would leave the frame.
    const toList = document.querySelector('.atlas-evitement a[data-vers="liste"]');
    if (toList && !["", "liste"].includes(location.pathname.split("/").pop())) toList.parentElement.hidden = true;
    const inside = '[data-testid="stMain"]';
    new MutationObserver(() => {
      const main = document.querySelector(inside);
      if (!main) return;
      main.setAttribute("aria-label", "Contenu");
      // The words of a sheet are explained there too; no header says where.
      const told = main.querySelector("[data-lexique]");
      if (told) AtlasParts.words.use(told.dataset.lexique);
      for (const link of main.querySelectorAll("a[href]:not([target])")) leave(link);
    }).observe(root, { subtree: true, childList: true });
  }

  return { isOn };
})();
