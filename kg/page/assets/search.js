/* Search in names, aliases and quotes; Enter goes from hit to hit. */

import { byId } from "./dom.js";
import { fold, say } from "./text.js";

export function createSearch(app, panel) {
  const { story } = app;
  const { words, nodes, graph } = story;
  const input = byId("search");
  const count = byId("hits");
  let names = null; // folded names of the nodes
  let quotes = null; // folded quotes of the links
  let hits = [];
  let place = -1;

  /** What is searched is folded when somebody searches. */
  function prepare() {
    if (names) return;
    names = nodes.map((node, index) =>
      fold([node.label, ...(story.raw.nodes.aliases[index] || [])].join("\n")),
    );
    story.prove((proof) => {
      quotes = proof.links.map(([support, against]) =>
        fold(
          [...support, ...against]
            .flatMap((claim) =>
              proof.claims[claim][6].map(([passage, , from, to]) =>
                proof.passages[passage].slice(from, to),
              ),
            )
            .join("\n"),
        ),
      );
      if (input.value) {
        const at = place; // who is at a hit already stays there
        changed();
        place = Math.min(at, hits.length - 1);
        if (place >= 0) count.textContent = `${place + 1}/${hits.length}`;
      }
    });
  }

  function find() {
    const query = fold(app.state.query.trim());
    if (query) prepare(); // which may find by itself, so it comes first
    hits = [];
    app.hits = { nodes: new Set(), links: new Set() };
    if (query) {
      names.forEach((text, index) => {
        if (app.shown.nodes[index] && text.includes(query)) hits.push({ kind: "node", index });
      });
      // The name itself first, then names that begin so, the shortest first.
      const rank = ({ index }) => {
        const own = names[index].split("\n");
        if (own.includes(query)) return 0;
        return own.some((name) => name.startsWith(query)) ? 1 : 2;
      };
      hits.sort(
        (a, b) =>
          rank(a) - rank(b) ||
          nodes[a.index].label.length - nodes[b.index].label.length ||
          a.index - b.index,
      );
      (quotes || []).forEach((text, index) => {
        if (app.shown.links[index] && text.includes(query)) hits.push({ kind: "link", index });
      });
      app.hits.nodes = new Set(hits.filter((hit) => hit.kind === "node").map((hit) => hit.index));
      app.hits.links = new Set(hits.filter((hit) => hit.kind === "link").map((hit) => hit.index));
    }
    place = Math.min(place, hits.length - 1);
    count.textContent = !query
      ? ""
      : !hits.length
        ? words.no_hits
        : place < 0
          ? `${hits.length}`
          : `${place + 1}/${hits.length}`;
  }

  function changed() {
    app.state.query = input.value;
    place = -1;
    app.refind();
    if (app.state.query.trim())
      app.announce(hits.length ? say(words.hits_all, hits.length) : words.no_hits);
  }

  input.addEventListener("focus", prepare);
  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return; // Enter also ends a Chinese input method
    event.preventDefault();
    const { length } = hits;
    if (!length) return;
    const first = event.shiftKey ? length - 1 : 0;
    place = place < 0 ? first : (place + (event.shiftKey ? length - 1 : 1)) % length;
    const hit = hits[place];
    app.state.light = null;
    app.select(hit, false);
    count.textContent = `${place + 1}/${length}`;
    const name = hit.kind === "node" ? nodes[hit.index].label : panel.linkName(hit.index);
    app.announce(`${say(words.hits, place + 1, length)}: ${name}`);
  });

  return {
    find,
    mirror() {
      input.value = app.state.query;
    },
    focus() {
      input.focus();
      input.select();
    },
    /** The links that a search leaves in the table: those found, and those of the nodes found. */
    wanted() {
      if (!app.state.query.trim()) return null;
      return new Set(
        hits.flatMap(({ kind, index }) =>
          kind === "link" ? [index] : [...graph.causesOf[index], ...graph.effectsOf[index]],
        ),
      );
    },
  };
}
