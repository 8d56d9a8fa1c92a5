// Everything in the network that reaches one cell.

import type { Operation } from "../network/data";
import { explain } from "./explain";
import { valueId } from "./explained";
import { operand, windowsOf } from "./given";
import { FAMILIES } from "./kinds";
import { ownNumbers } from "./norms";
import { AS_IT_IS, type Loaded, type Values } from "./nouns";
import { poolCells } from "./pools";
import type { Tensor } from "./tensor";
import { type Windows, within } from "./windows";

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
  const family = FAMILIES.get(op.kind);
  if ((family === "conv" || family === "max" || family === "avg") && input !== null) return pullWindows(net, values, op, x!, lit, of(input));
  if (family === "own" && input !== null) {
    const { size } = ownNumbers(op, x!, net, values);
    lit.forEach((one, i) => one && of(input).fill(1, i - (i % size), i - (i % size) + size));
    return;
  }
  if (family === "linear" || family === "softmax") {
    if (input === null) return;
    const marks = of(input);
    if (family === "softmax" || lit.length === x!.data.length / x!.shape.at(-1)!) marks.fill(1);
    const [inputs, units] = [x!.shape.at(-1)!, values[op.outputs[0]!]!.shape.at(-1)!];
    lit.forEach((one, i) => one && family !== "softmax" && marks.fill(1, Math.floor(i / units) * inputs, (Math.floor(i / units) + 1) * inputs));
    return;
  }
  lit.forEach((one, i) => {
    if (!one) return;
    if (family === "one" || family === "same" || family === "dropout" || family === "norm") {
      if (input !== null) of(input)[i] = 1;
      return;
    }
    for (const source of explain(net, values, op, i, AS_IT_IS).sources) of(source.value)[source.index] = 1;
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

function convCells(windows: Windows, place: number): number[] {
  const [top, down] = within(windows.rows, Math.floor(place / windows.columns.out));
  const [left, across] = within(windows.columns, place % windows.columns.out);
  return down.flatMap((i) => across.map((j) => (top + i * windows.rows.dilation) * windows.columns.size + left + j * windows.columns.dilation));
}
