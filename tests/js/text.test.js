import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, percent, pieces, say, year } from "../../kg/page/assets/text.js";

test("phrases take values in order, whatever these hold", () => {
  assert.equal(say("{} of {}", "{}", 2), "{} of 2");
});

test("search minds neither width nor case", () => {
  assert.equal(fold("Ｍ1＋逾期率"), "m1+逾期率");
});

test("percentages are whole, and only what is certain is 100 %", () => {
  assert.deepEqual([0, 0.001, 0.853, 0.997, 1].map(percent), ["0%", "1%", "85%", "99%", "100%"]);
});

test("periods in years", () => {
  assert.equal(year("2020-10-01"), 2020.75);
  assert.equal(year("2020"), 2020);
});

test("a quote is cut where a mark begins or ends", () => {
  const marks = [0, 4, 6, 1, 5, 8];
  const found = pieces(["前文……甲乙丙丁后文"], [0, 0, 4, 8, 10, 99, marks, 2]);
  assert.deepEqual(found.before, [{ text: "前文……", roles: [] }]);
  assert.deepEqual(found.quote, [
    { text: "甲", roles: [0] },
    { text: "乙", roles: [0, 1] },
    { text: "丙丁", roles: [1] },
  ]);
  assert.deepEqual(found.after, [
    { text: "后文", roles: [] },
    { text: "…", roles: [] },
  ]);
});
