import { describe, expect, it } from "vitest";
import { parse } from "../src/fields/net";

const shown = (line: string) => parse(line, [3, 28, 28]).map(({ word, reading, shape }) => ({ word, reading, shape }));

describe("a line as people type it", () => {
  it.each([
    ["conv 10 5x5", "conv 10 k5"],
    ["conv 10, 5", "conv 10 k5"],
    ["Conv2d 10, kernel_size=5, stride=2, padding=same", "conv 10 k5 s2 psame"],
    ["conv 10 k = 5 padding 0:1x2", "conv 10 k5 p0:1x2"],
    ["conv 10 3x3 same", "conv 10 k3 psame"],
    ["max 2", "max k2"],
    ["MaxPool2d 3 stride 2", "max k3 s2"],
    ["max pool 2x2; Avg pooling 2", "max k2; avg k2"],
    ["flatten; dense 10", "flatten; linear 10"],
    ["BatchNorm2d; dropout 0.5; leaky_relu .1", "batch_norm; dropout; leaky_relu"],
    ["a = conv 4 k3; b = conv 4 k3 from input; cat a, b", "a = conv 4 k3; b = conv 4 k3 from input; cat a b"],
  ])("%s is %s", (typed, line) => expect(shown(typed)).toEqual(shown(line)));

  it.each([["conv 10 5 2", "2 is not understood"], ["relu 0.5", "0.5 is not understood"], ["cnv 3", "cnv is no layer"]])(
    "%s: %s", (line, words) => expect(() => parse(line, [1, 28, 28])).toThrow(words),
  );
});
