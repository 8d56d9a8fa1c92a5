// Where a pooling's windows lie, rightly and wrongly: the layouts of concepts/questions/pool_slips.py,
// one cell of the output at a time.

import { by, count } from "./numbers";
import type { Matrix, Setting } from "./windows";

interface Layout {
  readonly kernels: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: number;
  readonly zeros: boolean; // whether padding counts as zeros; else it is left out, as for a maximum
  readonly start: number; // cells skipped at the top and left
  readonly dilation: number;
  readonly hangs: boolean; // whether a window may hang over the end
}

export type Laid = readonly [sentence: string, layout: Layout];

export function asked(setting: Setting): Layout {
  const { kernel, stride, padding, method, dilation, ceil, countPadding } = setting;
  return {
    kernels: [kernel, kernel], strides: [stride, stride], padding, zeros: method === "avg" && countPadding,
    start: 0, dilation: method === "avg" ? 1 : dilation, hangs: ceil,
  };
}

/** The numbers of the window of one output cell; null where it has none. */
export function group(matrix: Matrix, layout: Layout, row: number, column: number): number[] | null {
  const sides = [matrix.length, matrix[0]!.length];
  const [top, left] = [row, column].map((at, i) => layout.start - layout.padding + at * layout.strides[i]!) as [number, number];
  const whole = [top, left].every((from, i) => from + layout.dilation * (layout.kernels[i]! - 1) < sides[i]! + layout.padding);
  if (!whole && !(layout.hangs && top < sides[0]! && left < sides[1]!)) return null;
  const found: number[] = [];
  for (let i = 0; i < layout.kernels[0]; i++) {
    for (let j = 0; j < layout.kernels[1]; j++) {
      const [r, c] = [top + i * layout.dilation, left + j * layout.dilation];
      const cell = matrix[r]?.[c];
      if (cell !== undefined) found.push(cell);
      else if (layout.zeros && r < sides[0]! + layout.padding && c < sides[1]! + layout.padding) found.push(0);
    }
  }
  return found.length > 0 ? found : null;
}

/** Each way to lay the windows wrongly, the likelier first. */
export function* layouts(setting: Setting): Generator<Laid> {
  const right = asked(setting);
  const { kernel: k, stride: s } = setting;
  for (let other = 1; other <= Math.max(k, s) + 1; other++) {
    if (other !== s) {
      const overlap = other < k && k <= s ? ", so that they overlap" : "";
      const moved = `your windows move ${count(other, "cell")} at a time${overlap}`;
      yield [`${moved}: the question asks for a stride of ${s}`, { ...right, strides: [other, other] }];
    }
    if (other !== k) {
      const sides = `your windows are ${by([other, other])}: the question asks for ${by([k, k])}`;
      yield [sides, { ...right, kernels: [other, other] }];
      yield [`${sides}, and a stride of ${s}`, { ...right, kernels: [other, other], strides: [other, other] }];
    }
  }
  yield* shifted(setting, right);
  for (let other = 1; other <= Math.max(k, s) + 1; other++) {
    if (other === k || other === s) continue;
    const sides = `your windows are ${by([other, other])} and move 1 cell at a time`;
    yield [`${sides}: the question asks for ${by([k, k])} and a stride of ${s}`, { ...right, kernels: [other, other], strides: [1, 1] }];
  }
  yield* lopsided(setting, right);
}

function* shifted(setting: Setting, right: Layout): Generator<Laid> {
  const { padding, method } = setting;
  const wanted = padding > 0 ? `a padding of ${padding}` : "none";
  yield [`you put zeros around the input: the question asks for ${wanted}`, { ...right, padding: padding + 1, zeros: true }];
  if (padding > 0 && method === "max") {
    yield ["you let zeros of the padding win: a maximum is taken over the input's cells alone", { ...right, zeros: true }];
  }
  if (padding > 0) yield [`you left out the padding: the question asks for a padding of ${padding}`, { ...right, padding: 0 }];
  yield ["your first window starts one cell too late: it belongs in the top left corner", { ...right, start: 1 }];
  if (right.dilation > 1) yield [`you left out the dilation: the cells of a window lie ${right.dilation} apart`, { ...right, dilation: 1 }];
  else yield ["the cells of your windows do not touch: a window is one solid square", { ...right, dilation: 2 }];
}

/** Other strides or windows along one axis. */
function* lopsided(setting: Setting, right: Layout): Generator<Laid> {
  const { kernel: k, stride: s } = setting;
  for (let other = 1; other <= Math.max(k, s) + 1; other++) {
    for (const [axis, pair] of [["rows", (one: number) => [other, one]], ["columns", (one: number) => [one, other]]] as const) {
      if (other !== s) {
        const moved = `your windows move ${count(other, "cell")} at a time along the ${axis}`;
        yield [`${moved}: the question asks for a stride of ${s} along both axes`, { ...right, strides: pair(s) as [number, number] }];
      }
      if (other !== k) {
        yield [`your windows are ${by(pair(k))}: the question asks for ${by([k, k])}`, { ...right, kernels: pair(k) as [number, number] }];
      }
    }
  }
}
