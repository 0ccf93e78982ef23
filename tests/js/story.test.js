import assert from "node:assert/strict";
import { test } from "node:test";
import { inflate } from "../../kg/page/assets/story.js";

const raw = {
  words: {},
  kinds: [{ key: "Policy", family: "rule", badge: "政" }],
  nodes: {
    name: ["policy:", "x:__proto__"],
    label: ["办法", "constructor"],
    language: ["zh", ""],
    kind: [0, 0],
    date: { 0: "2020-07-01" },
  },
  links: {
    polarity: "+-",
    style: "-.",
    belief: [0.5, 0],
    documents: [[0], [0]],
    for: [1, 1],
    against: [0, 0],
    voices: {},
  },
  edges: { cause: [0, 1], effect: [1, 0], route: null },
  documents: [],
  loops: [],
  undrawn: [0, 0],
  focus: 1,
  boxes: {},
};

test("columns become nodes and a graph", () => {
  const story = inflate(raw);
  assert.deepEqual(
    story.nodes.map(({ name, label, date, family }) => [name, label, date, family]),
    [
      ["policy:办法", "办法", "2020-07-01", "rule"],
      ["x:__proto__", "constructor", "", "rule"],
    ],
  );
  assert.deepEqual([...story.graph.prevents], [0, 1]);
  assert.deepEqual([...story.graph.plain], [1, 0]);
  assert.deepEqual(story.graph.causesOf, [[1], [0]]);
});
