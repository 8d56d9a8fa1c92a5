// Runs a graph's operations on one image, and says for each number where it came from.

import type { Argument, NetworkData, Operation } from "../network/data";
import { FAMILIES, ONE, TWO } from "./kinds";
import { axisOf, count, spread, strides, tensor, together, type Tensor } from "./tensor";
import { type Axis, convolve, divisor, pooled, type Windows } from "./windows";

/** What is different from the network as it is. */
export interface WhatIf {
  readonly off: ReadonlySet<string>; // "operation:channel" whose map is nothing
  readonly swapped: ReadonlyMap<number, readonly [number, number]>; // two maps, by operation
  readonly straight: ReadonlySet<number>; // operations that let all through
  readonly dropping: number | null; // the seed of the dropouts' masks; null: none drops
}

export const AS_IT_IS: WhatIf = { off: new Set(), swapped: new Map(), straight: new Set(), dropping: null };

export type Values = readonly (Tensor | undefined)[];

/** A network with the numbers of one moment. */
export interface Loaded {
  readonly data: NetworkData;
  readonly tensors: readonly Tensor[];
}

export class Lacking extends Error {}

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

/** An argument that is a tensor. */
export function operand(argument: Argument | undefined, net: Loaded, values: Values): Tensor | null {
  if (argument === null || argument === undefined || typeof argument !== "object") return null;
  if ("value" in argument) return values[argument.value] ?? null;
  if ("tensor" in argument) return net.tensors[argument.tensor] ?? null;
  return null;
}

export function plain(op: Operation, name: string, otherwise: number): number {
  const found = op.args[name];
  if (typeof found === "number") return found;
  if (typeof found === "boolean") return Number(found);
  if (found !== null && typeof found === "object" && "float" in found) return Number(found.float.replace("inf", "Infinity"));
  return otherwise;
}

function pair(op: Operation, name: string, otherwise: readonly [number, number]): [number, number] {
  const found = op.args[name];
  if (typeof found === "number") return [found, found];
  if (Array.isArray(found) && found.length === 1) return [Number(found[0]), Number(found[0])];
  if (Array.isArray(found) && found.length === 2) return [Number(found[0]), Number(found[1])];
  return [...otherwise];
}

function first(op: Operation, net: Loaded, values: Values): Tensor {
  const found = operand(op.args["input"], net, values);
  if (!found) throw new Lacking(`${op.spelled} has no input that the page knows`);
  return found;
}

/** Where the windows of a convolution or a pooling lie. */
export function windowsOf(op: Operation, input: Tensor, out: readonly number[], net: Loaded, values: Values): Windows {
  const weight = operand(op.args["weight"], net, values);
  const conv = op.kind === "conv2d";
  const kernel = conv ? ([weight!.shape[2]!, weight!.shape[3]!] as const) : pair(op, "kernel_size", [1, 1]);
  const stride = pair(op, "stride", conv ? [1, 1] : [kernel[0], kernel[1]]);
  const dilation = pair(op, "dilation", [1, 1]);
  const padding = pair(op, "padding", [0, 0]);
  if (op.args["padding"] === "same") kernel.forEach((k, i) => (padding[i] = Math.floor((dilation[i]! * (k - 1)) / 2)));
  const [rows, columns] = [0, 1].map((i): Axis => ({
    size: input.shape[input.shape.length - 2 + i]!, out: out[out.length - 2 + i]!,
    kernel: kernel[i]!, stride: stride[i]!, padding: padding[i]!, dilation: dilation[i]!,
  })) as [Axis, Axis];
  return { rows, columns, groups: plain(op, "groups", 1) };
}

function compute(op: Operation, index: number, net: Loaded, values: Values, whatIf: WhatIf): Tensor {
  const shape = net.data.shapes[op.outputs[0]!]!;
  const family = FAMILIES[op.kind];
  if (family === undefined || op.outputs.length > (family === "extreme" ? 2 : 1)) throw new Lacking(`${op.spelled} is not computed on this page`);
  if (family === "cat") return joined(op, net, values, shape);
  const x = first(op, net, values);
  switch (family) {
    case "conv": {
      const made = tensor(shape);
      convolve(x, operand(op.args["weight"], net, values)!, operand(op.args["bias"], net, values), windowsOf(op, x, shape, net, values), made);
      return made;
    }
    case "linear":
      return linear(x, operand(op.args["weight"], net, values)!, operand(op.args["bias"], net, values), shape);
    case "matmul":
      return product(x, operand(op.args["other"], net, values)!, shape);
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
    case "softmax":
      return softmax(op, x);
    case "same":
      return tensor(shape, x.data);
    case "moved": {
      const from = movedFrom(op, x.shape);
      return tensor(shape, Float32Array.from({ length: count(shape) }, (_, i) => x.data[from(i)]!));
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
    case "fill":
      return tensor(shape, new Float32Array(count(shape)).fill(op.kind === "ones" ? 1 : 0));
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

function linear(x: Tensor, weight: Tensor, bias: Tensor | null, shape: readonly number[]): Tensor {
  const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
  const made = tensor(shape);
  for (let row = 0; row < x.data.length / inputs; row++) {
    for (let u = 0; u < units; u++) {
      let sum = bias?.data[u] ?? 0;
      for (let i = 0; i < inputs; i++) sum += x.data[row * inputs + i]! * weight.data[u * inputs + i]!;
      made.data[row * units + u] = sum;
    }
  }
  return made;
}

function product(x: Tensor, other: Tensor, shape: readonly number[]): Tensor {
  if (other.shape.length !== 2) throw new Lacking("a product of more than two axes is not computed on this page");
  const [inputs, units] = [other.shape[0]!, other.shape[1]!];
  const made = tensor(shape);
  for (let row = 0; row < x.data.length / inputs; row++) {
    for (let u = 0; u < units; u++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += x.data[row * inputs + i]! * other.data[i * units + u]!;
      made.data[row * units + u] = sum;
    }
  }
  return made;
}

/** The cells (row · width + column) of the window of one place of a pooling. */
export function poolCells(op: Operation, windows: Windows, place: number): number[] {
  const adaptive = op.kind.startsWith("adaptive");
  const rows = pooled(windows.rows, adaptive, Math.floor(place / windows.columns.out));
  const columns = pooled(windows.columns, adaptive, place % windows.columns.out);
  return rows.flatMap((r) => columns.map((c) => r * windows.columns.size + c));
}

/** What the sum of one place of an average is divided by. */
export function poolDivisor(op: Operation, windows: Windows, place: number): number {
  const override = plain(op, "divisor_override", 0);
  if (override) return override;
  const adaptive = op.kind.startsWith("adaptive");
  const include = op.args["count_include_pad"] !== false;
  return (
    divisor(windows.rows, adaptive, include, Math.floor(place / windows.columns.out)) *
    divisor(windows.columns, adaptive, include, place % windows.columns.out)
  );
}

function pool(op: Operation, family: "max" | "avg", x: Tensor, shape: readonly number[], net: Loaded, values: Values): Tensor {
  const made = tensor(shape);
  const windows = windowsOf(op, x, shape, net, values);
  const [area, inner] = [windows.rows.out * windows.columns.out, windows.rows.size * windows.columns.size];
  for (let place = 0; place < area; place++) {
    const cells = poolCells(op, windows, place);
    const by = family === "avg" ? poolDivisor(op, windows, place) : 1;
    for (let c = 0; c < made.data.length / area; c++) {
      let found = family === "max" ? -Infinity : 0;
      for (const cell of cells) {
        const value = x.data[c * inner + cell]!;
        found = family === "max" ? (value > found ? value : found) : found + value;
      }
      made.data[c * area + place] = found / by;
    }
  }
  return made;
}

/** What each number is multiplied by: 0 where it is dropped. */
export function dropMask(op: Operation, x: Tensor, seed: number): Float32Array {
  const p = plain(op, "p", 0.5);
  const whole = op.kind !== "dropout" && x.shape.length > 2 ? count(x.shape.slice(2)) : 1; // maps, not numbers
  const random = seeded(seed);
  const masks = Array.from({ length: x.data.length / whole }, () => (random() < p ? 0 : 1 / (1 - p)));
  return Float32Array.from(x.data, (_, i) => masks[Math.floor(i / whole)]!);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a normalisation in eval mode multiplies by and adds, for each channel. */
export function normal(op: Operation, net: Loaded, values: Values): [(c: number) => number, (c: number) => number] {
  const [mean, variance, weight, bias] = ["running_mean", "running_var", "weight", "bias"].map((name) => operand(op.args[name], net, values));
  if (!mean || !variance || op.args["training"] === true) throw new Lacking(`${op.spelled} by the batch's own numbers is not computed on this page`);
  const scale = (c: number) => (weight?.data[c] ?? 1) / Math.sqrt(variance.data[c]! + plain(op, "eps", 1e-5));
  return [scale, (c) => (bias?.data[c] ?? 0) - mean.data[c]! * scale(c)];
}

function softmax(op: Operation, x: Tensor): Tensor {
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

/** For a place behind a transposition the place before it. */
export function movedFrom(op: Operation, shape: readonly number[]): (index: number) => number {
  if (op.kind === "tensor_unfold") return unfoldedFrom(op, shape);
  const order = shape.map((_, i) => i);
  if (op.kind === "permute") {
    const dims = op.args["dims"];
    if (!Array.isArray(dims)) throw new Lacking(`${op.spelled} is not computed on this page`);
    dims.forEach((dim, i) => (order[i] = axisOf(Number(dim), shape.length)));
  } else {
    const [a, b] = [axisOf(plain(op, "dim0", -2), shape.length), axisOf(plain(op, "dim1", -1), shape.length)];
    [order[a], order[b]] = [order[b]!, order[a]!];
  }
  const steps = strides(shape);
  const turned = order.map((axis) => shape[axis]!);
  return (index) => {
    let [rest, found] = [index, 0];
    for (let i = turned.length - 1; i >= 0; i--) {
      found += (rest % turned[i]!) * steps[order[i]!]!;
      rest = Math.floor(rest / turned[i]!);
    }
    return found;
  };
}

/** For a number of a window that x.unfold cut out: the windows lie where their axis did, what is in them comes last. */
function unfoldedFrom(op: Operation, shape: readonly number[]): (index: number) => number {
  const dim = axisOf(plain(op, "dimension", 0), shape.length);
  const [size, step] = [plain(op, "size", 1), plain(op, "step", 1)];
  const windows = shape.map((length, i) => (i === dim ? Math.floor((length - size) / step) + 1 : length));
  const steps = strides(shape);
  return (index) => {
    let rest = Math.floor(index / size);
    let found = (index % size) * steps[dim]!;
    for (let i = shape.length - 1; i >= 0; i--) {
      found += (rest % windows[i]!) * (i === dim ? step : 1) * steps[i]!;
      rest = Math.floor(rest / windows[i]!);
    }
    return found;
  };
}

/** Which number a choice takes for each place: of which value (null: of none that is made), and where in it. */
export function choice(op: Operation, net: Loaded, values: Values, shape: readonly number[]): (i: number) => { value: number | null; at: number; x: number; held: boolean } {
  const fill = op.kind === "masked_fill";
  const mask = operand(op.args[fill ? "mask" : "condition"], net, values);
  if (!mask) throw new Lacking(`${op.spelled} is not computed on this page`);
  const [yes, no] = fill ? ["value", "input"] : ["input", "other"];
  return (i) => {
    const held = mask.data[spread(i, shape, mask.shape)] !== 0;
    const name = held ? yes! : no!;
    const argument = op.args[name];
    const of = operand(argument, net, values);
    const at = of ? spread(i, shape, of.shape) : 0;
    const value = argument !== null && typeof argument === "object" && "value" in argument ? argument.value : null;
    return { value, at, x: of ? of.data[at]! : plain(op, name, NaN), held };
  };
}

/** The largest or smallest along axes, and where along the axis it stands. */
function extreme(op: Operation, x: Tensor, shape: readonly number[]): [Tensor, Tensor] {
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

/** The parts of a cat, in order. */
export function parts(op: Operation, net: Loaded, values: Values): [Tensor, number | null][] {
  const list = op.args["tensors"];
  if (!Array.isArray(list)) throw new Lacking(`${op.spelled} is not computed on this page`);
  return list.map((one: Argument) => {
    const found = operand(one, net, values);
    if (!found) throw new Lacking(`${op.spelled} is not computed on this page`);
    return [found, one !== null && typeof one === "object" && "value" in one ? one.value : null];
  });
}

function joined(op: Operation, net: Loaded, values: Values, shape: readonly number[]): Tensor {
  const made = tensor(shape);
  const dim = axisOf(plain(op, "dim", 0), shape.length);
  const inner = count(shape.slice(dim + 1));
  let offset = 0;
  for (const [part] of parts(op, net, values)) {
    const run_ = part.shape[dim]! * inner;
    for (let start = 0; start < part.data.length / run_; start++) {
      made.data.set(part.data.subarray(start * run_, (start + 1) * run_), start * shape[dim]! * inner + offset);
    }
    offset += run_;
  }
  return made;
}

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

/** For a place of a tensor the place of its reduction. */
export function reducedTo(index: number, shape: readonly number[], axes: readonly number[]): number {
  const steps = strides(shape);
  let found = 0;
  shape.forEach((size, i) => {
    if (!axes.includes(i)) found = found * size + (Math.floor(index / steps[i]!) % size);
  });
  return found;
}

function reduced(op: Operation, x: Tensor, shape: readonly number[]): Tensor {
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
