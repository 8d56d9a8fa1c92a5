// What a wrong number in one cell says of how it came about: the slips that `cnngrade answers`
// knows (concepts/questions/pool_slips.py, result_slips.py), as far as one cell can show them.

import { by } from "./numbers";
import { type Filter, type Matrix, type Setting, WindowError, work, type Worked, type Working } from "./windows";

/** Whether two numbers are one, as far as a person writes them. */
export function same(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-6 * Math.max(1, Math.abs(other));
}

type Slip = [sentence: string, value: number];

/** Why this number stands in this cell, or "" where nothing fits. The first that fits counts. */
export function slip(
  given: number,
  right: Working,
  setting: Setting,
  channels: readonly Matrix[],
  filters: readonly Filter[],
): string {
  const context = { right, setting, channels, filters };
  for (const [sentence, value] of slips(context)) {
    if (same(given, value) && !same(value, right.result)) return sentence;
  }
  return "";
}

interface Context {
  readonly right: Working;
  readonly setting: Setting;
  readonly channels: readonly Matrix[];
  readonly filters: readonly Filter[];
}

function* slips(context: Context): Generator<Slip> {
  yield* context.setting.method === "conv" ? products(context) : sums(context);
  const { result } = context.right;
  if (context.setting.method !== "max") {
    yield ["you rounded to whole numbers: the result may have a fraction", Math.floor(result + 0.5)];
    yield ["you cut off what stands behind the point: the result may have a fraction", Math.trunc(result)];
    yield ["you rounded to one decimal: write the whole fraction", Math.floor(10 * result + 0.5) / 10];
    yield ["you rounded to two decimals: write the whole fraction", Math.floor(100 * result + 0.5) / 100];
  }
  yield ["the sign is the wrong way round", -result];
  yield* settings(context);
  yield* places(context);
  yield* rare(context);
}

function* sums({ right, setting }: Context): Generator<Slip> {
  const cells = right.spots.filter((spot) => spot.kind === "input").map((spot) => spot.value);
  const withZeros = right.spots.filter((spot) => spot.kind !== "overhang").map((spot) => spot.value);
  const sum = cells.reduce((all, cell) => all + cell, 0);
  const sorted = [...cells].sort((a, b) => a - b);
  const asked = setting.method === "max" ? "maximum" : "average";
  if (setting.method === "max") {
    yield ["you averaged: the question asks for the maximum", sum / cells.length];
    yield ["you added the window up: the question asks for the maximum", sum];
    yield ["you let zeros of the padding win: a maximum is taken over the input's cells alone", Math.max(...withZeros)];
    if (cells.length > 1) yield ["you took the second largest number: the question asks for the largest", sorted.at(-2)!];
  } else {
    yield ["you took the maximum: the question asks for the average", Math.max(...cells)];
    yield ["you added the window up and did not divide", sum];
    if (setting.countPadding) {
      yield ["you left the padding out when you divided: here its zeros count as cells", sum / cells.length];
    } else {
      yield ["you counted the zeros of the padding: here only the input's own cells count", sum / withZeros.length];
    }
    yield ["you divided by all cells of the kernel: those that hang over the end do not count", sum / right.spots.length];
  }
  if (cells.length === 0) return;
  yield [`you took the minimum of the window: the question asks for the ${asked}`, sorted[0]!];
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  yield [`you took the median of the window: the question asks for the ${asked}`, median];
  yield [`you took the top left number of the window: the question asks for the ${asked}`, cells[0]!];
  yield [`you took the bottom right number of the window: the question asks for the ${asked}`, cells.at(-1)!];
  if (setting.method === "max") {
    yield ["you ignored the signs", Math.max(...cells.map(Math.abs))];
    yield ["you wrote where the largest number stands, not the number", cells.indexOf(Math.max(...cells)) + 1];
  }
}

/** What happens now and then: numbers left out of an average. */
function* rare({ right, setting }: Context): Generator<Slip> {
  const cells = right.spots.filter((spot) => spot.kind === "input").map((spot) => spot.value);
  if (setting.method !== "avg" || cells.length === 0) return;
  const sum = cells.reduce((all, cell) => all + cell, 0);
  const filled = cells.filter((cell) => cell !== 0).length;
  if (filled > 0) yield ["you left the zeros out when you counted the cells: a cell that holds 0 counts too", sum / filled];
  const different = [...new Set(cells)];
  yield [
    "you averaged the different numbers only: a number that stands twice counts twice",
    different.reduce((all, cell) => all + cell, 0) / different.length,
  ];
}

function* products({ right, channels }: Context): Generator<Slip> {
  const bias = right.bias ?? 0;
  if (bias !== 0) yield ["you forgot the bias: it is added once for each filter", right.result - bias];
  const flipped = flip(right) + bias;
  yield ["you turned the filter round: a convolutional layer slides it as it is written", flipped];
  yield ["you added the input's numbers and left out the weights", total(right, (spot) => spot.value)];
  yield ["you added the weights and left out the input's numbers", total(right, (spot) => spot.factor)];
  yield ["you divided by the number of cells: a convolution adds, it does not average", (right.result - bias) / right.spots.length + bias];
  yield ["you took the largest product: a convolution adds all of them", Math.max(...right.spots.map((s) => s.value * s.factor))];
  if (channels.length > 1) {
    for (let channel = 0; channel < channels.length; channel++) {
      const alone = right.spots.filter((spot) => spot.channel === channel);
      const sum = alone.reduce((all, spot) => all + spot.value * spot.factor, 0);
      yield [`you used channel ${channel + 1} alone: a filter runs through all ${channels.length} channels, and they are added`, sum + bias];
      yield [`you used channel ${channel + 1} alone and forgot the bias`, sum];
    }
  }
  yield ["you ignored the signs of the weights", total(right, (spot) => spot.value * Math.abs(spot.factor)) + bias];
  for (const spot of right.spots) {
    const product = spot.value * spot.factor;
    if (product === 0) continue;
    const where = `${spot.value} · ${spot.factor}`.replace(/-/g, "−");
    yield [`one product is missing: ${where}`, right.result - product];
    yield [`one product has the wrong sign: ${where}`, right.result - 2 * product];
  }
}

function total(right: Working, of: (spot: Working["spots"][number]) => number): number {
  return right.spots.reduce((sum, spot) => sum + of(spot), 0);
}

/** The sum with each channel's weights the other way round. */
function flip(right: Working): number {
  const channels = new Set(right.spots.map((spot) => spot.channel));
  let sum = 0;
  for (const channel of channels) {
    const spots = right.spots.filter((spot) => spot.channel === channel);
    spots.forEach((spot, i) => (sum += spot.value * spots[spots.length - 1 - i]!.factor));
  }
  return sum;
}

/** The same cell with one of the settings changed. */
function* settings({ right, setting, channels, filters }: Context): Generator<Slip> {
  const { kernel, stride, padding, dilation } = setting;
  const tried: [string, Setting][] = [];
  for (let other = 1; other <= Math.max(kernel, stride) + 1; other++) {
    const moved = `your windows move ${other} cell${other === 1 ? "" : "s"} at a time`;
    if (other !== stride) tried.push([`${moved}: the question asks for a stride of ${stride}`, { ...setting, stride: other }]);
    if (other !== kernel && setting.method !== "conv") {
      const sides = `your windows are ${by([other, other])}: the question asks for ${by([kernel, kernel])}`;
      tried.push([sides, { ...setting, kernel: other }]);
    }
  }
  if (padding > 0) {
    tried.push([`you left out the padding: the question asks for a padding of ${padding}`, { ...setting, padding: 0 }]);
  } else {
    tried.push(["you put zeros around the input: the question asks for none", { ...setting, padding: 1 }]);
  }
  if (dilation > 1) {
    tried.push([`you left out the dilation: the cells of a window lie ${dilation} apart`, { ...setting, dilation: 1 }]);
  } else if (kernel > 1 && setting.method !== "avg") {
    tried.push(["the cells of your window do not touch: a window is one solid square", { ...setting, dilation: 2 }]);
  }
  for (const [sentence, other] of tried) {
    const cell = worked(other, channels, filters)?.maps[right.map]?.[right.row]?.[right.column];
    if (cell !== undefined) yield [sentence, cell.result];
  }
}

function worked(setting: Setting, channels: readonly Matrix[], filters: readonly Filter[]): Worked | null {
  try {
    return work(setting, channels, filters);
  } catch (error) {
    if (error instanceof WindowError) return null;
    throw error;
  }
}

/** Another cell's number. */
function* places({ right, setting, channels, filters }: Context): Generator<Slip> {
  const maps = worked(setting, channels, filters)!.maps;
  const map = maps[right.map]!;
  const { row, column } = right;
  const turned = map[column]?.[row];
  if (row !== column && turned) {
    yield ["rows and columns are swapped: the first row of results comes from the top of the input", turned.result];
  }
  for (const [dr, dc, where] of [
    [0, 1, "to the right"],
    [0, -1, "to the left"],
    [1, 0, "below"],
    [-1, 0, "above"],
  ] as const) {
    const other = map[row + dr]?.[column + dc];
    if (other) yield [`this is the number of the window ${where}: look where yours begins`, other.result];
  }
  for (const [index, other] of maps.entries()) {
    const word = setting.method === "conv" ? "filter" : "channel";
    if (index !== right.map) {
      yield [`this is the number of ${word} ${index + 1}: the cell is of ${word} ${right.map + 1}`, other[row]![column]!.result];
    }
  }
}
