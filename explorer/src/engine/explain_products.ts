// A cell that is a sum of products: of a fully connected layer, of two tensors, of a picture that is looked at askew.

import type { Argument, Operation } from "../network/data";
import { brief } from "../core/numbers";
import { bracket, done, type Explained, type Source, valueId } from "./explained";
import { operand } from "./given";
import type { Loaded, Values } from "./nouns";
import { mixedOf, onGrid } from "./sampled";
import { productOf } from "./sums";

export function weighted(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const x = operand(op.args["input"], net, values)!;
  const weight = operand(op.args["weight"], net, values)!;
  const bias = operand(op.args["bias"], net, values);
  const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
  const [row, unit] = [Math.floor(index / units), index % units];
  const input = valueId(op.args["input"]);
  const sources: Source[] = [];
  for (let i = 0; i < inputs; i++) {
    const at = row * inputs + i;
    if (input !== null) sources.push({ value: input, index: at, x: x.data[at]!, factor: weight.data[unit * inputs + i]! });
  }
  const offset = bias?.data[unit] ?? null;
  const words = `${inputs} products${offset === null ? "" : ` and the bias ${bracket(offset)}`}: ${brief(result)}`;
  return done(result, sources, words, [], offset);
}

/** A product of tensors: each factor that the image has a part in, times the others. */
export function multiplied(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const { factors, starts, steps } = productOf(op, net, values);
  const given = op.kind === "matmul" ? [op.args["input"], op.args["other"]] : op.args["operands"];
  const ids = (given as readonly Argument[]).map(valueId);
  const from = starts(index);
  const sources: Source[] = [];
  for (let i = 0; i < steps[0]!.length; i++) {
    const places = steps.map((step, k) => from[k]! + step[i]!);
    const numbers = factors.map((one, k) => one.data[places[k]!]!);
    ids.forEach((id, k) => {
      const factor = numbers.reduce((all, one, other) => (other === k ? all : all * one), 1);
      if (id !== null) sources.push({ value: id, index: places[k]!, x: numbers[k]!, factor });
    });
  }
  return done(result, sources, `${steps[0]!.length} products: ${brief(result)}`);
}

/** Where a cell of a sampled picture is taken from: a row of theta times (x, y, 1). */
export function placed(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const [theta, id] = [operand(op.args["theta"], net, values)!, valueId(op.args["theta"])];
  const [row, factors] = onGrid(op, net.data.shapes[op.outputs[0]!]!, index);
  const sources = id === null ? [] : factors.map((factor, k): Source => ({ value: id, index: row + k, x: theta.data[row + k]!, factor }));
  const words = factors.map((factor, k) => `${bracket(theta.data[row + k]!)} · ${bracket(factor)}`).join(" + ");
  return done(result, sources, `${words} = ${brief(result)}, between −1 and 1 across the picture`);
}

export function mixed(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const [x, grid] = [operand(op.args["input"], net, values)!, operand(op.args["grid"], net, values)!];
  const [input, looks] = [valueId(op.args["input"]), valueId(op.args["grid"])];
  const cells = mixedOf(op, x, grid, index);
  const seen = input === null ? [] : cells.map(({ at, share }): Source => ({ value: input, index: at, x: x.data[at]!, factor: share }));
  const place = index % (grid.shape[1]! * grid.shape[2]!);
  const where = looks === null ? [] : [0, 1].map((k): Source => ({ value: looks, index: 2 * place + k, x: grid.data[2 * place + k]!, factor: null }));
  const words = cells.map(({ at, share }) => `${bracket(x.data[at]!)} · ${brief(share)}`).join(" + ");
  return { ...done(result, [...seen, ...where], `${words || "beyond the border: 0"} = ${brief(result)}`), back: done(result, seen, "").back };
}
