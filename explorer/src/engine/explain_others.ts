// A cell of two numbers, of its neighbours' exponentials, of a mean and a deviation; and one of a branch.

import type { Operation } from "../network/data";
import { brief } from "../core/numbers";
import { bracket, done, type Explained, type Source, valueId } from "./explained";
import { operand, parts, plain } from "./given";
import { ownNumbers } from "./norms";
import type { Loaded, Values } from "./nouns";
import { axisOf, count, spread, strides, type Tensor } from "./tensor";

/** (x − mean) / √(variance + ε) · weight + bias, the mean being that of the numbers around it. */
export function normed(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const x = operand(op.args["input"], net, values)!;
  const own = ownNumbers(op, x, net, values);
  const input = valueId(op.args["input"]);
  const start = index - (index % own.size);
  const all = input === null ? [] : Array.from({ length: own.size }, (_, i): Source => ({ value: input, index: start + i, x: x.data[start + i]!, factor: null }));
  const [mean, root, factor, offset] = [own.mean, own.root, own.factor, own.offset].map((of) => of(index)) as [number, number, number, number];
  const words = `(${brief(x.data[index]!)} − ${bracket(mean)}) / ${brief(root)} · ${bracket(factor)} + ${bracket(offset)} = ${brief(result)}, by the mean and the deviation of ${own.size} numbers of this image`;
  return { ...done(result, all, words), back: all[index - start] ?? null };
}

export function exponentials(op: Operation, x: Tensor, input: number | null, index: number, result: number): Explained {
  const dim = axisOf(plain(op, "dim", 1), x.shape.length);
  const [size, step] = [x.shape[dim]!, strides(x.shape)[dim]!];
  const start = index - (Math.floor(index / step) % size) * step;
  const all = Array.from({ length: size }, (_, i) => start + i * step);
  const sum = all.reduce((total, at) => total + Math.exp(x.data[at]!), 0);
  const own = x.data[index]!;
  const words =
    op.kind === "softmax"
      ? `e^${bracket(own)} / ${brief(sum)} = ${brief(result)}, where ${brief(sum)} is the sum of e^x over all ${size}`
      : `${brief(own)} − log(${brief(sum)}) = ${brief(result)}, where ${brief(sum)} is the sum of e^x over all ${size}; e^${bracket(result)} = ${brief(Math.exp(result))} is the probability`;
  const sources = input === null ? [] : all.map((at): Source => ({ value: input, index: at, x: x.data[at]!, factor: null }));
  const back = sources.find((one) => one.index === index) ?? null;
  return { ...done(result, sources, words), back };
}

export function cutFrom(net: Loaded, values: Values, op: Operation, out: Tensor, index: number): [number | null, number, number] {
  const dim = axisOf(plain(op, "dim", 0), out.shape.length);
  const inner = count(out.shape.slice(dim + 1));
  const line = out.shape[dim]! * inner;
  let [offset, outer] = [index % line, Math.floor(index / line)];
  for (const [i, [part, value]] of parts(op, net, values).entries()) {
    const own = part.shape[dim]! * inner;
    if (offset < own) return [value, outer * own + offset, i];
    offset -= own;
  }
  outer = 0;
  return [null, outer, 0];
}

export function pairwise(net: Loaded, values: Values, op: Operation, out: Tensor, index: number, result: number): Explained {
  const x = operand(op.args["input"], net, values)!;
  const y = operand(op.args["other"], net, values);
  const signs: Readonly<Record<string, string>> = {
    add: "+", sub: "−", rsub: "subtracted from", mul: "·", div: "/", gt: ">", lt: "<", ge: "≥", le: "≤", eq: "=", ne: "≠",
  };
  const sources: Source[] = [];
  const [at, to] = [spread(index, out.shape, x.shape), y ? spread(index, out.shape, y.shape) : 0];
  const other = y ? y.data[to]! : plain(op, "other", 0);
  const [one, two] = [valueId(op.args["input"]), valueId(op.args["other"])];
  if (one !== null) sources.push({ value: one, index: at, x: x.data[at]!, factor: null });
  if (two !== null) sources.push({ value: two, index: to, x: other, factor: null });
  const number = x.data[at]!;
  if (op.kind === "maximum" || op.kind === "minimum") {
    const back = sources.find((source) => source.x === result) ?? null;
    return { ...done(result, sources, `${op.kind.slice(0, 3)}(${brief(number)}, ${brief(other)}) = ${brief(result)}`), back };
  }
  if (["gt", "lt", "ge", "le", "eq", "ne"].includes(op.kind)) {
    return done(result, sources, `${brief(number)} ${signs[op.kind]!} ${brief(other)} is ${result ? "true: 1" : "false: 0"}`);
  }
  return done(result, sources, `${brief(number)} ${signs[op.kind]!} ${bracket(other)} = ${brief(result)}`);
}
