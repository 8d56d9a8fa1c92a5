// The workbench's state: what is set, what is typed, and which window is looked at.

import { batch, computed, signal } from "@preact/signals";
import { typed } from "../core/numbers";
import { same } from "../core/slips";
import { type Filter, type Matrix, type Method, type Setting, WindowError, work, type Worked, type Working } from "../core/windows";

export const MOST = 12; // rows or columns of the matrix
export const MOST_CHANNELS = 3;

/** The matrix that the sheet's question 6 has: the workbench never opens with it. */
const ASKED = "4,3,5,1;2,1,3,1;1,1,2,3;0,0,1,2";

export const KERNELS: readonly (readonly [string, readonly (readonly number[])[]])[] = [
  ["edge", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]],
  ["blur", [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]]],
  ["sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]],
  ["corner", [[-1, -1, 1], [-1, -1, 1], [1, 1, 1]]],
];

export const setting = signal<Setting>({
  method: "max", kernel: 2, stride: 2, padding: 0, dilation: 1, ceil: false, countPadding: true,
});
export const channels = signal<readonly Matrix[]>([
  [
    [1, 0, 2, 7, 3],
    [4, 6, 1, 0, 5],
    [0, 2, 8, 3, 1],
    [5, 1, 0, 2, 9],
    [3, 7, 4, 6, 0],
  ],
]);
export const filters = signal<readonly Filter[]>([{ weights: [KERNELS[0]![1]], bias: 0 }]);
export const at = signal(0); // the window that is looked at, counted from 0
export const until = signal(Infinity); // windows beyond are not shown yet
export const playing = signal(false);
export const predicting = signal(false);
export const guesses = signal<ReadonlyMap<number, string>>(new Map()); // by window
export const hints = signal<ReadonlySet<number>>(new Set()); // windows that were asked for
export const invented = signal<string>("edge"); // what a filter is called, where it was chosen

export type Outcome = { readonly worked: Worked; readonly list: readonly Working[] } | { readonly error: string };

export const outcome = computed<Outcome>(() => {
  try {
    const worked = work(setting.value, channels.value, filters.value);
    return { worked, list: worked.maps.flat(2) };
  } catch (error) {
    if (error instanceof WindowError) return { error: error.message };
    throw error;
  }
});

/** All windows, map by map. */
export const list = computed<readonly Working[]>(() => ("list" in outcome.value ? outcome.value.list : []));

export const current = computed<Working | null>(() => list.value[Math.min(at.value, list.value.length - 1)] ?? null);

/** Whether the window that is looked at is marked: not where it is the student's to find. */
export const marked = computed(() => {
  const right = current.value;
  if (!predicting.value || !right) return true;
  const guess = typed(guesses.value.get(at.value) ?? "");
  return hints.value.has(at.value) || (guess !== null && same(guess, right.result));
});

/** Change a setting; what was guessed is of another layer, and the first window is looked at. */
export function set(change: Partial<Setting>): void {
  batch(() => {
    const next = { ...setting.value, ...change };
    if (change.method === "conv" && setting.value.method !== "conv") {
      Object.assign(next, { kernel: 3, stride: 1, padding: Math.min(next.padding, 3) });
    } else if (change.method && change.method !== "conv" && setting.value.method === "conv") {
      Object.assign(next, { kernel: 2, stride: 2, padding: 0, dilation: 1 });
    }
    if (next.method !== "conv") next.padding = Math.min(next.padding, Math.floor(next.kernel / 2));
    setting.value = next;
    fitFilters();
    anew();
  });
}

/** Forget what was guessed and how far it was played. */
export function anew(): void {
  batch(() => {
    at.value = 0;
    until.value = Infinity;
    playing.value = false;
    forget();
  });
}

/** Another input or filter: what was guessed is of something else. */
function forget(): void {
  batch(() => {
    guesses.value = new Map();
    hints.value = new Set();
  });
}

export function setCell(channel: number, row: number, column: number, value: number): void {
  channels.value = channels.value.map((matrix, i) =>
    i === channel ? matrix.map((line, r) => (r === row ? line.map((cell, c) => (c === column ? value : cell)) : line)) : matrix,
  );
  forget();
}

/** Make the matrix so many rows and columns, and so many channels. */
export function resize(rows: number, columns: number, depth = channels.value.length): void {
  const held = (size: number, most: number) => Math.min(Math.max(Math.round(size), 1), most);
  const [r, c, d] = [held(rows, MOST), held(columns, MOST), held(depth, MOST_CHANNELS)];
  batch(() => {
    channels.value = Array.from({ length: d }, (_, k) =>
      Array.from({ length: r }, (_, i) =>
        Array.from({ length: c }, (_, j) => channels.value[k]?.[i]?.[j] ?? digit()),
      ),
    );
    fitFilters();
    anew();
  });
}

function digit(): number {
  return Math.floor(Math.random() * 10);
}

/** New numbers, never those of the sheet. */
export function shuffle(): void {
  do {
    channels.value = channels.value.map((matrix) => matrix.map((line) => line.map(digit)));
  } while (channels.value[0]!.map((line) => line.join(",")).join(";") === ASKED);
  anew();
}

/** Put a table that was pasted in place of a channel; false where it is none. */
export function paste(channel: number, text: string): boolean {
  const rows = text.trim().split(/\r?\n|;/).map((line) => line.trim().split(/[\s,]+/).map(Number));
  const width = rows[0]!.length;
  const fits = rows.length <= MOST && width <= MOST && rows.length * width > 1;
  if (!fits || rows.some((row) => row.length !== width || row.some((cell) => !Number.isFinite(cell)))) return false;
  batch(() => {
    resize(rows.length, width);
    channels.value = channels.value.map((matrix, i) => (i === channel ? rows : matrix));
  });
  return true;
}

/** Filters of the size and the depth that the setting asks for; what is new of them is small. */
export function fitFilters(): void {
  const { kernel } = setting.value;
  filters.value = filters.value.map((filter) => ({
    bias: filter.bias,
    weights: channels.value.map((_, k) => fitted(filter.weights[k] ?? filter.weights[0]!, kernel)),
  }));
}

/** The middle of a matrix, or the matrix in the middle of zeros. */
function fitted(matrix: Matrix, kernel: number): Matrix {
  if (matrix.length === kernel) return matrix;
  const shift = Math.floor((matrix.length - kernel) / 2);
  return Array.from({ length: kernel }, (_, i) =>
    Array.from({ length: kernel }, (_, j) => matrix[i + shift]?.[j + shift] ?? 0),
  );
}

export function setWeight(filter: number, channel: number, row: number, column: number, value: number): void {
  invented.value = "";
  filters.value = filters.value.map((one, f) =>
    f === filter
      ? {
          ...one,
          weights: one.weights.map((matrix, k) =>
            k === channel ? matrix.map((line, r) => (r === row ? line.map((w, c) => (c === column ? value : w)) : line)) : matrix,
          ),
        }
      : one,
  );
  forget();
}

export function setBias(filter: number, bias: number): void {
  filters.value = filters.value.map((one, f) => (f === filter ? { ...one, bias } : one));
  forget();
}

/** Take one of the known filters, for all channels. */
export function choose(name: string): void {
  const known = KERNELS.find(([one]) => one === name)![1];
  batch(() => {
    filters.value = [{ weights: channels.value.map(() => known), bias: 0 }, ...filters.value.slice(1)];
    set({ kernel: 3 });
    invented.value = name;
  });
}

/** So many filters; a new one is the next of the known ones. */
export function setFilters(number: number): void {
  const kept = filters.value.slice(0, number);
  while (kept.length < number) {
    kept.push({ weights: channels.value.map(() => KERNELS[kept.length % KERNELS.length]![1]), bias: 0 });
  }
  batch(() => {
    filters.value = kept;
    fitFilters();
    anew();
  });
}

export const MOVES: Readonly<Record<Method, string>> = {
  max: "the largest number of each window",
  avg: "the mean of each window",
  conv: "the sum of products of each window with the filter",
};
