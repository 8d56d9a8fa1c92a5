// A cell of a convolution or a pooling: its window, channel by channel.

import type { Operation } from "../network/data";
import { brief } from "../core/numbers";
import { type Block, bracket, brief4, done, type Explained, type Source, valueId } from "./explained";
import { operand, windowsOf } from "./given";
import type { Loaded, Values } from "./nouns";
import { poolCells, poolDivisor } from "./pools";
import { within } from "./windows";

export function convolution(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
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

export function pooling(net: Loaded, values: Values, op: Operation, index: number, result: number): Explained {
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
