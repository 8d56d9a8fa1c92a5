// What a dropout drops while the network is trained.

import type { Operation } from "../network/data";
import { plain } from "./given";
import { count, type Tensor } from "./tensor";

/** What each number is multiplied by: 0 where it is dropped. */
export function dropMask(op: Operation, x: Tensor, seed: number): Float32Array {
  const p = plain(op, "p", 0.5);
  const whole = op.kind !== "dropout" && x.shape.length > 2 ? count(x.shape.slice(2)) : 1; // maps, not numbers
  const random = seeded(seed);
  const masks = Array.from({ length: x.data.length / whole }, () => (random() < p ? 0 : 1 / (1 - p)));
  return Float32Array.from(x.data, (_, i) => masks[Math.floor(i / whole)]!);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
