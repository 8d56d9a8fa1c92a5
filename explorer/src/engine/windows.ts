// Convolution and pooling on typed arrays, in torch's layout (1, channels, rows, columns).

import type { Tensor } from "./tensor";

/** Where the windows of one axis lie: from `start` on, `step` apart, `kernel` of them. */
export interface Axis {
  readonly size: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** The window of an output cell along one axis: the cells inside the input, and their taps. */
export function within(axis: Axis, cell: number): [first: number, taps: number[]] {
  const start = cell * axis.stride - axis.padding;
  const taps: number[] = [];
  for (let tap = 0; tap < axis.kernel; tap++) {
    const at = start + tap * axis.dilation;
    if (at >= 0 && at < axis.size) taps.push(tap);
  }
  return [start, taps];
}

export interface Windows {
  readonly rows: Axis;
  readonly columns: Axis;
  readonly groups: number;
}

export function convolve(x: Tensor, weight: Tensor, bias: Tensor | null, windows: Windows, out: Tensor): void {
  const { rows, columns, groups } = windows;
  const [, channels, height, width] = x.shape as [number, number, number, number];
  const filters = weight.shape[0]!;
  const [block, share] = [channels / groups, filters / groups];
  const area = rows.out * columns.out;
  const sum = new Float64Array(area);
  for (let f = 0; f < filters; f++) {
    sum.fill(bias?.data[f] ?? 0);
    const first = Math.floor(f / share) * block;
    for (let c = 0; c < block; c++) {
      const plane = (first + c) * height * width;
      for (let i = 0; i < rows.kernel; i++) {
        for (let j = 0; j < columns.kernel; j++) {
          const w = weight.data[((f * block + c) * rows.kernel + i) * columns.kernel + j]!;
          if (w !== 0) tap(x.data, plane, width, w, i, j, rows, columns, sum);
        }
      }
    }
    out.data.set(sum, f * area);
  }
}

/** Add one weight's products to all windows. */
function tap(x: Float32Array, plane: number, width: number, w: number, i: number, j: number, rows: Axis, columns: Axis, sum: Float64Array): void {
  const across = j * columns.dilation - columns.padding;
  const from = Math.max(0, Math.ceil(-across / columns.stride));
  const to = Math.min(columns.out, Math.floor((columns.size - 1 - across) / columns.stride) + 1);
  for (let r = 0; r < rows.out; r++) {
    const y = r * rows.stride - rows.padding + i * rows.dilation;
    if (y < 0 || y >= rows.size) continue;
    const line = plane + y * width + across;
    for (let c = from, o = r * columns.out + from; c < to; c++, o++) sum[o]! += w * x[line + c * columns.stride]!;
  }
}

/** The cells of a pooling window: (from, to) along an axis, `to` not included; step for dilation. */
export function pooled(axis: Axis, adaptive: boolean, cell: number): number[] {
  if (adaptive) {
    const [from, to] = [Math.floor((cell * axis.size) / axis.out), Math.ceil(((cell + 1) * axis.size) / axis.out)];
    return Array.from({ length: to - from }, (_, i) => from + i);
  }
  const [start, taps] = within(axis, cell);
  return taps.map((one) => start + one * axis.dilation);
}

/** What a window of an average is divided by. */
export function divisor(axis: Axis, adaptive: boolean, include: boolean, cell: number): number {
  if (adaptive || !include) return pooled(axis, adaptive, cell).length;
  const start = cell * axis.stride - axis.padding;
  return Math.min(start + axis.kernel, axis.size + axis.padding) - start;
}
