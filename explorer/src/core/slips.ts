// What wrong numbers say of how they came about: the slips that `cnngrade answers` knows
// (concepts/questions/pool_slips.py, result_slips.py) in its words, as far as single cells show them.
// One number fits much; so all numbers that were typed are asked, and two slips are named with an
// "or" where both lead to them.

import { asked, group, layouts } from "./layouts";
import { count } from "./numbers";
import { type Filter, type Matrix, type Setting, WindowError, work, type Worked, type Working } from "./windows";

/** Whether two numbers are one, as far as a person writes them. */
export function same(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-6 * Math.max(1, Math.abs(other));
}

/** A number that somebody put into a cell. */
export interface Typed {
  readonly right: Working;
  readonly value: number;
}

interface Slip {
  readonly sentence: string; // what was done, after "it looks as if"
  readonly value: number; // where it leads to
  readonly rare: boolean; // too unlikely to come together with another
}

const MOST = 2; // slips that are said: a longer list is no help

/** What seems to have been done, as `answers` says it; "" where nothing fits. */
export function named(found: readonly string[]): string {
  if (found.length === 0) return "";
  if (found.length === 1) return `It looks as if ${found[0]!}.`;
  const more = found.length > MOST ? "; or something else was done" : "";
  return `Several slips give this number: either ${found.slice(0, MOST).join("; or ")}${more}.`;
}

/** The slips that lead to the number in this cell, and to most of the other cells' numbers. */
export function fitting(
  one: Typed,
  others: readonly Typed[],
  setting: Setting,
  channels: readonly Matrix[],
  filters: readonly Filter[],
): string[] {
  const layer = new Layer(setting, channels, filters);
  const alone = leading(layer, one, singles);
  if (alone.length > 0) return likeliest(layer, alone, others, singles);
  const wrong = others.filter((other) => !same(other.value, other.right.result));
  if (wrong.length === 0) return []; // one number alone fits too many pairs for one to be named
  const both = likeliest(layer, leading(layer, one, pairs), others, pairs);
  return both.filter((sentence) => wrong.every((other) => leading(layer, other, pairs).includes(sentence)));
}

type Kind = (layer: Layer, right: Working) => Generator<Slip>;

/** Sentences of the slips of a kind that lead to a number; the rare ones last. */
function leading(layer: Layer, { right, value }: Typed, kind: Kind): string[] {
  const found = [...kind(layer, right)].filter((slip) => same(value, slip.value) && !same(slip.value, right.result));
  const order = [...found.filter((slip) => !slip.rare), ...found.filter((slip) => slip.rare)];
  return [...new Set(order.map((slip) => slip.sentence))];
}

/** Those that fit as many of the other cells as any of them does. */
function likeliest(layer: Layer, sentences: readonly string[], others: readonly Typed[], kind: Kind): string[] {
  const fits = new Map(sentences.map((sentence) => [sentence, 0]));
  for (const { right, value } of others) {
    const here = new Set([...kind(layer, right)].filter((slip) => same(value, slip.value)).map((slip) => slip.sentence));
    for (const sentence of sentences) if (here.has(sentence)) fits.set(sentence, fits.get(sentence)! + 1);
  }
  const most = Math.max(...fits.values());
  return sentences.filter((sentence) => fits.get(sentence) === most);
}

/** A layer whose variants are worked out once. */
class Layer {
  private readonly known = new Map<string, Worked | null>();

  constructor(
    readonly setting: Setting,
    readonly channels: readonly Matrix[],
    readonly filters: readonly Filter[],
  ) {}

  worked(setting: Setting): Worked | null {
    const key = JSON.stringify(setting);
    if (!this.known.has(key)) this.known.set(key, attempted(setting, this.channels, this.filters));
    return this.known.get(key)!;
  }
}

function attempted(setting: Setting, channels: readonly Matrix[], filters: readonly Filter[]): Worked | null {
  try {
    return work(setting, channels, filters);
  } catch (error) {
    if (error instanceof WindowError) return null;
    throw error;
  }
}

function slip(sentence: string, value: number, rare = false): Slip {
  return { sentence, value, rare };
}

function* singles(layer: Layer, right: Working): Generator<Slip> {
  if (layer.setting.method === "conv") {
    yield* products(layer, right);
    yield* ends(layer, right.result);
    for (const [sentence, cell] of settings(layer, right)) yield slip(sentence, cell.result);
  } else {
    const cells = window(layer, right);
    if (cells) yield* sums(layer.setting, cells);
    yield* paddings(layer.setting, right);
    yield* ends(layer, right.result);
    for (const [sentence, layout] of layouts(layer.setting)) {
      const other = group(layer.channels[right.map]!, layout, right.row, right.column);
      if (other) yield slip(sentence, reduced(layer.setting, other));
    }
    const everything = layer.channels[right.map]!.flat();
    yield slip("you pooled the whole input at once, not window by window", reduced(layer.setting, everything));
  }
  yield* places(layer, right);
}

/** Two slips at once: other windows and another sum, or something done to what came out. */
function* pairs(layer: Layer, right: Working): Generator<Slip> {
  const both = function* (sentence: string, more: Iterable<Slip>): Generator<Slip> {
    for (const other of more) if (!other.rare) yield slip(`${sentence}, and ${other.sentence}`, other.value);
  };
  if (layer.setting.method === "conv") {
    for (const [sentence, cell] of settings(layer, right)) {
      yield* both(sentence, products(layer, cell));
      yield* both(sentence, ends(layer, cell.result));
    }
    for (const one of products(layer, right)) if (!one.rare) yield* both(one.sentence, ends(layer, one.value));
    return;
  }
  for (const [sentence, layout] of layouts(layer.setting)) {
    const cells = group(layer.channels[right.map]!, layout, right.row, right.column);
    if (!cells) continue;
    yield* both(sentence, sums(layer.setting, cells));
    yield* both(sentence, ends(layer, reduced(layer.setting, cells)));
  }
  const cells = window(layer, right);
  if (cells) for (const one of sums(layer.setting, cells)) if (!one.rare) yield* both(one.sentence, ends(layer, one.value));
}

function window(layer: Layer, right: Working): number[] | null {
  return group(layer.channels[right.map]!, asked(layer.setting), right.row, right.column);
}

function reduced(setting: Setting, cells: readonly number[]): number {
  return setting.method === "max" ? Math.max(...cells) : total(cells) / cells.length;
}

function total(cells: readonly number[]): number {
  return cells.reduce((sum, cell) => sum + cell, 0);
}

/** Something else than what was asked done with a window's numbers. */
function* sums(setting: Setting, cells: readonly number[]): Generator<Slip> {
  const sum = total(cells);
  const sorted = [...cells].sort((a, b) => a - b);
  const [least, largest] = [sorted[0]!, sorted.at(-1)!];
  const max = setting.method === "max";
  if (max) {
    yield slip("you averaged: the question asks for the maximum", sum / cells.length);
    yield slip("you added each window up: the question asks for the maximum", sum);
    yield slip("you took the second largest number: the question asks for the largest", sorted.at(-2) ?? largest, true);
  } else {
    yield slip("you took the maximum: the question asks for the average", largest);
    yield slip("you added each window up and did not divide", sum);
    yield* divided(cells);
  }
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  const side = Math.floor(Math.sqrt(cells.length));
  const did: [string, number, boolean][] = [
    ["the minimum", least, false],
    ["the median", median, false],
    ["the difference between the largest and the smallest number", largest - least, true],
    ["the top left number", cells[0]!, true],
    ["the top right number", cells[Math.max(0, side - 1)]!, true],
    ["the bottom left number", cells.at(-Math.max(1, side))!, true],
    ["the bottom right number", cells.at(-1)!, true],
    ["the middle between largest and smallest", (largest + least) / 2, true],
  ];
  for (const [what, value, rare] of did) {
    yield slip(`you took ${what} of each window: the question asks for the ${max ? "maximum" : "average"}`, value, rare);
  }
  if (max) {
    const where = "you wrote where the largest number stands, not the number";
    yield slip(where, cells.indexOf(largest) + 1, true);
    yield slip(where, cells.indexOf(largest), true);
  }
  yield slip("you ignored the signs", reduced(setting, cells.map(Math.abs)), true);
}

/** An average divided by something else than the number of cells. */
function* divided(cells: readonly number[]): Generator<Slip> {
  const sum = total(cells);
  for (let divisor = 2; divisor <= Math.max(16, 2 * cells.length); divisor++) {
    if (divisor !== cells.length && (divisor <= 2 * cells.length || divisor === 9 || divisor === 16)) {
      yield slip("you divided by something else than the number of cells in a window", sum / divisor, true);
    }
  }
  const filled = cells.filter((cell) => cell !== 0).length;
  yield slip("you left the zeros out when you counted the cells: a cell that holds 0 counts too", sum / Math.max(1, filled), true);
  const different = [...new Set(cells)];
  yield slip("you averaged the different numbers only: a number that stands twice counts twice", total(different) / different.length, true);
}

/** Zeros around the input that count where they should not, or do not where they should. */
function* paddings(setting: Setting, right: Working): Generator<Slip> {
  if (setting.method !== "avg" || right.spots.every((spot) => spot.kind === "input")) return;
  const cells = right.spots.filter((spot) => spot.kind === "input");
  const withZeros = right.spots.filter((spot) => spot.kind !== "overhang");
  const sum = total(cells.map((spot) => spot.value));
  if (setting.countPadding) {
    yield slip("you left the padding out when you divided: here its zeros count as cells", sum / cells.length);
  } else {
    yield slip("you counted the zeros of the padding: here only the input's own cells count", sum / withZeros.length);
  }
  yield slip("you divided by all cells of the kernel: those that hang over the end do not count", sum / right.spots.length);
}

/** Something done to a result that was right until then. */
function* ends(layer: Layer, result: number): Generator<Slip> {
  if (layer.setting.method !== "max") {
    const what = layer.setting.method === "avg" ? "an average" : "the result";
    yield slip(`you rounded to whole numbers: ${what} may have a fraction`, Math.floor(result + 0.5));
    yield slip(`you rounded to whole numbers: ${what} may have a fraction`, Math.ceil(result - 0.5));
    yield slip(`you cut off what stands behind the point: ${what} may have a fraction`, Math.trunc(result));
    yield slip("you rounded to one decimal: write the whole fraction", Math.floor(10 * result + 0.5) / 10, true);
    yield slip("you rounded to two decimals: write the whole fraction", Math.floor(100 * result + 0.5) / 100, true);
    yield slip(`you cut off what stands behind the point: ${what} may have a fraction`, Math.floor(result));
    yield slip(`you rounded to whole numbers: ${what} may have a fraction`, Math.ceil(result));
  }
  yield slip("the sign is the wrong way round", -result);
}

function* products(layer: Layer, right: Working): Generator<Slip> {
  const bias = right.bias ?? 0;
  const each = (of: (spot: Working["spots"][number]) => number): number => total(right.spots.map(of));
  if (bias !== 0) yield slip("you forgot the bias: it is added once for each filter", right.result - bias);
  yield slip("you turned the filter round: a convolutional layer slides it as it is written", flipped(right) + bias);
  yield slip("you added the input's numbers and left out the weights", each((spot) => spot.value));
  yield slip("you added the weights and left out the input's numbers", each((spot) => spot.factor));
  yield slip("you divided by the number of cells: a convolution adds, it does not average", (right.result - bias) / right.spots.length + bias);
  yield slip("you took the largest product: a convolution adds all of them", Math.max(...right.spots.map((s) => s.value * s.factor)));
  if (layer.channels.length > 1) {
    for (let channel = 0; channel < layer.channels.length; channel++) {
      const sum = each((spot) => (spot.channel === channel ? spot.value * spot.factor : 0));
      const used = `you used channel ${channel + 1} alone`;
      yield slip(`${used}: a filter runs through all ${layer.channels.length} channels, and they are added`, sum + bias);
      if (bias !== 0) yield slip(`${used} and forgot the bias`, sum);
    }
  }
  yield slip("you ignored the signs of the weights", each((spot) => spot.value * Math.abs(spot.factor)) + bias);
  for (const spot of right.spots) {
    const product = spot.value * spot.factor;
    if (product === 0) continue;
    const where = `${spot.value} · ${spot.factor}`.replace(/-/g, "−");
    yield slip(`one product is missing: ${where}`, right.result - product, true);
    yield slip(`one product has the wrong sign: ${where}`, right.result - 2 * product, true);
  }
}

/** The sum with each channel's weights the other way round. */
function flipped(right: Working): number {
  let sum = 0;
  for (const channel of new Set(right.spots.map((spot) => spot.channel))) {
    const spots = right.spots.filter((spot) => spot.channel === channel);
    spots.forEach((spot, i) => (sum += spot.value * spots[spots.length - 1 - i]!.factor));
  }
  return sum;
}

/** The same cell of a convolution with one of its settings changed. */
function* settings(layer: Layer, right: Working): Generator<[string, Working]> {
  const { setting } = layer;
  const { kernel, stride, padding, dilation } = setting;
  const tried: [string, Setting][] = [];
  for (let other = 1; other <= Math.max(kernel, stride) + 1; other++) {
    const moved = `your windows move ${count(other, "cell")} at a time`;
    if (other !== stride) tried.push([`${moved}: the question asks for a stride of ${stride}`, { ...setting, stride: other }]);
  }
  if (padding > 0) tried.push([`you left out the padding: the question asks for a padding of ${padding}`, { ...setting, padding: 0 }]);
  else tried.push(["you put zeros around the input: the question asks for none", { ...setting, padding: 1 }]);
  if (dilation > 1) tried.push([`you left out the dilation: the cells of a window lie ${dilation} apart`, { ...setting, dilation: 1 }]);
  else if (kernel > 1) tried.push(["the cells of your windows do not touch: a window is one solid square", { ...setting, dilation: 2 }]);
  for (const [sentence, other] of tried) {
    const cell = layer.worked(other)?.maps[right.map]?.[right.row]?.[right.column];
    if (cell) yield [sentence, cell];
  }
}

/** Another cell's number. */
function* places(layer: Layer, right: Working): Generator<Slip> {
  const maps = layer.worked(layer.setting)!.maps;
  const map = maps[right.map]!;
  const { row, column } = right;
  const [rows, columns] = [map.length, map[0]!.length];
  const turned = map[column]?.[row];
  if (turned) yield slip("rows and columns are swapped: the first row of results comes from the top of the input", turned.result);
  if (columns > 1) yield slip("left and right are swapped", map[row]![columns - 1 - column]!.result, true);
  if (rows > 1) yield slip("top and bottom are swapped", map[rows - 1 - row]![column]!.result, true);
  for (const [dr, dc, where] of [[0, 1, "to the right"], [0, -1, "to the left"], [1, 0, "below"], [-1, 0, "above"]] as const) {
    const other = map[row + dr]?.[column + dc];
    if (other) yield slip(`this is the number of the window ${where}: look where yours begins`, other.result, true);
  }
  const word = layer.setting.method === "conv" ? "filter" : "channel";
  for (const [index, other] of maps.entries()) {
    if (index === right.map) continue;
    yield slip(`this is the number of ${word} ${index + 1}: the cell is of ${word} ${right.map + 1}`, other[row]![column]!.result);
  }
}
