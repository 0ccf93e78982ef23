/* Filters: kinds, time, belief and sources. Each changes the state and lets the rest follow. */

import { byId, make, quoted } from "./dom.js";
import { percent } from "./text.js";

/** `app` gives story, state and refilter(). */
export function createControls(app) {
  const { documents, nodes, words } = app.story;

  function changed() {
    app.refilter();
    mirror();
  }

  const kinds = [...document.querySelectorAll("[data-kind]")];
  for (const button of kinds) {
    button.addEventListener("click", () => {
      const { kind } = button.dataset;
      if (!app.state.kinds.delete(kind)) app.state.kinds.add(kind);
      changed();
    });
  }

  const belief = byId("belief");
  belief.addEventListener("input", () => {
    app.state.belief = Number(belief.value);
    changed();
  });

  // Dates pile up in a few years, so each step of the slider is a date that occurs.
  const dates = [...new Set(nodes.map((node) => node.date).filter(Boolean))].sort();
  const until = byId("until");
  until.closest("label").hidden = dates.length < 2;
  until.max = String(dates.length);
  until.addEventListener("input", () => {
    app.state.until = Number(until.value) < dates.length ? dates[Number(until.value)] : "";
    changed();
  });

  byId("source-menu").hidden = documents.length < 2;
  const boxes = documents.map((_, index) => {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      if (box.checked) app.state.documents.delete(index);
      else app.state.documents.add(index);
      changed();
    });
    return box;
  });
  byId("sources").append(
    ...documents.map(({ title }, index) => make("label", {}, boxes[index], quoted(title))),
  );
  byId("sources-all").addEventListener("click", () => {
    app.state.documents = new Set();
    changed();
  });
  byId("sources-none").addEventListener("click", () => {
    app.state.documents = new Set(documents.keys());
    changed();
  });

  /** Bring the controls in line with the state. */
  function mirror() {
    const { state } = app;
    for (const button of kinds) {
      button.setAttribute("aria-pressed", String(!state.kinds.has(button.dataset.kind)));
    }
    belief.value = String(state.belief);
    belief.setAttribute("aria-valuetext", percent(state.belief));
    byId("belief-value").textContent = percent(state.belief);
    const step = state.until ? dates.findIndex((date) => date >= state.until) : -1;
    until.value = String(step < 0 ? dates.length : step);
    // A date is as exact as the text was: most begin a year or a month.
    const date = state.until ? state.until.replace(/(-01){1,2}$/, "") : words.all_times;
    byId("until-value").textContent = date;
    until.setAttribute("aria-valuetext", date);
    boxes.forEach((box, index) => {
      box.checked = !state.documents.has(index);
    });
    const heard = documents.length - state.documents.size;
    byId("source-count").textContent = state.documents.size
      ? `${heard}/${documents.length}`
      : String(heard);
  }

  return { mirror };
}
