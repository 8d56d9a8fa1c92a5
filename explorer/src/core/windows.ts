// Pooling and convolution of small matrices, with the working of each window: the numbers, the
// sentences and the errors of `concepts.explain_pool` and `concepts.explain_conv`.

import { equals, term, written } from "./numbers";
import { formula, out, read, type Slide, slide, span, taps } from "./slide";

export type Matrix = readonly (readonly number[])[];
export type Method = "max" | "avg" | "conv";

/** What a layer of the workbench is set to. */
export interface Setting {
  readonly method: Method;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number; // an average has none
  readonly ceil: boolean; // a convolution has none
  readonly countPadding: boolean; // of an average
}

/** One filter of a convolution: a matrix for each channel, and a bias. */
export interface Filter {
  readonly weights: readonly Matrix[];
  readonly bias: number;
}

/** A cell of a window: of the input, of the padding, or over the end. */
export interface Spot {
  readonly channel: number;
  readonly row: number;
  readonly column: number;
  readonly kind: "input" | "padding" | "overhang";
  readonly value: number; // 0 where it is no cell of the input
  readonly factor: number; // the weight that it meets; 1 for a pooling
}

/** How one output cell comes about. */
export interface Working {
  readonly map: number; // the channel of a pooling, the filter of a convolution
  readonly row: number;
  readonly column: number;
  readonly spots: readonly Spot[]; // channel by channel, row by row
  readonly result: number;
  readonly arithmetic: string;
  readonly winners: readonly Spot[]; // of a maximum: torch's choice first
  readonly divisor: number | null; // of an average
  readonly bias: number | null; // of a convolution
}

/** A layer, worked out. */
export interface Worked {
  readonly rows: Slide;
  readonly columns: Slide;
  readonly formulas: readonly [string, string];
  readonly maps: readonly (readonly (readonly Working[])[])[];
  readonly unused: readonly (readonly boolean[])[]; // cells of the input that no window reads
}

/** Why these numbers make no layer; the sentence says what to do. */
export class WindowError extends Error {}

function axis(setting: Setting, size: number, word: string): Slide {
  const { kernel, stride, padding, method } = setting;
  const dilation = method === "avg" ? 1 : setting.dilation;
  if (method !== "conv" && 2 * padding > kernel) {
    throw new WindowError(
      `padding ${padding} exceeds half of kernel_size ${kernel} along the ${word}s: ` +
        `at most ${Math.floor(kernel / 2)}`,
    );
  }
  const ceil = setting.ceil && method !== "conv";
  const found = slide(size, kernel, stride, padding, padding, dilation, ceil);
  if (out(found) >= 1) return found;
  const wide = dilation > 1 ? `, ${span(found)} cells wide at dilation ${dilation},` : "";
  const padded = size + 2 * padding;
  throw new WindowError(
    `kernel_size ${kernel}${wide} is larger than the padded input of ${padded} ${word}${padded === 1 ? "" : "s"}`,
  );
}

/** Work a layer out. Raises `WindowError`. */
export function work(
  setting: Setting,
  channels: readonly Matrix[],
  filters: readonly Filter[] = [],
): Worked {
  const first = channels[0]!;
  const rows = axis(setting, first.length, "row");
  const columns = axis(setting, first[0]!.length, "column");
  const number = setting.method === "conv" ? filters.length : channels.length;
  const maps = Array.from({ length: number }, (_, map) =>
    Array.from({ length: out(rows) }, (_, row) =>
      Array.from({ length: out(columns) }, (_, column) => {
        const place = { map, row, column };
        if (setting.method === "conv") {
          return convolved(channels, filters[map]!, rows, columns, place);
        }
        const spots = spotsOf(channels[map]!, map, rows, columns, row, column, null);
        return setting.method === "max" ? largest(spots, place) : mean(spots, place, setting, rows, columns);
      }),
    ),
  );
  const [down, across] = [read(rows), read(columns)];
  const unused = first.map((line, r) => line.map((_, c) => !(down[r] && across[c])));
  return { rows, columns, formulas: [formula(rows), formula(columns)], maps, unused };
}

interface Place {
  readonly map: number;
  readonly row: number;
  readonly column: number;
}

function spotsOf(
  matrix: Matrix,
  channel: number,
  rows: Slide,
  columns: Slide,
  row: number,
  column: number,
  weights: Matrix | null,
): Spot[] {
  const found: Spot[] = [];
  taps(rows, row).forEach((r, i) => {
    taps(columns, column).forEach((c, j) => {
      const over = r >= rows.size + rows.after || c >= columns.size + columns.after;
      const inside = r >= 0 && c >= 0 && r < rows.size && c < columns.size;
      found.push({
        channel,
        row: r,
        column: c,
        kind: over ? "overhang" : inside ? "input" : "padding",
        value: inside && !over ? matrix[r]![c]! : 0,
        factor: weights === null ? 1 : weights[i]![j]!,
      });
    });
  });
  return found;
}

function largest(spots: Spot[], place: Place): Working {
  const cells = spots.filter((spot) => spot.kind === "input");
  const result = Math.max(...cells.map((spot) => spot.value)); // −∞ of none
  const terms = spots
    .filter((spot) => spot.kind !== "overhang")
    .map((spot) => (spot.kind === "input" ? written(spot.value) : "−∞"));
  return {
    ...place,
    spots,
    result,
    arithmetic: `max(${terms.join(", ")}) = ${written(result)}`,
    winners: cells.filter((spot) => spot.value === result),
    divisor: null,
    bias: null,
  };
}

function mean(
  spots: Spot[],
  place: Place,
  setting: Setting,
  rows: Slide,
  columns: Slide,
): Working {
  const include = setting.countPadding;
  const counted = spots.filter((spot) => spot.kind === "input" || (include && spot.kind === "padding"));
  const divisor = cells(rows, place.row, include) * cells(columns, place.column, include);
  const result = counted.reduce((sum, spot) => sum + spot.value, 0) / divisor;
  const terms = counted.map((spot) => (spot.kind === "input" ? term(spot.value) : "0"));
  return {
    ...place,
    spots,
    result,
    arithmetic: `(${terms.join(" + ")}) / ${term(divisor)} ${equals(result)}`,
    winners: [],
    divisor,
    bias: null,
  };
}

/** Along one axis the cells of a window that an average counts: never those over the end. */
function cells(axis: Slide, window: number, include: boolean): number {
  const start = window * axis.stride - axis.before;
  const end = Math.min(start + axis.kernel, axis.size + axis.after);
  return include ? end - start : Math.min(end, axis.size) - Math.max(start, 0);
}

function convolved(
  channels: readonly Matrix[],
  filter: Filter,
  rows: Slide,
  columns: Slide,
  place: Place,
): Working {
  const spots = channels.flatMap((matrix, channel) =>
    spotsOf(matrix, channel, rows, columns, place.row, place.column, filter.weights[channel]!),
  );
  const products = spots.reduce((sum, spot) => sum + spot.value * spot.factor, 0);
  const result = products + filter.bias;
  const terms = spots.map((spot) => `${term(spot.value)}·${term(spot.factor)}`);
  const bias = filter.bias === 0 ? [] : [term(filter.bias)];
  return {
    ...place,
    spots,
    result,
    arithmetic: `${[...terms, ...bias].join(" + ")} ${equals(result)}`,
    winners: [],
    divisor: null,
    bias: filter.bias,
  };
}
