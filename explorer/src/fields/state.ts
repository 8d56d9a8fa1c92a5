// The fields' state: the line, what it describes, and the unit that is looked at.

import { batch, computed, signal } from "@preact/signals";
import { type Mask, fields, reach } from "./reach";
import { NetError, type Node, parse } from "./net";

export const LAB = "conv 10 k5; max k2; conv 20 k5; max k2";
export const EXAMPLES: readonly (readonly [string, string])[] = [
  ["the lab’s network", LAB],
  ["dilated", "conv 8 k3 p1; conv 8 k3 p2 d2; conv 8 k3 p4 d4"],
  ["strides", "conv 8 k3 s2 p1; conv 16 k3 s2 p1; conv 32 k3 s2 p1"],
  ["a cross", "row = conv 8 k1x9 p0x4 from input; column = conv 8 k9x1 p4x0 from input; add row column; conv 8 k1"],
  ["two branches", "near = conv 8 k3 p1 from input; far = conv 8 k3 p4 d4 from input; cat near far; max k2"],
];

export const line = signal(LAB);
const past = signal<readonly string[]>([]);
export const canUndo = computed(() => past.value.length > 0);

export interface Unit {
  readonly node: string;
  readonly row: number;
  readonly column: number;
}

export const unit = signal<Unit | null>(null);
export const pinned = signal(false);
export const beside = signal(false); // with its neighbour

export type Read = { readonly nodes: readonly Node[] } | { readonly error: string };

export const net = computed<Read>(() => {
  try {
    const nodes = parse(line.value, [1, 28, 28]);
    if (nodes.length < 2) return { error: "there is no layer yet: add one, or write a line such as “conv 10 k5; max k2”" };
    return { nodes };
  } catch (error) {
    if (error instanceof NetError) return { error: error.message };
    throw error;
  }
});

export const table = computed(() => ("nodes" in net.value ? fields(net.value.nodes) : new Map<string, never>()));

/** The unit that is shown: the chosen one, or the middle of the last layer with places. */
export const shown = computed<Unit | null>(() => {
  if (!("nodes" in net.value)) return null;
  const chosen = net.value.nodes.find((node) => node.name === unit.value?.node);
  if (chosen && unit.value && fits(chosen, unit.value)) return unit.value;
  const last = [...net.value.nodes].reverse().find((node) => node.shape.length === 3)!;
  return { node: last.name, row: Math.floor(last.shape[1]! / 2), column: Math.floor(last.shape[2]! / 2) };
});

function fits(node: Node, at: Unit): boolean {
  const [rows, columns] = extent(node);
  return at.row < rows && at.column < columns;
}

/** Rows and columns of a node; units in a row have one row. */
export function extent(node: Node): [number, number] {
  return node.shape.length === 3 ? [node.shape[1]!, node.shape[2]!] : [1, node.shape[0]!];
}

export const neighbour = computed<Unit | null>(() => {
  const at = shown.value;
  if (!beside.value || !at || !("nodes" in net.value)) return null;
  const [rows, columns] = extent(net.value.nodes.find((node) => node.name === at.node)!);
  if (at.column + 1 < columns) return { ...at, column: at.column + 1 };
  if (at.column > 0) return { ...at, column: at.column - 1 };
  if (at.row + 1 < rows) return { ...at, row: at.row + 1 };
  return at.row > 0 ? { ...at, row: at.row - 1 } : null;
});

function reached(at: Unit | null): ReadonlyMap<string, Mask> {
  return at && "nodes" in net.value ? reach(net.value.nodes, at.node, at.row, at.column) : new Map<string, Mask>();
}

export const seen = computed(() => reached(shown.value));
export const seenBeside = computed(() => reached(neighbour.value));

/** Another line; the one before can be had back. */
export function write(next: string): void {
  if (next === line.value) return;
  batch(() => {
    past.value = [...past.value.slice(-99), line.value];
    line.value = next;
    pinned.value = false;
  });
}

export function undo(): void {
  const before = past.value.at(-1);
  if (before === undefined) return;
  batch(() => {
    past.value = past.value.slice(0, -1);
    line.value = before;
  });
}

/** The statements of the line, as they stand there. */
export const statements = computed(() =>
  line.value
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter(Boolean),
);

export function setStatement(index: number, text: string): void {
  write(statements.value.map((one, i) => (i === index ? text : one)).filter((one) => one.trim()).join("; "));
}

export function add(text: string): void {
  write([...statements.value, text].join("; "));
}

export function move(index: number, by: number): void {
  const all = [...statements.value];
  const to = index + by;
  if (to < 0 || to >= all.length) return;
  [all[index], all[to]] = [all[to]!, all[index]!];
  write(all.join("; "));
}

/** The state as the fragment of an address, and back. */
export function fragment(): string {
  const at = unit.value;
  const words = new URLSearchParams({ line: line.value });
  if (at && pinned.value) words.set("unit", `${at.node},${at.row + 1},${at.column + 1}`);
  if (beside.value) words.set("beside", "1");
  return `#fields?${words.toString()}`;
}

export function restore(fragment: string): void {
  const words = new URLSearchParams(fragment.slice(fragment.indexOf("?") + 1));
  batch(() => {
    line.value = words.get("line") ?? line.value;
    beside.value = words.get("beside") === "1";
    const [node, row, column] = (words.get("unit") ?? "").split(",");
    if (node && Number(row) >= 1 && Number(column) >= 1) {
      unit.value = { node, row: Number(row) - 1, column: Number(column) - 1 };
      pinned.value = true;
    }
  });
}
