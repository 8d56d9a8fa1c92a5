import { describe, expect, it } from "vitest";
import { fitting, named } from "../src/core/slips";
import { type Filter, type Setting, work } from "../src/core/windows";

const MATRIX = [[4, -3, 5, 1], [2, 1, 3, 1], [1, 1, 2, 3], [0, 0, 1, 2]];
const FILTER: Filter = { weights: [[[1, 0], [-2, 3]]], bias: 2 };
const POOL: Setting = { method: "max", kernel: 2, stride: 2, padding: 0, dilation: 1, ceil: false, countPadding: true };

function said(change: Partial<Setting>, given: number, row = 0, column = 0): string {
  const setting = { ...POOL, ...change };
  const right = work(setting, [MATRIX], [FILTER]).maps[0]![row]![column]!;
  return named(fitting({ right, value: given }, [], setting, [MATRIX], [FILTER]));
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

describe("what several wrong numbers say together", () => {
  const cells = work(POOL, [MATRIX], [FILTER]).maps[0]!.flat();
  const said = (typed: readonly number[], at = 0): string => {
    const all = typed.map((value, i) => ({ right: cells[i]!, value }));
    return named(fitting(all[at]!, all.filter((_, i) => i !== at), POOL, [MATRIX], [FILTER]));
  };

  it("names two with an or where both lead to the number", () => {
    // 1 is the average of 4, -3, 2, 1, and its top left, right and bottom numbers are others
    expect(said([1])).toMatch(/^Several slips give this number: either you averaged: .*; or .*; or something else was done\.$/);
  });

  it("names the one that fits the other cells too, and one that is done right speaks against it", () => {
    expect(said([1, 2.5])).toBe("It looks as if you averaged: the question asks for the maximum.");
    expect(said([1, 5])).not.toContain("averaged: the question asks for the maximum.");
  });

  it("names two slips at once where two wrong numbers are led to by both", () => {
    const moved = (r: number, c: number) => (MATRIX[r]![c]! + MATRIX[r]![c + 1]! + MATRIX[r + 1]![c]! + MATRIX[r + 1]![c + 1]!) / 4;
    const both = "your windows move 1 cell at a time, so that they overlap: the question asks for a stride of 2, and you averaged";
    expect(said([moved(0, 0), moved(0, 1), moved(1, 0), moved(1, 1)], 3)).toContain(both);
  });
});
