// Streamlit remembers whether the filters are open. On a narrow screen they cover the page, which is what a visitor came
// for: they are closed whenever a page comes, so nothing is remembered there.
(() => {
  "use strict";

  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith("stSidebarCollapsed"));
  if (matchMedia("(max-width: 768px)").matches) {
    const forget = () => kept().forEach((name) => localStorage.removeItem(name));
    forget();
    for (const input of ["pointerdown", "keydown"]) addEventListener(input, forget, true);
    return;
  }

  // In a frame of another site there are none.
  if (/[?&]embed=true(&|$)/i.test(location.search)) return;
  // They come with the script of the page, later than the page: until then their place is kept, so that nothing moves
  // when they do.
  if (!["", "liste"].includes(location.pathname.split("/").pop())) return;
  if (kept().some((name) => localStorage.getItem(name) === "true")) return;
  const root = document.documentElement;
  root.style.setProperty("--atlas-filtres", `${parseInt(localStorage.getItem("sidebarWidth"), 10) || 300}px`);
  root.classList.add("atlas-attente");
  // Or a page that has none after all: what is wrong with the data.
  const arrived = '[data-testid="stSidebar"], .atlas-page';
  const watch = new MutationObserver(() => {
    if (!document.querySelector(arrived)) return;
    root.classList.remove("atlas-attente");
    watch.disconnect();
  });
  watch.observe(root, { subtree: true, childList: true });
})();
