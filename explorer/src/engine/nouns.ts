// What the engine works on.

import type { NetworkData } from "../network/data";
import type { Tensor } from "./tensor";

/** What is different from the network as it is. */
export interface WhatIf {
  readonly off: ReadonlySet<string>; // "operation:channel" whose map is nothing
  readonly swapped: ReadonlyMap<number, readonly [number, number]>; // two maps, by operation
  readonly straight: ReadonlySet<number>; // operations that let all through
  readonly dropping: number | null; // the seed of the dropouts' masks; null: none drops
}

export const AS_IT_IS: WhatIf = { off: new Set(), swapped: new Map(), straight: new Set(), dropping: null };

export type Values = readonly (Tensor | undefined)[];

/** A network with the numbers of one moment. */
export interface Loaded {
  readonly data: NetworkData;
  readonly tensors: readonly Tensor[];
}

export class Lacking extends Error {}
