// Pooling: which cells a place sees, and what it makes of them.

import type { Operation } from "../network/data";
import { plain, windowsOf } from "./given";
import type { Loaded, Values } from "./nouns";
import { type Tensor, tensor } from "./tensor";
import { divisor, pooled, type Windows } from "./windows";

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

export function pool(op: Operation, family: "max" | "avg", x: Tensor, shape: readonly number[], net: Loaded, values: Values): Tensor {
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
