// The title of the map or of the list in a frame of another site.
"use strict";

AtlasParts.embedded = (() => {
  const { make, write } = AtlasParts.dom;
  const { panel } = AtlasParts.panel;
  const { mapWatch } = AtlasParts;

  const embedded = panel((place, send) => {
    const title = make("h1", { tabindex: "-1" });
    const notice = make("p", { class: "atlas-notice", role: "status" });
    place.append(make("div", { class: "atlas-resultats atlas-titre" }, title, notice));
    return (data) => {
      // After this run: the frame of the map is below.
      setTimeout(() => mapWatch.watch(send));
      write(title, data.title);
      write(notice, data.notice || "");
      notice.hidden = !data.notice;
    };
  });

  return { embedded };
})();
