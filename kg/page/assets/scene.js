/* What stands on the stage and where: the whole graph as it was laid out when the file was made, or
   one node of a large graph with its causes on the left and its effects on the right. */

const LINE = 18;
const PAD = { rule: 12, thing: 14, actor: 16, measure: 20, state: 12 };
const COLUMN = 74; // free space between two columns of a focus
const ROW = 20;
const MOST = 44;
const HOPS = 3;

/** The whole graph. `boxes` and `edges` come from kg/page/drawing.py. */
export function wholeScene(story) {
  const { boxes } = story;
  const { route } = story.raw.edges;
  const nodes = story.nodes.map((node, index) => ({
    index,
    x: boxes.x[index],
    y: boxes.y[index],
    w: boxes.w[index],
    h: boxes.h[index],
    lines: (boxes.lines[index] || node.label).split("\n"),
    family: node.family,
    badge: node.badge,
  }));
  const links = story.graph.cause.map((_, link) => ({ link, route: route?.[link] || [] }));
  return finished(story, nodes, links);
}

/** One node, its nearest causes and effects, at most 44 nodes. `shown` is what filters leave;
    `width` estimates the width of a text in px. */
export function focusScene(story, focus, shown, width) {
  const { graph } = story;
  const column = new Map([[focus, 0]]);
  // Ring by ring, both sides alike, the most believed first.
  let rings = [[focus], [focus]];
  for (let hop = 1; hop <= HOPS && column.size < MOST; hop += 1) {
    rings = rings.map((ring, side) => {
      const next = [];
      const room = Math.max(3, Math.floor((MOST - column.size) / (side ? 1 : 2)));
      for (const node of ring) {
        for (const link of side ? graph.effectsOf[node] : graph.causesOf[node]) {
          const other = side ? graph.effect[link] : graph.cause[link];
          if (!shown.links[link] || column.has(other) || next.length >= room || column.size >= MOST)
            continue;
          column.set(other, side ? hop : -hop);
          next.push(other);
        }
      }
      return next;
    });
  }
  const nodes = [...column.keys()].map((index) => sized(story, index, width));
  const links = [];
  for (const [node] of column) {
    for (const link of graph.effectsOf[node]) {
      if (shown.links[link] && column.has(graph.effect[link])) links.push({ link, route: [] });
    }
  }
  placeColumns(story, nodes, links, column);
  const scene = finished(story, nodes, links);
  scene.focus = focus;
  return scene;
}

/** A chain of links from left to right. */
export function chainScene(story, chain, width) {
  const { graph } = story;
  const order = [graph.cause[chain[0]], ...chain.map((link) => graph.effect[link])];
  const nodes = order.map((index) => sized(story, index, width));
  const links = chain.map((link) => ({ link, route: [] }));
  placeColumns(story, nodes, links, new Map(order.map((node, place) => [node, place])));
  return finished(story, nodes, links);
}

/** A node without a place yet. */
function sized(story, index, width) {
  const node = story.nodes[index];
  const lines = (story.boxes.lines[index] || node.label).split("\n");
  const text = Math.max(...lines.map((line) => width(line)));
  return {
    index,
    x: 0,
    y: 0,
    w: 2 * Math.round((text + 26 + 2 * PAD[node.family]) / 2),
    h: Math.max(34, lines.length * LINE + 14),
    lines,
    family: node.family,
    badge: node.badge,
  };
}

/** Columns from left to right; each is ordered by where its neighbours nearer to the focus stand. */
function placeColumns(story, nodes, links, column) {
  const { graph } = story;
  const box = new Map(nodes.map((node) => [node.index, node]));
  const columns = new Map();
  for (const node of nodes) {
    const at = column.get(node.index);
    columns.set(at, [...(columns.get(at) || []), node]);
  }
  const order = [...columns.keys()].sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  for (const at of order) {
    const inner = at - Math.sign(at);
    const wish = new Map(columns.get(at).map((node) => [node, []]));
    for (const { link } of links) {
      const [one, two] = [graph.cause[link], graph.effect[link]];
      if (column.get(one) === at && column.get(two) === inner)
        wish.get(box.get(one)).push(box.get(two).y);
      if (column.get(two) === at && column.get(one) === inner)
        wish.get(box.get(two)).push(box.get(one).y);
    }
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
    const level = columns.get(at).sort((a, b) => mean(wish.get(a)) - mean(wish.get(b)));
    const height = level.reduce((sum, node) => sum + node.h + ROW, -ROW);
    let y = -height / 2;
    for (const node of level) {
      node.y = Math.round(y + node.h / 2);
      y += node.h + ROW;
    }
  }
  let left = 0;
  for (const at of [...columns.keys()].sort((a, b) => a - b)) {
    const widest = Math.max(...columns.get(at).map((node) => node.w));
    for (const node of columns.get(at)) node.x = Math.round(left + widest / 2);
    left += widest + COLUMN;
  }
}

function finished(story, nodes, links) {
  const box = new Map(nodes.map((node) => [node.index, node]));
  const badges = loopBadges(story, box);
  const lines = links.map(({ link, route }) => {
    const { graph } = story;
    const [from, to] = [box.get(graph.cause[link]), box.get(graph.effect[link])];
    const drawn = from === to ? ring(from) : line(from, to, route, graph.prevents[link] === 1);
    return {
      link,
      ...drawn,
      prevents: graph.prevents[link] === 1,
      style: story.style[link],
      belief: graph.belief[link],
      badges: (badges.get(link) || []).map((text, index) => ({
        x: drawn.middle[0] + 22 * index,
        y: drawn.middle[1],
        text,
      })),
    };
  });
  const scene = {
    nodes,
    links: lines,
    box,
    linkAt: new Map(lines.map((item) => [item.link, item])),
  };
  scene.bounds = bounds(nodes);
  // Lines that run back may leave the nodes' bounds.
  for (const item of lines) {
    scene.bounds.top = Math.min(scene.bounds.top, item.bounds.top);
    scene.bounds.bottom = Math.max(scene.bounds.bottom, item.bounds.bottom);
  }
  return scene;
}

/** The rectangle around some boxes. */
export function bounds(boxes) {
  const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y, w, h } of boxes) {
    found.left = Math.min(found.left, x - w / 2);
    found.right = Math.max(found.right, x + w / 2);
    found.top = Math.min(found.top, y - h / 2);
    found.bottom = Math.max(found.bottom, y + h / 2);
  }
  return Number.isFinite(found.left) ? found : { left: 0, right: 0, top: 0, bottom: 0 };
}

/** On the link that closes a loop, R where the loop feeds itself and B where it checks itself. */
function loopBadges(story, box) {
  const { graph } = story;
  const found = new Map();
  for (const loop of story.loops) {
    if (!loop.nodes.every((node) => box.has(node))) continue;
    const links = loop.nodes.map((node, index) => {
      const next = loop.nodes[(index + 1) % loop.nodes.length];
      return graph.effectsOf[node].find((link) => graph.effect[link] === next && graph.plain[link]);
    });
    const back = links.find(
      (link) => box.get(graph.cause[link]).x >= box.get(graph.effect[link]).x,
    );
    const text = loop.reinforcing ? "R" : "B";
    const own = found.get(back) || [];
    if (!own.includes(text)) found.set(back, [...own, text]);
  }
  return found;
}

const round = (value) => Math.round(value * 10) / 10;

/** A line from box to box along its route: straight beside nodes, bent between columns. */
function line(from, to, route, prevents) {
  const forward = from.x < to.x;
  const side = forward ? 1 : -1;
  const points = [];
  // Two of one column, which only happens where lines are not routed: around, on the left.
  if (!route.length && from.x === to.x) return around(from, to, prevents);
  const first = route.length ? route[1] : from.y;
  const last = route.length ? route.at(-1) : to.y;
  points.push([from.x + (side * from.w) / 2, first]);
  for (let i = 0; i < route.length; i += 2) points.push([route[i], route[i + 1]]);
  points.push([to.x - (side * to.w) / 2, last]);
  return finish(points, forward ? 0 : Math.PI, prevents);
}

function around(from, to, prevents) {
  const [x, nextX] = [from.x - from.w / 2, to.x - to.w / 2];
  const out = Math.min(x, nextX) - 26;
  const end = prevents ? nextX : nextX - 6;
  const points = sample([x, from.y], [out, from.y], [out, to.y], [end, to.y]);
  return described(
    `M${x} ${from.y}C${out} ${from.y} ${out} ${to.y} ${end} ${to.y}`,
    points,
    [nextX, to.y],
    0,
  );
}

/** A loop from a node to itself, above it. */
function ring({ x, y, h }) {
  const top = y - h / 2;
  const d = `M${x + 14} ${top}C${x + 30} ${top - 34} ${x - 30} ${top - 34} ${x - 14} ${top}`;
  const sampled = sample([x + 14, top], [x + 30, top - 34], [x - 30, top - 34], [x - 14, top]);
  return {
    d,
    sampled,
    tip: { x: x - 14, y: top, angle: Math.PI * 0.4 },
    middle: [x, top - 26],
    sign: null,
    bounds: { left: x - 30, right: x + 30, top: top - 36, bottom: top },
  };
}

function finish(points, angle, prevents) {
  const tip = points.at(-1);
  // An arrow's line ends inside its head, so that it stays pointed.
  const end = prevents ? tip : [tip[0] - 6 * Math.cos(angle), tip[1] - 6 * Math.sin(angle)];
  const stops = [...points.slice(0, -1), end];
  let d = `M${round(stops[0][0])} ${round(stops[0][1])}`;
  const sampled = [stops[0]];
  for (let i = 1; i < stops.length; i += 1) {
    const [[x, y], [nextX, nextY]] = [stops[i - 1], stops[i]];
    if (y === nextY) {
      d += `L${round(nextX)} ${round(nextY)}`;
      sampled.push(stops[i]);
    } else {
      const half = round((x + nextX) / 2);
      d += `C${half} ${round(y)} ${half} ${round(nextY)} ${round(nextX)} ${round(nextY)}`;
      sampled.push(...sample([x, y], [half, y], [half, nextY], [nextX, nextY]).slice(1));
    }
  }
  return described(d, sampled, tip, angle);
}

/** A line with all that is asked of it: where to hit it, where it ends, where its badges go. */
function described(d, sampled, tip, angle) {
  const middle = sampled[Math.floor(sampled.length / 2)];
  const before = sampled[Math.max(0, sampled.length - 2)];
  const xs = sampled.map((point) => point[0]);
  const ys = sampled.map((point) => point[1]);
  return {
    d,
    sampled,
    tip: { x: tip[0], y: tip[1], angle },
    middle: middle.map(round),
    sign: {
      x: round(tip[0] - 18 * Math.cos(angle)),
      y: round(Math.min(tip[1], before[1] + 6) - 9),
    },
    bounds: {
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    },
  };
}

/** Points on a cubic curve. */
function sample(a, b, c, d) {
  const found = [];
  for (let step = 0; step <= 8; step += 1) {
    const t = step / 8;
    const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    found.push([
      p * a[0] + q * b[0] + r * c[0] + s * d[0],
      p * a[1] + q * b[1] + r * c[1] + s * d[1],
    ]);
  }
  return found;
}

/** The node at a place, or the link that passes within `reach` of it. */
export function at(scene, x, y, reach, shown) {
  for (const { index, x: cx, y: cy, w, h } of scene.nodes) {
    if (shown.nodes[index] && Math.abs(x - cx) <= w / 2 && Math.abs(y - cy) <= h / 2) {
      return { kind: "node", index };
    }
  }
  let nearest = null;
  let least = reach;
  for (const { link, sampled, bounds: box } of scene.links) {
    if (
      !shown.links[link] ||
      x < box.left - reach ||
      x > box.right + reach ||
      y < box.top - reach ||
      y > box.bottom + reach
    )
      continue;
    for (let i = 1; i < sampled.length; i += 1) {
      const distance = toSegment(x, y, sampled[i - 1], sampled[i]);
      if (distance < least) {
        least = distance;
        nearest = { kind: "link", index: link };
      }
    }
  }
  return nearest;
}

function toSegment(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
