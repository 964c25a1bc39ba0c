import assert from "node:assert/strict";
import { test } from "node:test";
import { codeHash, readCode, readReference } from "../../static/door/codes.js";

const CODE = "0123456789ABCDEFGHJKMNPQ";

test("a code is read in every honest disguise, and in no other", () => {
  const honest = [
    CODE,
    CODE.toLowerCase(),
    `https://hoinghi.example.vn/t/${CODE}`,
    `HTTP://127.0.0.1:8000/T/${CODE}`,
    `https://a.example/b/t/${CODE}/?x=1#y`,
    `]Q1\\000026${CODE}`,
    ` ${CODE.slice(0, 12)}\u200b ${CODE.slice(12)}\n`,
    CODE.replace("0", "O").replace("1", "l"),
    CODE.replace(/(....)/g, "$1-"),
  ];
  assert.deepEqual(
    honest.map(readCode),
    honest.map(() => CODE),
  );
  const others = ["", CODE.slice(1), `${CODE}0`, CODE.replace("A", "U"), `https://a.example/x/${CODE}`, "é".repeat(24)];
  assert.deepEqual(
    others.map(readCode),
    others.map(() => null),
  );
  assert.equal(readCode(" ".repeat(501) + CODE), null);
});

test("a registration code is read as it is typed; a ticket's code is none", () => {
  assert.deepEqual(["k7qm 4xtr", "K7QM-4XTR"].map(readReference), ["K7QM4XTR", "K7QM4XTR"]);
  assert.deepEqual(["K7QM4XT", "K7QM4XTI", "K7QM4XTA", CODE].map(readReference), [null, null, null, null]);
});

test("a ticket's identity is the SHA-256 of its code", async () => {
  assert.equal(await codeHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
