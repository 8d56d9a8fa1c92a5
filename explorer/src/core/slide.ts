// A window that slides along an axis: `concepts.Slide`, whose formulas and ceil rule these are.

/** Output cell o reads input cells o·stride − before + dilation·j for j = 0 … kernel − 1. */
export interface Slide {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  readonly dilation: number;
  readonly ceil: boolean;
}

export function slide(
  size: number,
  kernel: number,
  stride = 1,
  before = 0,
  after = before,
  dilation = 1,
  ceil = false,
): Slide {
  return { size, kernel, stride, before, after, dilation, ceil };
}

/** Cells from the first tap to the last. */
export function span(axis: Slide): number {
  return axis.dilation * (axis.kernel - 1) + 1;
}

/** Windows before the ceil rule takes one back. */
export function raw(axis: Slide): number {
  const room = axis.size + axis.before + axis.after - span(axis);
  return (axis.ceil ? Math.ceil(room / axis.stride) : Math.floor(room / axis.stride)) + 1;
}

/** Output cells: the last ceil window must start inside the input or its left padding. */
export function out(axis: Slide): number {
  const all = raw(axis);
  return axis.ceil && (all - 1) * axis.stride >= axis.size + axis.before ? all - 1 : all;
}

/** Input positions that an output cell reads; those outside included. */
export function taps(axis: Slide, cell: number): number[] {
  const start = cell * axis.stride - axis.before;
  return Array.from({ length: axis.kernel }, (_, tap) => start + axis.dilation * tap);
}

/** The size of the output with the numbers put in. */
export function formula(axis: Slide): string {
  const pads = axis.before === axis.after ? `2·${axis.before}` : `${axis.before} + ${axis.after}`;
  const [left, right] = axis.ceil ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const room = `${axis.size} + ${pads} − ${axis.dilation}·(${axis.kernel} − 1) − 1`;
  const text = `${left}(${room})/${axis.stride}${right} + 1 = ${raw(axis)}`;
  if (raw(axis) === out(axis)) return text;
  return `${text}, less the last window, which would start past the input = ${out(axis)}`;
}

/** For each input cell whether any window reads it. */
export function read(axis: Slide): boolean[] {
  const found = Array.from({ length: axis.size }, () => false);
  for (let cell = 0; cell < out(axis); cell++) {
    for (const tap of taps(axis, cell)) if (tap >= 0 && tap < axis.size) found[tap] = true;
  }
  return found;
}
