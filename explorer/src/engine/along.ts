// Numbers along axes: their sum, their largest, their exponentials.

import type { Operation } from "../network/data";
import { Lacking } from "./nouns";
import { axisOf, strides, type Tensor, tensor } from "./tensor";

/** The axes that a reduction is over; all of them where none is named. */
export function axesOf(op: Operation, rank: number): number[] {
  const dim = op.args["dim"];
  if (typeof dim === "number") return [axisOf(dim, rank)];
  if (Array.isArray(dim)) return dim.map((one) => axisOf(Number(one), rank));
  const input = op.args["input"];
  const own = input !== null && typeof input === "object" && "tensor" in input; // no image has a part in it
  if (own) return Array.from({ length: rank }, (_, i) => i);
  throw new Lacking(`${op.spelled} over the whole batch is not computed on this page`);
}

/** The places of a tensor that one place of its reduction is made of. */
export function reducedFrom(index: number, shape: readonly number[], axes: readonly number[]): number[] {
  const steps = strides(shape);
  let [rest, start] = [index, 0];
  for (let i = shape.length - 1; i >= 0; i--) {
    if (axes.includes(i)) continue;
    start += (rest % shape[i]!) * steps[i]!;
    rest = Math.floor(rest / shape[i]!);
  }
  return shape.reduce<number[]>(
    (all, size, i) => (axes.includes(i) ? all.flatMap((at) => Array.from({ length: size }, (_, k) => at + k * steps[i]!)) : all),
    [start],
  );
}

/** For a place of a tensor the place of its reduction. */
export function reducedTo(index: number, shape: readonly number[], axes: readonly number[]): number {
  const steps = strides(shape);
  let found = 0;
  shape.forEach((size, i) => {
    if (!axes.includes(i)) found = found * size + (Math.floor(index / steps[i]!) % size);
  });
  return found;
}

export function reduced(op: Operation, x: Tensor, shape: readonly number[]): Tensor {
  const axes = axesOf(op, x.shape.length);
  const made = tensor(shape);
  const sums = new Float64Array(made.data.length);
  const tops = new Float64Array(made.data.length).fill(-Infinity);
  const to = (i: number) => reducedTo(i, x.shape, axes);
  if (op.kind === "logsumexp") x.data.forEach((value, i) => (tops[to(i)] = Math.max(tops[to(i)]!, value)));
  x.data.forEach((value, i) => (sums[to(i)]! += op.kind === "logsumexp" ? Math.exp(value - tops[to(i)]!) : value));
  const size = axes.reduce((all, axis) => all * x.shape[axis]!, 1);
  made.data.set(sums.map((sum, i) => (op.kind === "mean" ? sum / size : op.kind === "sum" ? sum : Math.log(sum) + tops[i]!)));
  return made;
}

/** The largest or smallest along axes, and where along the axis it stands. */
export function extreme(op: Operation, x: Tensor, shape: readonly number[]): [Tensor, Tensor] {
  const axes = axesOf(op, x.shape.length);
  const [made, places] = [tensor(shape), tensor(shape)];
  const sign = op.kind.endsWith("max") ? 1 : -1;
  for (let i = 0; i < made.data.length; i++) {
    const all = reducedFrom(i, x.shape, axes);
    let best = 0;
    all.forEach((at, k) => sign * x.data[at]! > sign * x.data[all[best]!]! && (best = k));
    made.data[i] = x.data[all[best]!]!;
    places.data[i] = best;
  }
  return [made, places];
}

export function softmax(op: Operation, x: Tensor): Tensor {
  const given = op.args["dim"];
  const dim = axisOf(typeof given === "number" ? given : [0, 1, 3].includes(x.shape.length) ? 0 : 1, x.shape.length);
  const [size, step] = [x.shape[dim]!, strides(x.shape)[dim]!];
  const made = tensor(x.shape);
  for (let start = 0; start < x.data.length; start++) {
    if (Math.floor(start / step) % size !== 0) continue;
    let [top, sum] = [-Infinity, 0];
    for (let i = 0; i < size; i++) top = Math.max(top, x.data[start + i * step]!);
    for (let i = 0; i < size; i++) sum += Math.exp(x.data[start + i * step]! - top);
    for (let i = 0; i < size; i++) {
      const centred = x.data[start + i * step]! - top;
      made.data[start + i * step] = op.kind === "softmax" ? Math.exp(centred) / sum : centred - Math.log(sum);
    }
  }
  return made;
}
