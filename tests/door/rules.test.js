import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { judge } from "../../static/door/rules.js";

const { vectors } = JSON.parse(readFileSync(new URL("../checkin/vectors.json", import.meta.url), "utf8"));

test("every vector of the door's rules is judged as the server judges it", () => {
  assert.equal(vectors.length >= 500, true);
  for (const { name, gate, facts, expected } of vectors) assert.deepEqual(judge(gate, facts), expected, name);
});
