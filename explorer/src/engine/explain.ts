// Where a number comes from: the arithmetic behind one cell of one value, in the order of torch's
// formula and with the numbers of the engine.

import type { Argument, Operation } from "../network/data";
import { brief } from "../core/numbers";
import { axesOf, choice, dropMask, type Loaded, movedFrom, normal, operand, parts, plain, poolCells, poolDivisor, reducedFrom, type Values, type WhatIf, windowsOf } from "./engine";
import { FAMILIES } from "./kinds";
import { axisOf, count, spread, strides, type Tensor } from "./tensor";
import { within } from "./windows";

/** A number that another one is made of. */
export interface Source {
  readonly value: number; // of the graph
  readonly index: number; // in it
  readonly x: number;
  readonly factor: number | null; // what it is multiplied by, in a sum of products
}

export interface Explained {
  readonly result: number;
  readonly sources: readonly Source[];
  readonly windows: readonly Block[]; // channel by channel, of a convolution or a pooling
  readonly bias: number | null;
  readonly words: string; // the formula with its numbers
  readonly back: Source | null; // the one that counts most
}

/** The part of one channel in a window: input and weights, row by row; null is padding. */
export interface Block {
  readonly channel: number;
  readonly width: number;
  readonly input: readonly (number | null)[];
  readonly weights: readonly number[];
  readonly sum: number;
  readonly winner: number; // its place among `input`; -1 where there is none
}

function valueId(argument: Argument | undefined): number | null {
  return argument !== null && typeof argument === "object" && "value" in argument ? argument.value : null;
}

/** How a cell came about, what was changed included. */
export function explain(net: Loaded, values: Values, op: Operation, index: number, whatIf: WhatIf): Explained {
  const out = values[op.outputs[0]!]!;
  const at = net.data.operations.indexOf(op);
  const area = count(out.shape.slice(2));
  const channel = Math.floor(index / area);
  if (whatIf.off.has(`${at}:${channel}`)) return done(0, [], "switched off: 0, whatever it sees");
  const swap = whatIf.swapped.get(at);
  if (swap?.includes(channel)) {
    const other = channel === swap[0] ? swap[1] : swap[0];
    const found = cellOf(net, values, op, index + (other - channel) * area, whatIf, out.data[index]!);
    return { ...found, words: `number ${other + 1} in this place: ${found.words}` };
  }
  return cellOf(net, values, op, index, whatIf, out.data[index]!);
}

/** The arithmetic of a cell that comes to `result`. */
function cellOf(net: Loaded, values: Values, op: Operation, index: number, whatIf: WhatIf, result: number): Explained {
  const out = values[op.outputs[0]!]!;
  const sources: Source[] = [];
  const input = valueId(op.args["input"]);
  const x = operand(op.args["input"], net, values);
  const opIndex = net.data.operations.indexOf(op);
  const one = (words: (x: number) => string, at = index): Explained => {
    const value = x!.data[at]!;
    if (input !== null) sources.push({ value: input, index: at, x: value, factor: null });
    return done(result, sources, words(value));
  };
  if (whatIf.straight.has(opIndex)) return one((value) => `taken away: ${brief(value)} goes through as it is`);
  switch (FAMILIES[op.kind]) {
    case "conv":
      return convolution(net, values, op, index, result);
    case "linear":
    case "matmul":
      return weighted(net, values, op, index, result);
    case "max":
    case "avg":
      return pooling(net, values, op, index, result);
    case "one":
      return one((value) => (op.kind === "relu" ? `max(0, ${brief(value)}) = ${brief(result)}` : `${op.kind}(${brief(value)}) = ${brief(result)}`));
    case "dropout": {
      if (whatIf.dropping === null) return one((value) => `dropout is off when the network reads: ${brief(value)} stays`);
      const factor = dropMask(op, x!, whatIf.dropping + 7919 * opIndex)[index]!;
      return one((value) => (factor === 0 ? `dropped: ${brief(value)} · 0 = 0` : `kept: ${brief(value)} / (1 − ${brief(plain(op, "p", 0.5))}) = ${brief(result)}`));
    }
    case "norm": {
      const area = count(x!.shape.slice(2));
      const [scale, shift] = normal(op, net, values);
      const channel = Math.floor(index / area);
      return one((value) => `${brief(value)} · ${brief(scale(channel))} + ${bracket(shift(channel))} = ${brief(result)}`);
    }
    case "softmax":
      return exponentials(op, x!, input, index, result);
    case "same":
      return one((value) => `the same number, ${brief(value)}, in another shape`);
    case "moved":
      return one((value) => `the same number, ${brief(value)}, in another place`, movedFrom(op, x!.shape)(index));
    case "cat": {
      const [value, at, part] = cutFrom(net, values, op, out, index);
      if (value !== null) sources.push({ value, index: at, x: result, factor: null });
      return done(result, sources, `number ${at + 1} of branch ${part + 1}: ${brief(result)}`);
    }
    case "two":
      return pairwise(net, values, op, out, index, result);
    case "reduce": {
      sources.push(...along(op, x!, input, index));
      return done(result, sources, `${op.kind} of ${sources.length} numbers = ${brief(result)}`);
    }
    case "extreme": {
      const all = along(op, x!, input, index);
      const which = op.kind.endsWith("max") ? "largest" : "smallest";
      const back = all.find((source) => source.x === result) ?? null;
      return { ...done(result, all, `the ${which} of ${all.length} numbers: ${brief(result)}`), back };
    }
    case "choice": {
      const taken = choice(op, net, values, out.shape)(index);
      if (taken.value !== null) sources.push({ value: taken.value, index: taken.at, x: taken.x, factor: null });
      return done(result, sources, `the condition ${taken.held ? "holds" : "does not hold"}: ${brief(result)}`);
    }
    default:
      return done(result, [], `${op.spelled} gives ${brief(result)}`);
  }
}

/** The numbers that one place of a reduction is made of. */
function along(op: Operation, x: Tensor, input: number | null, index: number): Source[] {
  if (input === null) return [];
  return reducedFrom(index, x.shape, axesOf(op, x.shape.length)).map((at) => ({ value: input, index: at, x: x.data[at]!, factor: null }));
}

function bracket(value: number): string {
  return value < 0 ? `(${brief(value)})` : brief(value);
}

function done(result: number, sources: readonly Source[], words: string, windows: readonly Block[] = [], bias: number | null = null): Explained {
  const weight = (one: Source) => Math.abs(one.factor === null ? one.x : one.x * one.factor);
  const back = sources.reduce<Source | null>((best, one) => (best === null || weight(one) > weight(best) ? one : best), null);
  return { result, sources, windows, bias, words, back };
}

function convolution(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const [x, weight] = [operand(op.args["input"], net, values)!, operand(op.args["weight"], net, values)!];
  const bias = operand(op.args["bias"], net, values);
  const input = valueId(op.args["input"]);
  const { rows, columns, groups } = windowsOf(op, x, net.data.shapes[op.outputs[0]!]!, net, values);
  const area = rows.out * columns.out;
  const [filter, place] = [Math.floor(index / area), index % area];
  const [row, column] = [Math.floor(place / columns.out), place % columns.out];
  const block = weight.shape[1]!;
  const firstChannel = Math.floor(filter / (weight.shape[0]! / groups)) * block;
  const [top, left] = [within(rows, row)[0], within(columns, column)[0]];
  const sources: Source[] = [];
  const blocks: Block[] = [];
  for (let c = 0; c < block; c++) {
    const cells: (number | null)[] = [];
    const weights: number[] = [];
    let sum = 0;
    for (let i = 0; i < rows.kernel; i++) {
      for (let j = 0; j < columns.kernel; j++) {
        const [y, z] = [top + i * rows.dilation, left + j * columns.dilation];
        const w = weight.data[((filter * block + c) * rows.kernel + i) * columns.kernel + j]!;
        weights.push(w);
        if (y < 0 || z < 0 || y >= rows.size || z >= columns.size) {
          cells.push(null);
          continue;
        }
        const at = ((firstChannel + c) * rows.size + y) * columns.size + z;
        cells.push(x.data[at]!);
        sum += x.data[at]! * w;
        if (input !== null) sources.push({ value: input, index: at, x: x.data[at]!, factor: w });
      }
    }
    blocks.push({ channel: firstChannel + c, width: columns.kernel, input: cells, weights, sum, winner: -1 });
  }
  const offset = bias?.data[filter] ?? null;
  const total = blocks.map((one) => bracket(one.sum));
  const shown = total.length > 6 ? [...total.slice(0, 3), "…", ...total.slice(-2)] : total;
  const words = [...shown, ...(offset === null ? [] : [`${bracket(offset)} (bias)`])].join(" + ");
  return done(result, sources, `${words} = ${brief(result)}`, blocks, offset);
}

function weighted(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const x = operand(op.args["input"], net, values)!;
  const weight = operand(op.args[op.kind === "linear" ? "weight" : "other"], net, values)!;
  const bias = op.kind === "linear" ? operand(op.args["bias"], net, values) : null;
  const [units, inputs] = op.kind === "linear" ? [weight.shape[0]!, weight.shape[1]!] : [weight.shape[1]!, weight.shape[0]!];
  const [row, unit] = [Math.floor(index / units), index % units];
  const input = valueId(op.args["input"]);
  const sources: Source[] = [];
  for (let i = 0; i < inputs; i++) {
    const factor = op.kind === "linear" ? weight.data[unit * inputs + i]! : weight.data[i * units + unit]!;
    const at = row * inputs + i;
    if (input !== null) sources.push({ value: input, index: at, x: x.data[at]!, factor });
  }
  const offset = bias?.data[unit] ?? null;
  const words = `${inputs} products${offset === null ? "" : ` and the bias ${bracket(offset)}`}: ${brief(result)}`;
  return done(result, sources, words, [], offset);
}

function pooling(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
  const x = operand(op.args["input"], net, values)!;
  const input = valueId(op.args["input"]);
  const windows = windowsOf(op, x, net.data.shapes[op.outputs[0]!]!, net, values);
  const area = windows.rows.out * windows.columns.out;
  const inner = windows.rows.size * windows.columns.size;
  const [channel, place] = [Math.floor(index / area), index % area];
  const cells = poolCells(op, windows, place);
  const numbers = cells.map((cell) => x.data[channel * inner + cell]!);
  const max = op.kind.includes("max");
  const winner = max ? numbers.indexOf(result) : -1;
  const all = cells.map((cell, i): Source => ({ value: input ?? 0, index: channel * inner + cell, x: numbers[i]!, factor: null }));
  const listed = numbers.length > 9 ? `${numbers.slice(0, 8).map(brief4).join(", ")}, …` : numbers.map(brief4).join(max ? ", " : " + ");
  const words = max ? `max(${listed}) = ${brief(result)}` : `(${listed}) / ${poolDivisor(op, windows, place)} = ${brief(result)}`;
  const width = new Set(cells.map((cell) => cell % windows.columns.size)).size;
  const block: Block = { channel, width, input: numbers, weights: [], sum: result, winner };
  const found = done(result, input === null ? [] : all, words, [block]);
  return max && winner >= 0 ? { ...found, back: all[winner]! } : found;
}

function brief4(value: number): string {
  return brief(value, 3);
}

function exponentials(op: Operation, x: Tensor, input: number | null, index: number, result: number): Explained {
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

function cutFrom(net: Loaded, values: Values, op: Operation, out: Tensor, index: number): [number | null, number, number] {
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

function pairwise(net: Loaded, values: Values, op: Operation, out: Tensor, index: number, result: number): Explained {
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

/** Everything that reaches one cell: for each value the cells of it, marked with 1. */
export function reached(net: Loaded, values: Values, value: number, index: number): Map<number, Uint8Array> {
  const marks = new Map<number, Uint8Array>();
  const of = (id: number): Uint8Array => {
    const found = marks.get(id) ?? new Uint8Array(values[id]!.data.length);
    marks.set(id, found);
    return found;
  };
  of(value)[index] = 1;
  for (const op of [...net.data.operations].reverse()) {
    const lit = marks.get(op.outputs[0]!);
    if (!lit) continue;
    pull(net, values, op, lit, of);
  }
  return marks;
}

function pull(net: Loaded, values: Values, op: Operation, lit: Uint8Array, of: (id: number) => Uint8Array): void {
  const input = valueId(op.args["input"]);
  const x = operand(op.args["input"], net, values);
  const family = FAMILIES[op.kind];
  if ((family === "conv" || family === "max" || family === "avg") && input !== null) return pullWindows(net, values, op, x!, lit, of(input));
  if (family === "linear" || family === "matmul" || family === "softmax") {
    if (input === null) return;
    const marks = of(input);
    if (family === "softmax" || lit.length === x!.data.length / x!.shape.at(-1)!) marks.fill(1);
    const [inputs, units] = [x!.shape.at(-1)!, values[op.outputs[0]!]!.shape.at(-1)!];
    lit.forEach((one, i) => one && family !== "softmax" && marks.fill(1, Math.floor(i / units) * inputs, (Math.floor(i / units) + 1) * inputs));
    return;
  }
  const off: WhatIf = { off: new Set(), swapped: new Map(), straight: new Set(), dropping: null };
  lit.forEach((one, i) => {
    if (!one) return;
    if (family === "one" || family === "same" || family === "dropout" || family === "norm") {
      if (input !== null) of(input)[i] = 1;
      return;
    }
    for (const source of explain(net, values, op, i, off).sources) of(source.value)[source.index] = 1;
  });
}

function pullWindows(net: Loaded, values: Values, op: Operation, x: Tensor, lit: Uint8Array, marks: Uint8Array): void {
  const windows = windowsOf(op, x, net.data.shapes[op.outputs[0]!]!, net, values);
  const area = windows.rows.out * windows.columns.out;
  const inner = windows.rows.size * windows.columns.size;
  const conv = op.kind === "conv2d";
  const filters = lit.length / area;
  const channels = x.data.length / inner;
  for (let f = 0; f < filters; f++) {
    const block = conv ? channels / windows.groups : 1;
    const first = conv ? Math.floor(f / (filters / windows.groups)) * block : f;
    for (let place = 0; place < area; place++) {
      if (!lit[f * area + place]) continue;
      const cells = conv ? convCells(windows, place) : poolCells(op, windows, place);
      for (let c = first; c < first + block; c++) for (const cell of cells) marks[c * inner + cell] = 1;
    }
  }
}

function convCells(windows: ReturnType<typeof windowsOf>, place: number): number[] {
  const [top, down] = within(windows.rows, Math.floor(place / windows.columns.out));
  const [left, across] = within(windows.columns, place % windows.columns.out);
  return down.flatMap((i) => across.map((j) => (top + i * windows.rows.dilation) * windows.columns.size + left + j * windows.columns.dilation));
}
