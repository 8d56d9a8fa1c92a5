// A picture looked at through a grid that the network makes itself (M. Jaderberg et al., Spatial transformer networks, 2015).

import type { Operation } from "../network/data";
import type { Tensor } from "./tensor";
import { tensor } from "./tensor";

/** Where the middles of the cells of an axis lie between −1 and 1. */
function middle(op: Operation, cell: number, size: number): number {
  if (op.args["align_corners"] === true) return size > 1 ? (2 * cell) / (size - 1) - 1 : 0;
  return (2 * cell + 1) / size - 1;
}

/** The three numbers that a row of theta is multiplied with, and where that row begins, for a place of an affine grid. */
export function onGrid(op: Operation, shape: readonly number[], index: number): [row: number, factors: [number, number, number]] {
  const [height, width] = [shape[1]!, shape[2]!];
  const cell = Math.floor(index / 2);
  const [y, x] = [Math.floor(cell / width), cell % width];
  return [(index % 2) * 3, [middle(op, x, width), middle(op, y, height), 1]];
}

export function affineGrid(op: Operation, theta: Tensor, shape: readonly number[]): Tensor {
  const made = tensor(shape);
  for (let i = 0; i < made.data.length; i++) {
    const [row, factors] = onGrid(op, shape, i);
    made.data[i] = factors.reduce((sum, factor, k) => sum + theta.data[row + k]! * factor, 0);
  }
  return made;
}

/** The up to four cells that a place of a sampled picture is mixed of, with their shares; beyond the border there is 0. */
export function mixedOf(op: Operation, x: Tensor, grid: Tensor, index: number): { at: number; share: number }[] {
  const [height, width] = [x.shape[2]!, x.shape[3]!];
  const area = grid.shape[1]! * grid.shape[2]!;
  const [channel, place] = [Math.floor(index / area), index % area];
  const aligned = op.args["align_corners"] === true;
  const on = (value: number, size: number) => (aligned ? ((value + 1) / 2) * (size - 1) : ((value + 1) * size - 1) / 2);
  const [across, down] = [on(grid.data[2 * place]!, width), on(grid.data[2 * place + 1]!, height)];
  const found: { at: number; share: number }[] = [];
  for (const y of [Math.floor(down), Math.floor(down) + 1]) {
    for (const z of [Math.floor(across), Math.floor(across) + 1]) {
      if (y < 0 || z < 0 || y >= height || z >= width) continue;
      found.push({ at: (channel * height + y) * width + z, share: (1 - Math.abs(down - y)) * (1 - Math.abs(across - z)) });
    }
  }
  return found;
}

export function sampled(op: Operation, x: Tensor, grid: Tensor, shape: readonly number[]): Tensor {
  const made = tensor(shape);
  for (let i = 0; i < made.data.length; i++) {
    made.data[i] = mixedOf(op, x, grid, i).reduce((sum, { at, share }) => sum + share * x.data[at]!, 0);
  }
  return made;
}
