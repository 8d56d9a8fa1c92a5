import { describe, expect, it } from "vitest";
import { run } from "../src/engine/engine";
import { AS_IT_IS, type Loaded, type WhatIf } from "../src/engine/nouns";
import { explain } from "../src/engine/explain";
import { reached } from "../src/engine/reached";
import { tensor } from "../src/engine/tensor";
import type { NetworkData, Operation } from "../src/network/data";

const value = (id: number) => ({ value: id });
const weight = (id: number) => ({ tensor: id });

function op(kind: string, args: Operation["args"], out: number): Operation {
  return { kind, spelled: kind, name: kind, args, outputs: [out], line: null, code: "" };
}

/** Two filters of 2×2 over an image of 3×3, a ReLU, a maximum, rows, two units, log_softmax. */
const NET: Loaded = {
  data: {
    operations: [
      op("conv2d", { input: value(0), weight: weight(0), bias: weight(1), stride: 1, padding: 0 }, 1),
      op("relu", { input: value(1) }, 2),
      op("max_pool2d", { input: value(2), kernel_size: 2 }, 3),
      op("flatten", { input: value(3) }, 4),
      op("linear", { input: value(4), weight: weight(2), bias: weight(3) }, 5),
      op("log_softmax", { input: value(5), dim: 1 }, 6),
    ],
    shapes: [[1, 1, 3, 3], [1, 2, 2, 2], [1, 2, 2, 2], [1, 2, 1, 1], [1, 2], [1, 2], [1, 2]],
    output: 6,
  } as unknown as NetworkData,
  tensors: [
    tensor([2, 1, 2, 2], Float32Array.from([1, 0, 0, -1, 1, 1, 1, 1])),
    tensor([2], Float32Array.from([0.5, -1])),
    tensor([2, 2], Float32Array.from([1, -1, 0.5, 2])),
    tensor([2], Float32Array.from([0, 1])),
  ],
};
const IMAGE = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 0]);

function cell(whatIf: WhatIf, at: number, index: number) {
  const values = run(NET, IMAGE, whatIf);
  return { value: values[at]!.data[index]!, ...explain(NET, values, NET.data.operations[at - 1]!, index, whatIf) };
}

describe("a number and its arithmetic", () => {
  it("is what the parts come to, at every step", () => {
    const values = run(NET, IMAGE);
    expect([...values[1]!.data]).toEqual([-3.5, -3.5, -3.5, 5.5, 11, 15, 23, 18]);
    expect([...values[5]!.data]).toEqual([5.5 - 23, 2.75 + 46 + 1]);
    for (const at of [1, 5]) {
      values[at]!.data.forEach((number, index) => {
        const { sources, bias } = cell(AS_IT_IS, at, index);
        expect(sources.reduce((sum, one) => sum + one.x * one.factor!, bias!)).toBeCloseTo(number, 5);
      });
    }
    expect(cell(AS_IT_IS, 1, 3).words).toBe("5 + 0.5 (bias) = 5.5");
    expect(cell(AS_IT_IS, 3, 1).words).toBe("max(11, 15, 23, 18) = 23");
    expect(cell(AS_IT_IS, 3, 1).back).toMatchObject({ value: 2, index: 6 });
    expect(cell(AS_IT_IS, 2, 0).words).toBe("max(0, −3.5) = 0");
    expect(cell(AS_IT_IS, 6, 1).words).toContain("is the probability");
  });

  it("comes from the pixels of its windows", () => {
    const values = run(NET, IMAGE);
    expect([...reached(NET, values, 1, 4).get(0)!]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    expect([...reached(NET, values, 3, 0).get(0)!]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe("what if", () => {
  it("says 0 of a filter that is off, and no sum that comes to something else", () => {
    const off = cell({ ...AS_IT_IS, off: new Set(["0:1"]) }, 1, 4);
    expect(off).toMatchObject({ value: 0, result: 0, sources: [], words: "switched off: 0, whatever it sees" });
  });

  it("shows the arithmetic of the filter that stands in the place of another", () => {
    const swapped = cell({ ...AS_IT_IS, swapped: new Map([[0, [0, 1] as const]]) }, 1, 0);
    expect(swapped).toMatchObject({ value: 11, result: 11, words: "number 2 in this place: 12 + (−1) (bias) = 11" });
  });

  it("lets a number through where the ReLU is away", () => {
    expect(cell({ ...AS_IT_IS, straight: new Set([1]) }, 2, 0)).toMatchObject({ value: -3.5, words: "taken away: −3.5 goes through as it is" });
  });
});

describe("a ReLU and a pooling that are spelled out", () => {
  const image = tensor([1, 1, 4, 4], Float32Array.from([-1, 2, 3, -4, 5, -6, 7, 8, -9, 1, 2, 3, 4, 5, -6, 7]));
  const whole = (operations: Operation[], shapes: number[][]): Loaded => ({
    data: { operations, shapes: [[1, 1, 4, 4], ...shapes], output: shapes.length } as unknown as NetworkData,
    tensors: [],
  });
  const same = [1, 1, 4, 4];

  it.each([
    [[op("clamp_min", { input: value(0), min: 0 }, 1)]],
    [[op("threshold", { input: value(0), threshold: 0, value: 0 }, 1)]],
    [[op("zeros", { input: value(0) }, 1), op("maximum", { input: value(0), other: value(1) }, 2)]],
    [[op("lt", { input: value(0), other: 0 }, 1), op("masked_fill", { input: value(0), mask: value(1), value: 0 }, 2)]],
    [[op("gt", { input: value(0), other: 0 }, 1), op("mul", { input: value(0), other: value(1) }, 2)]],
    [[op("gt", { input: value(0), other: 0 }, 1), op("zeros", { input: value(0) }, 2), op("where", { condition: value(1), input: value(0), other: value(2) }, 3)]],
  ])("%#: is a ReLU", (operations) => {
    const net = whole(operations, operations.map(() => same));
    const values = run(net, image.data);
    expect([...values.at(-1)!.data].map((x) => x + 0)).toEqual([...image.data].map((x) => Math.max(0, x))); // -0 is 0
    const last = operations.at(-1)!;
    expect(explain(net, values, last, 1, AS_IT_IS)).toMatchObject({ result: 2, back: { value: 0, index: 1 } });
    expect(explain(net, values, last, 0, AS_IT_IS).result).toBeCloseTo(0);
  });

  it("cuts windows out and takes the largest of each", () => {
    const operations: Operation[] = [
      op("tensor_unfold", { input: value(0), dimension: 2, size: 2, step: 2 }, 1),
      op("tensor_unfold", { input: value(1), dimension: 3, size: 2, step: 2 }, 2),
      { ...op("max", { input: value(2), dim: 5, keepdim: false }, 3), outputs: [3, 4] },
      { ...op("max", { input: value(3), dim: 4, keepdim: false }, 5), outputs: [5, 6] },
    ];
    const net = whole(operations, [[1, 1, 2, 4, 2], [1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 2], [1, 1, 2, 2, 2], [1, 1, 2, 2], [1, 1, 2, 2]]);
    const values = run(net, image.data);
    expect([...values[5]!.data]).toEqual([5, 8, 5, 7]);
    expect([...values[4]!.data]).toEqual([1, 0, 0, 1, 1, 1, 1, 1]);
    expect([...reached(net, values, 5, 3).get(0)!]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
    expect(explain(net, values, operations[3]!, 3, AS_IT_IS)).toMatchObject({ words: "the largest of 2 numbers: 7", back: { value: 3, index: 7 } });
  });
});

describe("products, own means and pictures looked at askew", () => {
  const image = tensor([1, 1, 3, 3], Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  const made = (operations: Operation[], shapes: number[][], tensors: Loaded["tensors"] = []) => {
    const net: Loaded = { data: { operations, shapes: [[1, 1, 3, 3], ...shapes] } as unknown as NetworkData, tensors };
    const values = run(net, image.data);
    const last = operations.at(-1)!;
    return { net, values, numbers: [...values.at(-1)!.data], cell: (index: number) => explain(net, values, last, index, AS_IT_IS) };
  };

  it("puts windows into columns, with 0 beyond the border, and multiplies them", () => {
    const filters = tensor([1, 4], Float32Array.from([1, 10, 100, 1000]));
    const unfold = op("unfold", { input: value(0), kernel_size: 2, stride: 2, padding: 1, dilation: 1 }, 1);
    const columns = made([unfold], [[1, 4, 4]]);
    expect(columns.numbers).toEqual([0, 0, 0, 5, 0, 0, 4, 6, 0, 2, 0, 8, 1, 3, 7, 9]);
    expect(columns.cell(0).words).toBe("beyond the border of the map: 0");
    expect(columns.cell(7)).toMatchObject({ back: { value: 0, index: 5, x: 6 } });
    const product = made([unfold, op("matmul", { input: weight(0), other: value(1) }, 2)], [[1, 4, 4], [1, 1, 4]], [filters]);
    expect(product.numbers).toEqual([1000, 3200, 7040, 9865]);
    expect(product.cell(3).sources.reduce((sum, one) => sum + one.x * one.factor!, 0)).toBe(9865);
    expect([...reached(product.net, product.values, 2, 1).get(0)!]).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it.each(["ncij,ij->nc", "ncij,ij -> cn"])("sums over the letters that do not come out: %s", (equation) => {
    const weights = tensor([3, 3], Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]));
    const found = made([op("einsum", { equation, operands: [value(0), weight(0)] }, 1)], [[1, 1]], [weights]);
    expect(found.numbers).toEqual([15]);
    expect(found.cell(0)).toMatchObject({ words: "9 products: 15", back: { index: 8, factor: 1 } });
  });

  it.each([
    ["group_norm", { num_groups: 1 }],
    ["instance_norm", { use_input_stats: true }],
    ["layer_norm", { normalized_shape: [3, 3] }],
  ])("%s takes the mean and the deviation of the image", (kind, args) => {
    const found = made([op(kind, { input: value(0), eps: 0, ...args }, 1)], [[1, 1, 3, 3]]);
    expect(found.numbers[4]).toBeCloseTo(0);
    expect(found.numbers[8]).toBeCloseTo(4 / Math.sqrt(60 / 9), 5);
    expect(found.cell(8)).toMatchObject({ back: { index: 8, x: 9 } });
    expect(found.cell(8).sources).toHaveLength(9);
    expect([...reached(found.net, found.values, 1, 0).get(0)!]).toEqual(Array(9).fill(1));
  });

  it("gives weights their length", () => {
    const [v, g] = [tensor([2, 2], Float32Array.from([3, 4, 0, 2])), tensor([2, 1], Float32Array.from([10, 1]))];
    expect(made([op("weight_norm", { v: weight(0), g: weight(1), dim: 0 }, 1)], [[2, 2]], [v, g]).numbers).toEqual([6, 8, 0, 1]);
  });

  it("looks at the picture where a grid says, and mixes its neighbours", () => {
    const theta = tensor([1, 2, 3], Float32Array.from([1, 0, 1 / 3, 0, 1, 0])); // half a pixel to the right
    const operations = [
      op("affine_grid", { theta: weight(0), size: [1, 1, 3, 3], align_corners: false }, 1),
      op("grid_sample", { input: value(0), grid: value(1), align_corners: false }, 2),
    ];
    const found = made(operations, [[1, 3, 3, 2], [1, 1, 3, 3]], [theta]);
    [1.5, 2.5, 1.5, 4.5, 5.5, 3, 7.5, 8.5, 4.5].forEach((number, i) => expect(found.numbers[i]).toBeCloseTo(number, 5));
    const sources = found.cell(0).sources.filter((one) => one.factor !== null);
    expect(sources.reduce((sum, one) => sum + one.x * one.factor!, 0)).toBeCloseTo(1.5, 5);
  });
});

describe("a step that the page does not compute", () => {
  it.each(["__proto__", "constructor", "no such step"])("%s is said to be one", (kind) => {
    const net: Loaded = { data: { operations: [op(kind, { input: value(0) }, 1)], shapes: [[1, 1], [1, 1]] } as unknown as NetworkData, tensors: [] };
    expect(() => run(net, Float32Array.of(1))).toThrow("is not computed on this page");
  });
});
