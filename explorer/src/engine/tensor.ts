// Arrays of numbers with a shape, row by row as torch keeps them.

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export function tensor(shape: readonly number[], data?: Float32Array): Tensor {
  return { shape, data: data ?? new Float32Array(count(shape)) };
}

export function count(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}

/** Numbers from one place of an axis to the next. */
export function strides(shape: readonly number[]): number[] {
  const found = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) found[i] = found[i + 1]! * shape[i + 1]!;
  return found;
}

/** The shape of two tensors that are taken number by number. */
export function together(one: readonly number[], other: readonly number[]): number[] {
  const rank = Math.max(one.length, other.length);
  return Array.from({ length: rank }, (_, i) => {
    const a = one[one.length - rank + i] ?? 1;
    const b = other[other.length - rank + i] ?? 1;
    if (a !== b && a !== 1 && b !== 1) throw new Error(`${one.join("×")} and ${other.join("×")} do not fit`);
    return Math.max(a, b);
  });
}

/** For a place of `shape` the place of a tensor that is spread over it. */
export function spread(index: number, shape: readonly number[], of: readonly number[]): number {
  let [rest, found, step] = [index, 0, 1];
  for (let i = shape.length - 1; i >= 0; i--) {
    const at = rest % shape[i]!;
    rest = Math.floor(rest / shape[i]!);
    const size = of[of.length - shape.length + i];
    if (size === undefined) continue;
    found += (size === 1 ? 0 : at) * step;
    step *= size;
  }
  return found;
}

/** An axis counted from the front. */
export function axisOf(dim: number, rank: number): number {
  return dim < 0 ? dim + rank : dim;
}
