import { describe, expect, it } from "vitest";
import { slip } from "../src/core/slips";
import { type Filter, type Setting, work } from "../src/core/windows";

const MATRIX = [[4, -3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]];
const FILTER: Filter = { weights: [[[1, 0], [-2, 3]]], bias: 2 };
const POOL: Setting = { method: "max", kernel: 2, stride: 2, padding: 0, dilation: 1, ceil: false, countPadding: true };

function said(change: Partial<Setting>, given: number, row = 0, column = 0): string {
  const setting = { ...POOL, ...change };
  const right = work(setting, [MATRIX], [FILTER]).maps[0]![row]![column]!;
  return slip(given, right, setting, [MATRIX], [FILTER]);
}

describe("what a wrong number says", () => {
  it.each([
    [{}, 1, 0, 0, "you averaged"],
    [{}, -3, 0, 0, "the minimum"],
    [{ method: "avg" }, 4, 0, 0, "you took the maximum"],
    [{ method: "avg" }, 10, 0, 1, "did not divide"],
    [{ method: "avg" }, 3, 0, 1, "rounded to whole numbers"],
    [{ method: "avg" }, 1 / 2, 1, 0, ""], // it is right
    [{ method: "conv", stride: 1 }, 3, 0, 0, "forgot the bias"],
    [{ method: "conv", stride: 1 }, 21, 0, 0, "turned the filter round"],
    [{}, 12345, 0, 0, ""],
  ] as const)("%j: %d in cell %d, %d", (change, given, row, column, part) => {
    const found = said(change, given, row, column);
    if (part === "") expect(found).toBe("");
    else expect(found).toContain(part);
  });
});
