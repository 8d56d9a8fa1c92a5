// How a number came about, in a form that can be shown.

import type { Argument, Operation } from "../network/data";
import { brief } from "../core/numbers";
import { axesOf, reducedFrom } from "./along";
import type { Tensor } from "./tensor";

/** A number that another one is made of. */
export interface Source {
  readonly value: number; // of the graph
  readonly index: number; // in it
  readonly x: number;
  readonly factor: number | null; // what it is multiplied by, in a sum of products
}

export interface Explained {
  readonly result: number;
  readonly sources: readonly Source[];
  readonly windows: readonly Block[]; // channel by channel, of a convolution or a pooling
  readonly bias: number | null;
  readonly words: string; // the formula with its numbers
  readonly back: Source | null; // the one that counts most
}

/** The part of one channel in a window: input and weights, row by row; null is padding. */
export interface Block {
  readonly channel: number;
  readonly width: number;
  readonly input: readonly (number | null)[];
  readonly weights: readonly number[];
  readonly sum: number;
  readonly winner: number; // its place among `input`; -1 where there is none
}

export function valueId(argument: Argument | undefined): number | null {
  return argument !== null && typeof argument === "object" && "value" in argument ? argument.value : null;
}

export function bracket(value: number): string {
  return value < 0 ? `(${brief(value)})` : brief(value);
}

export function brief4(value: number): string {
  return brief(value, 3);
}

export function done(result: number, sources: readonly Source[], words: string, windows: readonly Block[] = [], bias: number | null = null): Explained {
  const weight = (one: Source) => Math.abs(one.factor === null ? one.x : one.x * one.factor);
  const back = sources.reduce<Source | null>((best, one) => (best === null || weight(one) > weight(best) ? one : best), null);
  return { result, sources, windows, bias, words, back };
}

/** The numbers that one place of a reduction is made of. */
export function along(op: Operation, x: Tensor, input: number | null, index: number): Source[] {
  if (input === null) return [];
  return reducedFrom(index, x.shape, axesOf(op, x.shape.length)).map((at) => ({ value: input, index: at, x: x.data[at]!, factor: null }));
}
