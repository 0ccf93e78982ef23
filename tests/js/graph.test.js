import assert from "node:assert/strict";
import { test } from "node:test";
import { bestChain, between, filtered, piece, reach, whatIf } from "../../kg/page/assets/graph.js";
import { all, sketch, story } from "./sketch.js";

const named = (graph, nodes) =>
  [...nodes]
    .map((node) => graph.names[node])
    .sort()
    .join("");
const chain = (graph, links) =>
  links?.map((link) => graph.names[graph.effect[link]]).join("") ?? null;

test("upstream and downstream follow plain links only, through cycles", () => {
  const graph = sketch(["A>B"], ["B>C"], ["C>B"], ["D>C", 0], ["C>E"]);
  assert.equal(named(graph, reach(graph, 2, "up", all).nodes), "ABC");
  assert.equal(named(graph, reach(graph, 0, "down", all).nodes), "ABCE");
  assert.equal(reach(graph, 0, "down", all).links.size, 4);
  assert.equal(named(graph, reach(graph, 0, "down", (link) => link !== 1).nodes), "AB");
});

test("links of a node come most believed first", () => {
  const graph = sketch(["A>C", 0.2], ["B>C", 0.9], ["D>C", 0.5]);
  assert.deepEqual(graph.causesOf[2], [1, 2, 0]);
});

test("a piece hangs together whichever way links run", () => {
  const graph = sketch(["A>B"], ["C>B", 0], ["D>E"]);
  assert.equal(named(graph, piece(graph, 2)), "ABC");
});

test("between two nodes lies every way there", () => {
  const graph = sketch(["A>B"], ["B>D"], ["A>C"], ["C>D"], ["D>E"], ["X>C"]);
  const found = between(graph, 0, graph.names.indexOf("D"), all);
  assert.equal(named(graph, found.nodes), "ABCD");
  assert.equal(found.links.size, 4);
  assert.equal(between(graph, graph.names.indexOf("E"), 0, all).nodes.size, 0);
});

test("the best chain has the strongest weakest link, then the fewest links", () => {
  const graph = sketch(["A>D", 0.3], ["A>B", 0.9], ["B>D", 0.6], ["B>C", 0.9], ["C>D", 0.6]);
  assert.equal(chain(graph, bestChain(graph, 0, 3, all)), "BD");
  assert.equal(
    chain(
      graph,
      bestChain(graph, 0, 3, (link) => link !== 1),
    ),
    "D",
  );
  assert.equal(bestChain(graph, 3, 0, all), null);
  assert.equal(bestChain(graph, 0, 0, all), null);
});

test("of parallel links the most believed is walked", () => {
  const graph = sketch(["A>B", 0.3], ["A-B", 0.8]);
  assert.deepEqual(bestChain(graph, 0, 1, all), [1]);
});

test("without a cause, what only it supports falls and what others support stays", () => {
  const graph = sketch(["A>B", 0.9], ["B>C", 0.5], ["X>C", 0.4], ["B-D", 0.7]);
  const found = whatIf(graph, new Set([0]), all);
  assert.deepEqual(
    found.map(({ node, lost, sign, hops }) => [graph.names[node], lost, sign, hops]),
    [
      ["B", true, -1, 1],
      ["D", true, 1, 2],
      ["C", false, -1, 2],
    ],
  );
  assert.deepEqual(found[2].kept, [2]);
  assert.deepEqual(found[2].fallen, [1]);
});

test("a loop does not support itself", () => {
  const graph = sketch(["A>B"], ["B>C"], ["C>B"]);
  assert.ok(whatIf(graph, new Set([0]), all).every((item) => item.lost));
});

test("filters: kinds, time, belief and documents; nodes left alone go", () => {
  const graph = sketch(["A>B", 0.9], ["B>C", 0.2]);
  const tale = story(graph, { heard: [[0], [1]] });
  const none = { kinds: new Set(), documents: new Set(), belief: 0, until: "" };
  assert.deepEqual([...filtered(tale, none).nodes], [1, 1, 1]);
  assert.deepEqual([...filtered(tale, { ...none, belief: 0.5 }).links], [1, 0]);
  assert.deepEqual([...filtered(tale, { ...none, documents: new Set([0]) }).nodes], [0, 1, 1]);
  tale.nodes[2].kind = "Metric";
  assert.deepEqual([...filtered(tale, { ...none, kinds: new Set(["Metric"]) }).nodes], [1, 1, 0]);
  tale.nodes[0].date = "2020-07-01";
  assert.deepEqual([...filtered(tale, { ...none, until: "2020-06-30" }).nodes], [0, 1, 1]);
  assert.deepEqual([...filtered(tale, { ...none, until: "2020-07-01" }).nodes], [1, 1, 1]);
});
