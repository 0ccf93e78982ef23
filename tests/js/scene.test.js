import assert from "node:assert/strict";
import { test } from "node:test";
import { at, bounds, focusScene, wholeScene } from "../../kg/page/assets/scene.js";
import { sketch, story } from "./sketch.js";

const width = (text) => 14 * text.length;
const everything = (graph) => ({
  nodes: graph.names.map(() => 1),
  links: graph.cause.map(() => 1),
});

test("a focus has causes on the left, effects on the right, and nothing overlaps", () => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const links = [];
  for (let i = 0; i < 25; i += 1) {
    links.push([`${letters[i]}>${letters[i + 1]}`], [`${letters[i]}>${letters[(i + 5) % 26]}`]);
  }
  const graph = sketch(...links);
  const scene = focusScene(story(graph), 12, everything(graph), width);
  const focus = scene.box.get(12);
  for (const link of graph.causesOf[12]) assert.ok(scene.box.get(graph.cause[link]).x < focus.x);
  for (const link of graph.effectsOf[12]) assert.ok(scene.box.get(graph.effect[link]).x > focus.x);
  for (const one of scene.nodes) {
    for (const two of scene.nodes) {
      const apart =
        Math.abs(one.x - two.x) >= (one.w + two.w) / 2 ||
        Math.abs(one.y - two.y) >= (one.h + two.h) / 2;
      assert.ok(one === two || apart);
    }
  }
});

test("a hub shows at most 44 nodes, the most believed first", () => {
  const links = Array.from({ length: 90 }, (_, i) => [
    `${String.fromCharCode(0x4e00 + i)}>Z`,
    (i + 1) / 100,
  ]);
  const graph = sketch(...links);
  const focus = graph.names.indexOf("Z");
  const scene = focusScene(story(graph), focus, everything(graph), width);
  assert.ok(scene.nodes.length > 15 && scene.nodes.length <= 44);
  assert.ok(scene.box.has(graph.cause[89]));
  assert.ok(!scene.box.has(graph.cause[0]));
});

test("what filters leave out is not in a focus", () => {
  const graph = sketch(["A>B"], ["B>C"]);
  const shown = everything(graph);
  shown.links[1] = 0;
  assert.deepEqual([...focusScene(story(graph), 1, shown, width).box.keys()].sort(), [0, 1]);
});

function placed(graph, more) {
  const count = graph.names.length;
  const boxes = {
    x: graph.names.map((_, i) => 200 * i),
    y: graph.names.map(() => 0),
    w: Array(count).fill(100),
    h: Array(count).fill(34),
    lines: {},
  };
  return wholeScene(story(graph, { boxes, ...more }));
}

test("what is clicked: a node, else the nearest line within reach", () => {
  const graph = sketch(["A>B"], ["B>C"]);
  const scene = placed(graph);
  const shown = everything(graph);
  assert.deepEqual(at(scene, 45, 10, 5, shown), { kind: "node", index: 0 });
  assert.deepEqual(at(scene, 100, 3, 5, shown), { kind: "link", index: 0 });
  assert.equal(at(scene, 100, 30, 5, shown), null);
  shown.links[0] = 0;
  assert.equal(at(scene, 100, 3, 5, shown), null);
});

test("loops put their badge on the link that runs back", () => {
  const graph = sketch(["A>B"], ["B-A"], ["C>C"]);
  const loops = [
    { nodes: [0, 1], reinforcing: false },
    { nodes: [2], reinforcing: true },
  ];
  const scene = placed(graph, { loops });
  assert.deepEqual(
    scene.links.map((link) => link.badges.map((badge) => badge.text)),
    [[], ["B"], ["R"]],
  );
});

test("lines end at the border of a node, bars and arrows at the tip", () => {
  const graph = sketch(["A>B"], ["A-C"]);
  const [arrow, bar] = placed(graph).links;
  assert.deepEqual([arrow.tip.x, arrow.tip.y, arrow.tip.angle], [150, 0, 0]);
  assert.ok(arrow.d.endsWith("L144 0"));
  assert.ok(bar.d.endsWith("L350 0"));
});

test("no boxes have empty bounds", () => {
  assert.deepEqual(bounds([]), { left: 0, right: 0, top: 0, bottom: 0 });
});
