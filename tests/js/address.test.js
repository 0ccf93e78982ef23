import assert from "node:assert/strict";
import { test } from "node:test";
import { read, write } from "../../kg/page/assets/address.js";
import { sketch, story } from "./sketch.js";

const tale = story(sketch(["A>B"], ["A-B"], ["B>C"]));
const empty = read(tale, "");

test("a view comes back from its address", () => {
  const view = {
    ...empty,
    node: 1,
    to: 2,
    without: new Set([0, 2]),
    kinds: new Set(["Metric"]),
    documents: new Set([1]),
    belief: 0.35,
    until: "2020-07-01",
    query: "合规 & <压力>#",
    table: true,
    theme: "dark",
  };
  assert.deepEqual(read(tale, `#${write(tale, view)}`), view);
});

test("a link is named by sign, cause and effect", () => {
  assert.equal(write(tale, { ...empty, link: 1 }), "link=-%7Cfactor%3AA%7Cfactor%3AB");
  assert.equal(read(tale, `#${write(tale, { ...empty, link: 1 })}`).link, 1);
  assert.equal(read(tale, `#${write(tale, { ...empty, link: 0 })}`).link, 0);
});

test("nothing chosen is an empty address", () => {
  assert.equal(write(tale, empty), "");
});

test("a bare name or label stands for a node", () => {
  assert.equal(read(tale, "#factor%3AB").node, 1);
  assert.equal(read(tale, "#C").node, 2);
  assert.equal(read(tale, "#nothing").node, null);
});

test("a label may hold signs that mean something in an address", () => {
  const odd = story(sketch(["A>B"]));
  odd.nodes[1].label = "DOU+ & x=1 50%";
  assert.equal(read(odd, `#${encodeURIComponent(odd.nodes[1].label)}`).node, 1);
  assert.equal(read(odd, `#${odd.nodes[1].label}`).node, 1);
});

test("all sources muted are said in short", () => {
  const muted = { ...empty, documents: new Set([0, 1]) };
  assert.equal(write(tale, muted), "mute=*");
  assert.deepEqual(read(tale, "#mute=*"), muted);
});

test("a link goes before a node, a path before a light", () => {
  const both = read(tale, "#node=factor:B&link=%2B|factor:A|factor:B&light=up");
  assert.deepEqual([both.node, both.link, both.light], [null, 0, null]);
  const path = read(tale, "#node=factor:B&to=factor:A&light=up");
  assert.deepEqual([path.to, path.light], [0, null]);
});

test("what an address gets wrong is left out", () => {
  const wrong = "#node=factor:Z&link=x&belief=7&until=soon&hide=__proto__&theme=pink&light=up&to=q";
  assert.deepEqual(read(tale, wrong), empty);
  assert.deepEqual(read(tale, "#%E0%A4%A"), empty);
  assert.deepEqual(read(tale, "#&&=&%"), empty);
});
