// Sums of products: a fully connected layer, and every product of two tensors.

import type { Operation } from "../network/data";
import { operand } from "./given";
import { Lacking, type Loaded, type Values } from "./nouns";
import { count, strides, type Tensor, tensor } from "./tensor";

export function linear(x: Tensor, weight: Tensor, bias: Tensor | null, shape: readonly number[]): Tensor {
  const [units, inputs] = [weight.shape[0]!, weight.shape[1]!];
  const made = tensor(shape);
  for (let row = 0; row < x.data.length / inputs; row++) {
    for (let u = 0; u < units; u++) {
      let sum = bias?.data[u] ?? 0;
      for (let i = 0; i < inputs; i++) sum += x.data[row * inputs + i]! * weight.data[u * inputs + i]!;
      made.data[row * units + u] = sum;
    }
  }
  return made;
}

/** How a product runs: for each place of what it makes a place of each factor, and the steps from there that are summed. */
export interface Product {
  readonly factors: readonly Tensor[];
  readonly starts: (index: number) => number[];
  readonly steps: readonly Int32Array[]; // of each factor, as many as there are summands
}

/** A matrix product or an einsum, by the letters of its axes. */
export function productOf(op: Operation, net: Loaded, values: Values): Product {
  const given = op.kind === "matmul" ? [op.args["input"], op.args["other"]] : op.args["operands"];
  const factors = (Array.isArray(given) ? given : []).map((one) => operand(one, net, values));
  if (factors.length === 0 || !factors.every((one) => one !== null)) throw new Lacking(`${op.spelled} has a factor that the page does not know`);
  const [taken, made] = op.kind === "matmul" ? lettersOf(factors) : lettersIn(String(op.args["equation"]));
  return product(factors, taken, made);
}

/** ni,oi->no; without an arrow all letters that stand there once, in order. */
function lettersIn(equation: string): [taken: string[], made: string] {
  const [left, right] = equation.replaceAll(" ", "").split("->") as [string, string | undefined];
  const all = [...left].filter((one) => one !== ",");
  const once = all.filter((one) => all.indexOf(one) === all.lastIndexOf(one)).sort();
  return [left.split(","), right ?? once.join("")];
}

/** Of a matrix product: the last axis of the one runs with the last but one of the other, those before go along. */
function lettersOf(factors: readonly Tensor[]): [taken: string[], made: string] {
  const ranks = factors.map((one) => one.shape.length);
  const along = ranks.map((rank) => "abcdefgh".slice(8 - Math.max(0, rank - 2)));
  const longest = along[0]!.length > along[1]!.length ? along[0]! : along[1]!;
  const [row, column] = [ranks[0]! > 1 ? "y" : "", ranks[1]! > 1 ? "x" : ""];
  return [[`${along[0]!}${row}z`, `${along[1]!}z${column}`], longest + row + column];
}

function product(factors: readonly Tensor[], taken: readonly string[], made: string): Product {
  const size = new Map<string, number>();
  factors.forEach((one, k) => [...taken[k]!].forEach((letter, axis) => size.set(letter, Math.max(size.get(letter) ?? 1, one.shape[axis]!))));
  const summed = [...size.keys()].filter((letter) => !made.includes(letter));
  /** Where a factor is, for a count through all values of these letters; an axis of one is the same everywhere. */
  const through = (letters: readonly string[], k: number): ((index: number) => number) => {
    const [wide, own] = [strides(letters.map((letter) => size.get(letter)!)), strides(factors[k]!.shape)];
    const axes = [...taken[k]!].flatMap((letter, axis) => {
      const i = letters.indexOf(letter);
      return i < 0 || factors[k]!.shape[axis] === 1 ? [] : [[wide[i]!, size.get(letter)!, own[axis]!] as const];
    });
    return (index) => axes.reduce((at, [step, length, inside]) => at + (Math.floor(index / step) % length) * inside, 0);
  };
  const summands = count(summed.map((letter) => size.get(letter)!));
  const steps = factors.map((_, k) => Int32Array.from({ length: summands }, (__, i) => i).map(through(summed, k)));
  const starts = factors.map((_, k) => through([...made], k));
  return { factors, steps, starts: (index) => starts.map((start) => start(index)) };
}

export function multiplied({ factors, starts, steps }: Product, shape: readonly number[]): Tensor {
  const made = tensor(shape);
  for (let index = 0; index < made.data.length; index++) {
    const from = starts(index);
    let sum = 0;
    for (let i = 0; i < steps[0]!.length; i++) {
      let one = 1;
      for (let k = 0; k < factors.length; k++) one *= factors[k]!.data[from[k]! + steps[k]![i]!]!;
      sum += one;
    }
    made.data[index] = sum;
  }
  return made;
}
