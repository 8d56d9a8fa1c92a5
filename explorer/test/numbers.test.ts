import { describe, expect, it } from "vitest";
import { brief, equals, general, term, typed, written } from "../src/core/numbers";

describe("numbers as on paper", () => {
  it.each([
    [2.5, "2.5"], [4, "4"], [-3, "-3"], [1 / 3, "0.333333"], [12345.67, "12345.67"],
    [617283.75, "617283.75"], [0.1 + 0.2, "0.3"], [-0, "0"], [Infinity, "∞"], [-Infinity, "−∞"],
    [1e-7, "1e-07"], [1.5e20, "1.5e+20"],
  ])("%d is written %s", (value, text) => expect(written(value)).toBe(text));

  it("says whether digits were cut", () => {
    expect(equals(2.5)).toBe("= 2.5");
    expect(equals(1 / 3)).toBe("≈ 0.333333");
    expect(term(-3)).toBe("(-3)");
    expect(general(0.00012345, 3)).toBe("0.000123");
    expect(brief(-0.0123456)).toBe("−0.0123");
  });

  it.each([["−1", -1], ["1/4", 0.25], [" 1.5 ", 1.5], [".5", 0.5], ["1e2", 100], ["+3", 3]])(
    "reads %s", (text, value) => expect(typed(text)).toBe(value),
  );

  it.each(["", "x", "1/0", "--1", "1,5", "0x10", "∞"])("reads no number in %s", (text) => {
    expect(typed(text)).toBeNull();
  });
});
