// Screen 1's state: the image, the moment of the training, what is changed, and the cell looked at.

import { batch, computed, signal } from "@preact/signals";
import { run } from "../engine/engine";
import { AS_IT_IS, Lacking, type Loaded, type Values, type WhatIf } from "../engine/nouns";
import { reached } from "../engine/reached";
import { explain } from "../engine/explain";
import type { Explained } from "../engine/explained";
import { FAMILIES } from "../engine/kinds";
import { tensor, type Tensor } from "../engine/tensor";
import { heldOut, type Image, type NetworkData, normalised, numbers, type Operation } from "./data";
import { asDigit, type Stroke } from "./ink";

export const network = signal<NetworkData | null>(null);
export const chosen = signal(0); // of the held-out images; -1: the drawn one
export const strokes = signal<readonly Stroke[]>([]);
export const moment = signal(0);
export const whatIf = signal<WhatIf>(AS_IT_IS);

export interface Cell {
  readonly value: number; // of the graph
  readonly index: number; // in it
}

export const focus = signal<Cell | null>(null);
export const pinned = signal(false);
export const path = signal<readonly Cell[]>([]); // the way back, the first step first

/** Whether the page stands: what may wait is reckoned then. */
export const painted = signal(false);

/** Take a network in; a sentence where the page cannot compute it after all. */
export function load(data: NetworkData): string {
  batch(() => {
    network.value = data;
    moment.value = data.moments.length - 1;
  });
  try {
    void values.value;
    setTimeout(() => (painted.value = true), 150);
    return "";
  } catch (error) {
    if (!(error instanceof Lacking)) throw error;
    network.value = null;
    return `Your network cannot be shown: ${error.message}.`;
  }
}

export const images = computed<readonly Image[]>(() => (network.value ? heldOut(network.value) : []));

export const image = computed<Image>(() =>
  chosen.value < 0 ? { tones: asDigit(strokes.value, network.value!.data), label: null } : images.value[chosen.value]!,
);

const decoded = new Map<number, readonly Tensor[]>(); // by moment: a slider goes back and forth

export const loaded = computed<Loaded>(() => {
  const data = network.value!;
  const at = moment.value;
  let found = decoded.get(at);
  if (!found) {
    found = data.tensors.map((one, i) => tensor(one.shape, numbers(data.moments[at]!.tensors[i]!, data.moments[at]!.form)));
    decoded.set(at, found);
  }
  return { data, tensors: found };
});

export const values = computed<Values>(() => {
  const data = network.value!;
  if (data.lacking.length > 0) return recorded(data, Math.max(chosen.value, 0));
  return run(loaded.value, normalised(image.value.tones, data.mean, data.std), whatIf.value);
});

/** What the trainer wrote down for one held-out image. */
function recorded(data: NetworkData, at: number): Values {
  const found: (Tensor | undefined)[] = [];
  found[0] = tensor(data.shapes[0]!, normalised(images.value[at]!.tones, data.mean, data.std));
  data.valueIds.forEach((id, i) => {
    const all = numbers(data.values[i]!);
    const shape = data.shapes[id]!;
    const size = shape.reduce((product, one) => product * one, 1);
    found[id] = tensor(shape, all.length === size ? all : all.slice(at * size, (at + 1) * size));
  });
  return found;
}

/** Probabilities, of whatever the network puts out. */
export const probabilities = computed<readonly number[]>(() => toProbabilities(values.value[network.value!.output]!.data));

export function toProbabilities(scores: Float32Array): number[] {
  const all = [...scores];
  const exps = all.map(Math.exp);
  const sum = exps.reduce((total, one) => total + one, 0);
  if (Math.abs(Math.log(sum)) < 1e-3) return exps; // logarithms of probabilities
  const plain = all.reduce((total, one) => total + one, 0);
  if (Math.abs(plain - 1) < 1e-3 && all.every((one) => one >= 0)) return all;
  const top = Math.max(...all);
  const from = all.map((one) => Math.exp(one - top));
  const total = from.reduce((all_, one) => all_ + one, 0);
  return from.map((one) => one / total);
}

/** The probabilities without what was changed or dropped; null where they are those. */
export const before = computed<readonly number[] | null>(() => {
  const data = network.value!;
  if (data.lacking.length > 0 || (!changed.value && whatIf.value.dropping === null)) return null;
  const plain = run(loaded.value, normalised(image.value.tones, data.mean, data.std));
  return toProbabilities(plain[data.output]!.data);
});

/** Whether a change moved the probability of a digit enough to be seen. */
export function moved(digit: number): boolean {
  return before.value !== null && Math.abs(before.value[digit]! - probabilities.value[digit]!) >= 0.005;
}

export const answer = computed(() => probabilities.value.indexOf(Math.max(...probabilities.value)));

/** By how much the page's arithmetic differs from the trainer's, at the end, over the held-out images. */
export const difference = computed<number>(() => {
  const data = network.value!;
  if (data.lacking.length > 0) return 0;
  const last = data.moments.length - 1;
  const net: Loaded = { data, tensors: data.tensors.map((one, i) => tensor(one.shape, numbers(data.moments[last]!.tensors[i]!, data.moments[last]!.form))) };
  const theirs = numbers(data.outputs);
  const classes = theirs.length / data.labels.length;
  let most = 0;
  images.value.forEach((one, i) => {
    const ours = run(net, normalised(one.tones, data.mean, data.std))[data.output]!.data;
    const [p, q] = [toProbabilities(ours), toProbabilities(theirs.slice(i * classes, (i + 1) * classes))];
    p.forEach((value, k) => (most = Math.max(most, Math.abs(value - q[k]!))));
  });
  return most;
});

export function operationOf(value: number): Operation | undefined {
  return network.value!.operations.find((op) => op.outputs[0] === value);
}

export const explained = computed<Explained | null>(() => {
  const at = focus.value;
  const op = at && operationOf(at.value);
  if (!at || !op || at.index >= values.value[at.value]!.data.length) return null;
  try {
    return explain(loaded.value, values.value, op, at.index, whatIf.value);
  } catch (error) {
    if (error instanceof Lacking) return { result: values.value[at.value]!.data[at.index]!, sources: [], windows: [], bias: null, words: error.message, back: null };
    throw error;
  }
});

/** For each value the cells that the looked-at cell is made of. */
export const marks = computed<ReadonlyMap<number, Uint8Array>>(() => {
  const at = focus.value;
  if (!at || !operationOf(at.value)) return new Map<number, Uint8Array>();
  try {
    return reached(loaded.value, values.value, at.value, at.index);
  } catch (error) {
    if (error instanceof Lacking) return new Map<number, Uint8Array>();
    throw error;
  }
});

/** Look at another cell. */
export function look(cell: Cell, pin: boolean): void {
  batch(() => {
    focus.value = cell;
    if (pin) pinned.value = true;
    path.value = [];
  });
}

/** One step back: to the number that counts most in the one that is looked at. */
export function back(): void {
  const from = explained.value?.back;
  if (!from || !focus.value) return;
  batch(() => {
    path.value = [...path.value, focus.value!];
    focus.value = { value: from.value, index: from.index };
    pinned.value = true;
  });
}

export function forth(): void {
  const to = path.value.at(-1);
  if (!to) return;
  batch(() => {
    focus.value = to;
    path.value = path.value.slice(0, -1);
  });
}

export function change(next: Partial<WhatIf>): void {
  whatIf.value = { ...whatIf.value, ...next };
}

/** What is changed, each in words and with a way back. */
export const changes = computed<readonly { readonly words: string; readonly undo: () => void }[]>(() => {
  const what = whatIf.value;
  const named = (index: number): string => network.value!.operations[index]!.name;
  return [
    ...[...what.off].map((one) => {
      const [index, channel] = one.split(":").map(Number) as [number, number];
      return { words: `${named(index)}: ${wordOf(index)} ${channel + 1} off`, undo: () => change({ off: toggled(what.off, one) }) };
    }),
    ...[...what.swapped].map(([index, [a, b]]) => ({
      words: `${named(index)}: ${wordOf(index)}s ${a + 1} and ${b + 1} swapped`,
      undo: () => swap(index, null),
    })),
    ...[...what.straight].map((index) => ({ words: `${named(index)} taken away`, undo: () => change({ straight: toggled(what.straight, index) }) })),
  ];
});

/** What one part of a layer is called. */
export function wordOf(index: number): string {
  return network.value!.shapes[network.value!.operations[index]!.outputs[0]!]!.length === 4 ? "filter" : "unit";
}

/** Two maps of a layer in each other's place, or each in its own. */
export function swap(index: number, two: readonly [number, number] | null): void {
  const swapped = new Map(whatIf.value.swapped);
  if (two) swapped.set(index, two);
  else swapped.delete(index);
  change({ swapped });
}

export function toggled<T>(set: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

export const changed = computed(() => changes.value.length > 0);

/** Values whose numbers are one for each class: the output, and what it is made of number by number. */
const ofClasses = computed<ReadonlySet<number>>(() => {
  const data = network.value!;
  const found = new Set<number>();
  let at: number | null = data.output;
  while (at !== null) {
    found.add(at);
    const op = operationOf(at);
    const input = op?.args["input"];
    const alike = op && ["one", "dropout", "norm", "softmax", "same"].includes(FAMILIES.get(op.kind) ?? "");
    at = alike && input !== null && typeof input === "object" && "value" in input && data.shapes[input.value]?.length === data.shapes[at]!.length ? input.value : null;
  }
  return found;
});

/** Channel, row and column of a cell; units alone have a number. */
export function placeOf(cell: Cell): { channel: number; row: number; column: number } | { unit: number } {
  const shape = values.value[cell.value]!.shape;
  if (shape.length !== 4) return { unit: cell.index };
  const [rows, columns] = [shape[2]!, shape[3]!];
  const inner = cell.index % (rows * columns);
  return { channel: Math.floor(cell.index / (rows * columns)), row: Math.floor(inner / columns), column: inner % columns };
}

export function placeWords(cell: Cell): string {
  const name = cell.value === 0 ? "image" : (operationOf(cell.value)?.name ?? "");
  const place = placeOf(cell);
  if ("unit" in place) return ofClasses.value.has(cell.value) ? `${name}, for ${network.value!.thing} ${place.unit}` : `${name}, number ${place.unit + 1}`;
  const several = network.value!.image[0] > 1;
  const map = cell.value === 0 ? (several ? `, channel ${place.channel + 1}` : "") : `, map ${place.channel + 1}`;
  return `${name}${map}, row ${place.row + 1}, column ${place.column + 1}`;
}
