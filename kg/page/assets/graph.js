/* What is connected to what. Nodes and links are numbers; a graph has `cause`, `effect`, `belief`,
   `prevents` and `plain` by link, and `causesOf` and `effectsOf` by node. Conditional and planned
   links are no causal edges (not plain), so nothing here follows them. The answers are those of the
   library: kg/network/structure.py and paths.py. */

/** Links into and out of each node, most believed first. */
export function adjacency(count, cause, effect, belief) {
  const causesOf = Array.from({ length: count }, () => []);
  const effectsOf = Array.from({ length: count }, () => []);
  cause.forEach((_, link) => {
    effectsOf[cause[link]].push(link);
    causesOf[effect[link]].push(link);
  });
  const order = (a, b) => belief[b] - belief[a] || a - b;
  for (const list of causesOf) list.sort(order);
  for (const list of effectsOf) list.sort(order);
  return { causesOf, effectsOf };
}

/** The most believed of the open links between each two nodes, for walking one way. */
function ways(graph, node, up, open) {
  const far = up ? graph.cause : graph.effect;
  const seen = new Set();
  const found = [];
  for (const link of up ? graph.causesOf[node] : graph.effectsOf[node]) {
    if (graph.plain[link] && open(link) && !seen.has(far[link])) {
      seen.add(far[link]);
      found.push(link);
    }
  }
  return found;
}

/** All nodes and links upstream ("up") or downstream ("down") of a node, and the node itself. */
export function reach(graph, start, direction, open) {
  const up = direction === "up";
  const far = up ? graph.cause : graph.effect;
  const nodes = new Set([start]);
  const links = new Set();
  for (const node of nodes) {
    for (const link of up ? graph.causesOf[node] : graph.effectsOf[node]) {
      if (!graph.plain[link] || !open(link)) continue;
      links.add(link);
      nodes.add(far[link]);
    }
  }
  return { nodes, links };
}

/** All nodes that hang together with a node, whichever way links run. */
export function piece(graph, start) {
  const nodes = new Set([start]);
  for (const node of nodes) {
    for (const link of graph.causesOf[node]) nodes.add(graph.cause[link]);
    for (const link of graph.effectsOf[node]) nodes.add(graph.effect[link]);
  }
  return nodes;
}

/** Every node and link on some way from one node to another; empty if there is none. */
export function between(graph, start, end, open) {
  const after = reach(graph, start, "down", open);
  if (!after.nodes.has(end)) return { nodes: new Set(), links: new Set() };
  const before = reach(graph, end, "up", open);
  const both = (one, two) => new Set([...one].filter((item) => two.has(item)));
  return { nodes: both(after.nodes, before.nodes), links: both(after.links, before.links) };
}

/** The links of the most believed chain: its weakest link as strong as can be, then as few as can be.
    Null if nothing leads there. */
export function bestChain(graph, start, end, open) {
  const best = strengths(graph, end, open);
  if (!best.has(start) || start === end) return null;
  const enough = best.get(start);
  const came = new Map([[start, null]]);
  for (const node of came.keys()) {
    if (node === end) break;
    const onward = ways(graph, node, false, open).sort((a, b) => graph.effect[a] - graph.effect[b]);
    for (const link of onward) {
      const next = graph.effect[link];
      if (graph.belief[link] >= enough && best.has(next) && !came.has(next)) came.set(next, link);
    }
  }
  const chain = [];
  for (let node = end; came.get(node) !== null; node = graph.cause[came.get(node)]) {
    chain.unshift(came.get(node));
  }
  return chain;
}

/** For every node that leads to `end`, how much its best chain is believed. */
function strengths(graph, end, open) {
  const best = new Map();
  const queue = [[1, end]];
  while (queue.length) {
    const [belief, node] = take(queue);
    if (best.has(node)) continue;
    best.set(node, belief);
    for (const link of ways(graph, node, true, open)) {
      put(queue, [Math.min(belief, graph.belief[link]), graph.cause[link]]);
    }
  }
  return best;
}

/* A heap of [belief, node], the most believed on top. */

function put(heap, item) {
  let place = heap.push(item) - 1;
  while (place) {
    const above = (place - 1) >> 1;
    if (heap[above][0] >= item[0]) break;
    heap[place] = heap[above];
    place = above;
  }
  heap[place] = item;
}

function take(heap) {
  const top = heap[0];
  const item = heap.pop();
  if (heap.length) {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below + 1 < heap.length && heap[below + 1][0] > heap[below][0]) below += 1;
      if (below >= heap.length || heap[below][0] <= item[0]) break;
      heap[place] = heap[below];
      place = below;
    }
    heap[place] = item;
  }
  return top;
}

/** What would follow if some causes were absent: lost ones first, the nearest first.
    A node keeps its support while a chain from something that does not depend on the absent still
    leads to it; a loop does not support itself. `sign` is which way it would move: 0 is both. */
export function whatIf(graph, without, open) {
  const hops = new Map([...without].map((node) => [node, 0]));
  for (const [node, distance] of hops) {
    for (const link of ways(graph, node, false, open)) {
      if (!hops.has(graph.effect[link])) hops.set(graph.effect[link], distance + 1);
    }
  }
  for (const node of without) hops.delete(node);
  const standing = new Set();
  graph.causesOf.forEach((_, node) => {
    if (!hops.has(node) && !without.has(node)) standing.add(node);
  });
  for (const node of standing) {
    for (const link of ways(graph, node, false, open)) {
      if (!without.has(graph.effect[link])) standing.add(graph.effect[link]);
    }
  }
  const signs = signsFrom(graph, without, open);
  const found = [...hops].map(([node, distance]) => {
    const links = ways(graph, node, true, open);
    const kept = links.filter((link) => standing.has(graph.cause[link]));
    const moved = signs.get(node);
    return {
      node,
      lost: !standing.has(node),
      hops: distance,
      sign: moved.size === 1 ? -[...moved][0] : 0,
      kept,
      fallen: links.filter((link) => !kept.includes(link)),
    };
  });
  return found.sort((a, b) => b.lost - a.lost || a.hops - b.hops || a.node - b.node);
}

/** Along which signs (+1, −1) the absent causes reach each node. */
function signsFrom(graph, without, open) {
  const signs = new Map([...without].map((node) => [node, new Set([1])]));
  const queue = [...without].map((node) => [node, 1]);
  for (const [node, sign] of queue) {
    for (const link of ways(graph, node, false, open)) {
      const next = graph.effect[link];
      const moved = graph.prevents[link] ? -sign : sign;
      if (!signs.has(next)) signs.set(next, new Set());
      if (!signs.get(next).has(moved)) {
        signs.get(next).add(moved);
        queue.push([next, moved]);
      }
    }
  }
  return signs;
}

/** Let the chosen documents alone speak: beliefs and counts of claims without those of the muted ones
    (a set). The sum is that of kg/assemble.py. */
export function retell(story, muted) {
  if (!muted.size && !story.retold) return;
  story.retold = muted.size > 0;
  const { graph, counts, raw } = story;
  // Copies of one source: the likeliest right of those that are chosen speaks for it.
  const chosen = (sources) =>
    sources.map((told) => told.find(([document]) => !muted.has(document))).filter(Boolean);
  for (const [index, [terms, denials, support, against]] of Object.entries(story.voices)) {
    const link = Number(index);
    const said = chosen(terms);
    const weights = (voices) => voices.reduce((sum, voice) => sum + voice[2], 0);
    const positive = weights(said);
    const negative = weights(chosen(denials));
    const errors = said.reduce((product, voice) => product * voice[1], 1);
    const share = positive ? positive / (positive + negative) : 0;
    graph.belief[link] = !muted.size
      ? raw.links.belief[link]
      : Math.round(Math.max(0, (1 - errors) * share) * 1e4) / 1e4;
    graph.plain[link] = Number("-~".includes(story.style[link]) && graph.belief[link] > 0);
    const left = (made) =>
      made.reduce((sum, [document, n]) => sum + (muted.has(document) ? 0 : n), 0);
    counts.for[link] = left(support);
    counts.against[link] = left(against);
  }
  Object.assign(graph, adjacency(story.nodes.length, graph.cause, graph.effect, graph.belief));
}

/** What the filters leave: a node with its kind and date let through, and a link between two such
    that is believed enough and that a chosen document speaks of. A node left without links goes.
    `filters` has `kinds` and `documents` switched off (sets), `belief`, and `until` (a date or ""). */
export function filtered(story, filters) {
  const { nodes, graph } = story;
  const shown = { nodes: new Uint8Array(nodes.length), links: new Uint8Array(graph.cause.length) };
  const allowed = nodes.map(
    (node) =>
      !filters.kinds.has(node.kind) && !(filters.until && node.date && node.date > filters.until),
  );
  graph.cause.forEach((cause, link) => {
    const effect = graph.effect[link];
    const heard =
      !filters.documents.size ||
      story.heard[link].some((document) => !filters.documents.has(document));
    if (allowed[cause] && allowed[effect] && heard && graph.belief[link] >= filters.belief) {
      shown.links[link] = shown.nodes[cause] = shown.nodes[effect] = 1;
    }
  });
  return shown;
}
