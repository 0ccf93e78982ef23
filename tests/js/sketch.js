/* Small graphs for tests: links as "A>B" (promotes) or "A-B" (prevents), with a belief; 0 is not plain. */

import { adjacency } from "../../kg/page/assets/graph.js";

export function sketch(...links) {
  const names = [...new Set(links.flatMap(([text]) => [text[0], text[2]]))].sort();
  const cause = links.map(([text]) => names.indexOf(text[0]));
  const effect = links.map(([text]) => names.indexOf(text[2]));
  const belief = links.map(([, value = 0.5]) => value);
  return {
    names,
    cause,
    effect,
    belief,
    prevents: links.map(([text]) => Number(text[1] === "-")),
    plain: belief.map((value) => Number(value > 0)),
    ...adjacency(names.length, cause, effect, belief),
  };
}

/** A story around a graph, with what the functions under test read of it. */
export function story(graph, more = {}) {
  return {
    graph,
    nodes: graph.names.map((label) => ({
      name: `factor:${label}`,
      label,
      kind: "Factor",
      family: "state",
      badge: "F",
      date: "",
    })),
    heard: graph.cause.map(() => [0]),
    kinds: [{ key: "Factor" }, { key: "Metric" }],
    documents: [{ source: "a.txt" }, { source: "b.txt" }],
    loops: [],
    style: "-".repeat(graph.cause.length),
    boxes: { lines: {} },
    raw: { edges: { route: null } },
    ...more,
  };
}

export const all = () => true;
