// Runs a graph's operations on one image.

import type { Operation } from "../network/data";
import { extreme, reduced, softmax } from "./along";
import { dropMask } from "./dropping";
import { first, operand, plain, windowsOf } from "./given";
import { FAMILIES, ONE, TWO } from "./kinds";
import { normal, normedByItself, ofLength, ownNumbers } from "./norms";
import { AS_IT_IS, Lacking, type Loaded, type Values, type WhatIf } from "./nouns";
import { choice, joined, movedFrom } from "./places";
import { pool } from "./pools";
import { affineGrid, sampled } from "./sampled";
import { linear, multiplied, productOf } from "./sums";
import { count, spread, type Tensor, tensor, together } from "./tensor";
import { convolve } from "./windows";

/** All values for one image, by their number in the graph. */
export function run(net: Loaded, image: Float32Array, whatIf: WhatIf = AS_IT_IS): Values {
  const values: (Tensor | undefined)[] = new Array<Tensor | undefined>(net.data.shapes.length);
  values[0] = tensor(net.data.shapes[0]!, image);
  net.data.operations.forEach((op, index) => {
    let made = whatIf.straight.has(index) ? first(op, net, values) : compute(op, index, net, values, whatIf);
    made = edited(made, index, whatIf);
    values[op.outputs[0]!] = made;
    if (op.outputs.length > 1) values[op.outputs[1]!] = extreme(op, first(op, net, values), made.shape)[1];
  });
  return values;
}

function edited(made: Tensor, index: number, whatIf: WhatIf): Tensor {
  const swap = whatIf.swapped.get(index);
  const off = [...whatIf.off].filter((one) => one.startsWith(`${index}:`)).map((one) => Number(one.split(":")[1]));
  if (!swap && off.length === 0) return made;
  const area = count(made.shape.slice(2));
  const data = made.data.slice();
  if (swap) {
    data.set(made.data.subarray(swap[1] * area, (swap[1] + 1) * area), swap[0] * area);
    data.set(made.data.subarray(swap[0] * area, (swap[0] + 1) * area), swap[1] * area);
  }
  for (const channel of off) data.fill(0, channel * area, (channel + 1) * area);
  return tensor(made.shape, data);
}

function compute(op: Operation, index: number, net: Loaded, values: Values, whatIf: WhatIf): Tensor {
  const shape = net.data.shapes[op.outputs[0]!]!;
  const family = FAMILIES.get(op.kind);
  if (family === undefined || op.outputs.length > (family === "extreme" ? 2 : 1)) throw new Lacking(`${op.spelled} is not computed on this page`);
  switch (family) { // what has no one input
    case "cat":
      return joined(op, net, values, shape);
    case "fill":
      return tensor(shape, new Float32Array(count(shape)).fill(op.kind === "ones" ? 1 : 0));
    case "written":
      return tensor(shape, Float32Array.from([op.args["data"]].flat(9) as number[]));
    case "product":
      return multiplied(productOf(op, net, values), shape);
    case "length":
      return ofLength(op, net, values);
    case "grid":
      return affineGrid(op, operand(op.args["theta"], net, values)!, shape);
  }
  const x = first(op, net, values);
  switch (family) {
    case "conv": {
      const made = tensor(shape);
      convolve(x, operand(op.args["weight"], net, values)!, operand(op.args["bias"], net, values), windowsOf(op, x, shape, net, values), made);
      return made;
    }
    case "linear":
      return linear(x, operand(op.args["weight"], net, values)!, operand(op.args["bias"], net, values), shape);
    case "max":
    case "avg":
      return pool(op, family, x, shape, net, values);
    case "one": {
      const apply = ONE[op.kind]!;
      return tensor(shape, x.data.map((value) => apply(value, (name, otherwise) => plain(op, name, otherwise))));
    }
    case "dropout": {
      if (whatIf.dropping === null) return x;
      const mask = dropMask(op, x, whatIf.dropping + 7919 * index);
      return tensor(shape, x.data.map((value, i) => value * mask[i]!));
    }
    case "norm": {
      const [scale, shift] = normal(op, net, values);
      const area = count(x.shape.slice(2));
      return tensor(shape, x.data.map((value, i) => value * scale(Math.floor(i / area)) + shift(Math.floor(i / area))));
    }
    case "own":
      return normedByItself(x, ownNumbers(op, x, net, values));
    case "sampled":
      return sampled(op, x, operand(op.args["grid"], net, values)!, shape);
    case "softmax":
      return softmax(op, x);
    case "same":
      return tensor(shape, x.data);
    case "moved": {
      const from = movedFrom(op, x.shape);
      return tensor(shape, Float32Array.from({ length: count(shape) }, (_, i) => x.data[from(i)] ?? 0));
    }
    case "two": {
      const apply = TWO[op.kind]!;
      const other = operand(op.args["other"], net, values);
      const single = plain(op, "other", 0);
      const scale = plain(op, "alpha", 1);
      const full = other ? together(x.shape, other.shape) : x.shape;
      if (count(full) !== count(shape)) throw new Lacking(`${op.spelled} is not computed on this page`);
      return tensor(shape, Float32Array.from({ length: count(full) }, (_, i) =>
        apply(x.data[spread(i, full, x.shape)]!, scale * (other ? other.data[spread(i, full, other.shape)]! : single))));
    }
    case "choice": {
      const of = choice(op, net, values, shape);
      return tensor(shape, Float32Array.from({ length: count(shape) }, (_, i) => of(i).x));
    }
    case "extreme":
      return extreme(op, x, shape)[0];
    case "reduce":
      return reduced(op, x, shape);
  }
}
