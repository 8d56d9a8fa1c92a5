// The same numbers in other places, and one of several.

import type { Operation } from "../network/data";
import { operand, pair, parts, plain } from "./given";
import { Lacking, type Loaded, type Values } from "./nouns";
import { axisOf, count, spread, strides, type Tensor, tensor } from "./tensor";

/** For a place behind a transposition the place before it; −1 where that lies beyond the border. */
export function movedFrom(op: Operation, shape: readonly number[]): (index: number) => number {
  if (op.kind === "tensor_unfold") return unfoldedFrom(op, shape);
  if (op.kind === "unfold") return windowFrom(op, shape);
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

/** For a number of the columns that F.unfold makes of windows: a row for each cell of a window, a column for each window. */
function windowFrom(op: Operation, shape: readonly number[]): (index: number) => number {
  const [kernel, stride] = [pair(op, "kernel_size", [1, 1]), pair(op, "stride", [1, 1])];
  const [padding, dilation] = [pair(op, "padding", [0, 0]), pair(op, "dilation", [1, 1])];
  const size = shape.slice(-2);
  const out = size.map((one, i) => Math.floor((one + 2 * padding[i]! - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1);
  const [windows, cells] = [count(out), count(kernel)];
  return (index) => {
    const [row, window] = [Math.floor(index / windows), index % windows];
    const cell = row % cells;
    const y = Math.floor(window / out[1]!) * stride[0] + Math.floor(cell / kernel[1]) * dilation[0] - padding[0];
    const x = (window % out[1]!) * stride[1] + (cell % kernel[1]) * dilation[1] - padding[1];
    if (y < 0 || x < 0 || y >= size[0]! || x >= size[1]!) return -1;
    return (Math.floor(row / cells) * size[0]! + y) * size[1]! + x;
  };
}

const CHOICES: Readonly<Record<string, readonly [condition: string, yes: string, no: string]>> = {
  where: ["condition", "input", "other"],
  masked_fill: ["mask", "value", "input"],
  setitem: ["index", "value", "input"],
};

/** Which number a choice takes for each place: of which value (null: of none that is made), and where in it. */
export function choice(op: Operation, net: Loaded, values: Values, shape: readonly number[]): (i: number) => { value: number | null; at: number; x: number; held: boolean } {
  const [condition, yes, no] = CHOICES[op.kind]!;
  const mask = operand(op.args[condition], net, values);
  if (!mask) throw new Lacking(`${op.spelled} is not computed on this page`);
  return (i) => {
    const held = mask.data[spread(i, shape, mask.shape)] !== 0;
    const name = held ? yes : no;
    const argument = op.args[name];
    const of = operand(argument, net, values);
    const at = of ? spread(i, shape, of.shape) : 0;
    const value = argument !== null && typeof argument === "object" && "value" in argument ? argument.value : null;
    return { value, at, x: of ? of.data[at]! : plain(op, name, NaN), held };
  };
}

export function joined(op: Operation, net: Loaded, values: Values, shape: readonly number[]): Tensor {
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
