// Around a place: its own component, so that only the answer to what is typed travels; its place is among the filters,
// which tell the server what is chosen.
"use strict";

AtlasParts.near = (() => {
  const { make } = AtlasParts.dom;
  const { SEARCH_PAUSE, panel } = AtlasParts.panel;
  const { choice } = AtlasParts;

  const slot = make("div", { class: "atlas-autour" });
  let settleField = () => {};

  const near = panel((place, send) => {
    const labels = new Map();
    let asked = null;
    let pause = null;
    let active = -1;
    let typing = false;
    const field = make("input", {
      type: "text", id: "atlas-autour", role: "combobox", maxlength: "100", autocomplete: "off", spellcheck: "false", autocapitalize: "off",
      placeholder: "Commune, code postal, INSEE", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "atlas-autour-choix",
      oninput: type, onkeydown: press, onfocus: () => field.select(), onblur: leave,
    });
    const list = make("ul", { id: "atlas-autour-choix", role: "listbox", "aria-label": "Communes proposées", hidden: true });
    const count = make("p", { class: "atlas-lecteur", role: "status" });
    const none = make("p", { class: "atlas-second", hidden: true }, "Aucune commune ne s'écrit ainsi.");
    const radius = make("select", { id: "atlas-rayon", onchange: () => { if (choice.get("autour")) choice.change({ rayon: Number(radius.value) }); } });
    const remove = make("button", { type: "button", onclick: () => { choice.change({ autour: "" }); field.focus(); } }, "Retirer");
    slot.replaceChildren(
      make("label", { for: field.id }, "Autour d'une commune"),
      make("div", { class: "atlas-combo" }, field, list), none, count,
      make("div", { class: "atlas-rayon" }, make("label", { for: radius.id }, "Rayon"), radius, remove));
    choice.watch(settle);
    settleField = settle;

    // What is typed is asked once the typing pauses; the answer to an older question is not looked at.
    function type() {
      clearTimeout(pause);
      typing = true;
      asked += 1;
      if (!field.value.trim()) close();
      else pause = setTimeout(() => send({ n: asked, text: field.value }), SEARCH_PAUSE);
    }

    function open(choices) {
      for (const [code, label] of choices) labels.set(code, label);
      active = -1;
      field.removeAttribute("aria-activedescendant");
      list.replaceChildren(...choices.map(([code, label], position) =>
        make("li", { id: `atlas-autour-${position}`, role: "option", "aria-selected": "false", "data-code": code, onmousedown: (event) => event.preventDefault(), onclick: () => pick(code) }, label)));
      list.hidden = !choices.length;
      none.hidden = choices.length > 0;
      list.scrollTop = 0;
      field.setAttribute("aria-expanded", String(choices.length > 0));
      count.textContent = choices.length > 1 ? `${choices.length} communes proposées` : choices.length ? "1 commune proposée" : "Aucune commune proposée";
    }

    function close() {
      clearTimeout(pause);
      asked += 1;
      list.hidden = none.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
      count.textContent = "";
    }

    function move(step) {
      const options = [...list.children];
      if (list.hidden || !options.length) return;
      active = active < 0 ? (step > 0 ? 0 : options.length - 1) : (active + step + options.length) % options.length;
      options.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
      options[active].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", options[active].id);
    }

    function press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        move(step);
      } else if (event.key === "Enter" && !list.hidden) {
        event.preventDefault();
        // Enter with nothing chosen takes the only one there is, or shows which would be the first.
        const chosen = list.children[active] || (list.children.length === 1 ? list.children[0] : null);
        chosen ? pick(chosen.dataset.code) : move(1);
      } else if (event.key === "Escape") {
        const wasOpen = !list.hidden;
        close();
        if (!wasOpen) forget();
      }
    }

    function pick(code) {
      typing = false;
      close();
      choice.change({ autour: code, rayon: Number(radius.value) });
    }

    function leave() {
      close();
      forget();
    }

    function forget() {
      typing = false;
      settle();
    }

    // The field says the place at hand, but for somebody typing another one.
    function settle() {
      const code = choice.get("autour");
      if (!typing) field.value = code ? labels.get(code) || code : "";
      remove.hidden = !code;
      remove.setAttribute("aria-label", `Retirer le filtre autour de ${labels.get(code) || code}`);
    }

    let told = null;
    return (data) => {
      if (data.place) labels.set(data.place.code, data.place.label);
      // What the server holds may be the answer to a question of before this page.
      if (asked === null) asked = data.answer.n;
      else if (data.answer.n === asked && told !== asked && document.activeElement === field) open(data.answer.choices);
      told = data.answer.n;
      const wanted = String(choice.get("autour") ? choice.get("rayon") || data.radius : data.place ? data.radius : radius.value || data.radius);
      const radii = data.radii.map(String);
      if (radii.join() !== [...radius.options].map((option) => option.value).join()) radius.replaceChildren(...radii.map((km) => make("option", { value: km }, `${km}\u00a0km`)));
      radius.value = radii.includes(wanted) ? wanted : String(data.radius);
      settle();
    };
  });

  return { near, slot, settle: () => settleField() };
})();
