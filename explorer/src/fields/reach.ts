// What a unit sees: the exact set of pixels (`Network.region` of concepts), followed backwards as a
// mask, and the field of a layer's units by the classic recursion (concepts/fields/extents.py).

import type { Slide } from "../core/slide";
import { out, taps } from "../core/slide";
import type { Grid, Node } from "./net";

/** A set of places of one node: (rows, columns), or (1, units) where there are no places. */
export interface Mask {
  readonly rows: number;
  readonly columns: number;
  readonly cells: Uint8Array;
}

export function empty(node: Node): Mask {
  const [rows, columns] = node.shape.length === 3 ? [node.shape[1]!, node.shape[2]!] : [1, node.shape[0]!];
  return { rows, columns, cells: new Uint8Array(rows * columns) };
}

export function size(mask: Mask): number {
  return mask.cells.reduce((sum, cell) => sum + cell, 0);
}

/** (first, last) row and column of a set; null where it is empty. */
export function bounds(mask: Mask): [[number, number], [number, number]] | null {
  let box: [[number, number], [number, number]] | null = null;
  mask.cells.forEach((lit, i) => {
    if (!lit) return;
    const [r, c] = [Math.floor(i / mask.columns), i % mask.columns];
    box ??= [[r, r], [c, c]];
    box = [
      [Math.min(box[0][0], r), Math.max(box[0][1], r)],
      [Math.min(box[1][0], c), Math.max(box[1][1], c)],
    ];
  });
  return box;
}

/** What reaches one unit of `name`: for every node on the way, by its name. */
export function reach(nodes: readonly Node[], name: string, row: number, column: number): Map<string, Mask> {
  const masks = new Map<string, Mask>();
  const start = nodes.find((node) => node.name === name)!;
  const first = empty(start);
  first.cells[row * first.columns + column] = 1;
  masks.set(name, first);
  for (const node of [...nodes].reverse()) {
    const mask = masks.get(node.name);
    if (!mask || node.reading.kind === "input") continue;
    let offset = 0; // of a branch among units that stand one after another
    for (const input of node.inputs) {
      const source = nodes.find((one) => one.name === input)!;
      const found = masks.get(input) ?? empty(source);
      pull(node, mask, source, found, offset);
      masks.set(input, found);
      offset += source.shape[0]!;
    }
  }
  return masks;
}

/** The cells of one input that reach the wanted ones, added to `found`. */
function pull(node: Node, wanted: Mask, source: Node, found: Mask, offset: number): void {
  const { reading } = node;
  switch (reading.kind) {
    case "same":
    case "join":
      return broadcast(wanted, found);
    case "window":
      return axes(wanted, found, (r) => inside(reading.axes[0], r), (c) => inside(reading.axes[1], c));
    case "grid":
      return axes(wanted, found, (r) => between(reading.axes[0], r), (c) => between(reading.axes[1], c));
    case "whole":
      if (wanted.cells.some(Boolean)) found.cells.fill(1);
      return;
    case "flatten":
      if (source.shape.length === 1) return broadcast(wanted, found);
      wanted.cells.forEach((lit, i) => {
        if (lit) found.cells[i % found.cells.length] = 1;
      });
      return;
    case "cat":
      if (source.shape.length === 3) return broadcast(wanted, found);
      found.cells.forEach((lit, i) => {
        found.cells[i] = lit | wanted.cells[offset + i]!;
      });
      return;
    case "input":
      return;
  }
}

/** The same cells; those of an axis with one cell stand for all. */
function broadcast(wanted: Mask, found: Mask): void {
  wanted.cells.forEach((lit, i) => {
    if (!lit) return;
    const r = found.rows === 1 ? 0 : Math.floor(i / wanted.columns);
    const c = found.columns === 1 ? 0 : i % wanted.columns;
    found.cells[r * found.columns + c] = 1;
  });
}

function inside(axis: Slide, cell: number): number[] {
  return taps(axis, cell).filter((tap) => tap >= 0 && tap < axis.size);
}

function between(axis: Grid, cell: number): number[] {
  const low = axis.low[cell]!;
  return Array.from({ length: axis.high[cell]! - low }, (_, i) => low + i);
}

/** A set pulled through rows and then through columns. */
function axes(wanted: Mask, found: Mask, down: (r: number) => number[], across: (c: number) => number[]): void {
  const half = new Uint8Array(found.rows * wanted.columns);
  for (let r = 0; r < wanted.rows; r++) {
    const line = wanted.cells.subarray(r * wanted.columns, (r + 1) * wanted.columns);
    if (!line.some(Boolean)) continue;
    for (const to of down(r)) {
      for (let c = 0; c < wanted.columns; c++) half[to * wanted.columns + c]! |= line[c]!;
    }
  }
  for (let c = 0; c < wanted.columns; c++) {
    const to = across(c);
    for (let r = 0; r < found.rows; r++) {
      if (!half[r * wanted.columns + c]) continue;
      for (const one of to) found.cells[r * found.columns + one] = 1;
    }
  }
}

/** The field of a node's units along one axis of the image. */
export interface Field {
  readonly size: number; // pixels from the first seen to the last, padding included
  readonly jump: number | null; // pixels from unit to unit; null where that is uneven
  readonly padding: number; // pixels of unit 0's field before the image
  readonly centre: number; // middle of unit 0's field; pixel 0 is centred on 0
}

/** Along one axis: unit u sees from first + u·jump on; or each unit has its own span. */
interface Sight {
  readonly spans: readonly (readonly [number, number])[];
  readonly jump: number | null;
}

/** The field of every node, for rows and columns. */
export function fields(nodes: readonly Node[]): Map<string, [Field, Field]> {
  const found = new Map<string, [Field, Field]>();
  const sights = new Map<string, [Sight, Sight]>();
  for (const node of nodes) {
    const pair = [0, 1].map((axis) => sight(nodes, node, axis, sights)) as [Sight, Sight];
    sights.set(node.name, pair);
    found.set(node.name, pair.map(field) as [Field, Field]);
  }
  return found;
}

function field(sight: Sight): Field {
  const first = sight.spans[0]!;
  return {
    size: Math.max(...sight.spans.map(([low, high]) => high - low + 1)),
    jump: sight.jump,
    padding: first[0] === 0 ? 0 : -first[0],
    centre: (first[0] + first[1]) / 2,
  };
}

function sight(nodes: readonly Node[], node: Node, axis: number, sights: Map<string, [Sight, Sight]>): Sight {
  const { reading } = node;
  if (reading.kind === "input") {
    const pixels = node.shape[axis + 1]!;
    return { spans: Array.from({ length: pixels }, (_, i) => [i, i] as const), jump: 1 };
  }
  const seen = node.inputs.map((name) => sights.get(name)![axis]!);
  const first = seen[0]!;
  switch (reading.kind) {
    case "same":
      return first;
    case "window": {
      const slide = reading.axes[axis]!;
      const spans = Array.from({ length: out(slide) }, (_, i) => hull(taps(slide, i), first, slide.size));
      return { spans, jump: first.jump === null ? null : first.jump * slide.stride };
    }
    case "grid": {
      const grid = reading.axes[axis]!;
      const spans = grid.low.map((_, i) => hull(between(grid, i), first, grid.size));
      const even = grid.size % spans.length === 0;
      return { spans, jump: even && first.jump !== null ? (first.jump * grid.size) / spans.length : null };
    }
    case "flatten":
      return node.shape.length === 1 && nodes.find((one) => one.name === node.inputs[0])!.shape.length === 1
        ? first
        : { spans: first.spans, jump: null };
    case "whole": {
      const pixels = nodes[0]!.shape[axis + 1]!;
      const low = Math.max(Math.min(...first.spans.map((one) => one[0])), 0);
      const high = Math.min(Math.max(...first.spans.map((one) => one[1])), pixels - 1);
      return { spans: [[low, high]], jump: 0 };
    }
    case "cat":
    case "join":
      return union(seen);
  }
}

/** What somebody sees that reads these cells; beyond the last the pattern goes on. */
function hull(cells: readonly number[], sight: Sight, size: number): readonly [number, number] {
  const at = (cell: number): readonly [number, number] => {
    if (sight.jump === null) return sight.spans[Math.min(Math.max(cell, 0), size - 1)]!;
    const [low, high] = sight.spans[0]!;
    return [low + cell * sight.jump, high + cell * sight.jump];
  };
  const spans = cells.map(at);
  return [Math.min(...spans.map((one) => one[0])), Math.max(...spans.map((one) => one[1]))];
}

function union(seen: readonly Sight[]): Sight {
  const length = Math.max(...seen.map((one) => one.spans.length));
  const jumps = new Set(seen.map((one) => one.jump));
  const spans = Array.from({ length }, (_, i) => {
    const all = seen.map((one) => one.spans[one.spans.length === 1 ? 0 : i]!);
    return [Math.min(...all.map((one) => one[0])), Math.max(...all.map((one) => one[1]))] as const;
  });
  return { spans, jump: jumps.size === 1 ? [...jumps][0]! : null };
}
