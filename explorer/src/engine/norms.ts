// Normalisation, by numbers that were kept or by the image's own; and weights of a length that is learnt.

import type { Operation } from "../network/data";
import { reducedTo } from "./along";
import { operand, plain } from "./given";
import { Lacking, type Loaded, type Values } from "./nouns";
import { axisOf, count, type Tensor, tensor } from "./tensor";

/** What a normalisation in eval mode multiplies by and adds, for each channel. */
export function normal(op: Operation, net: Loaded, values: Values): [(c: number) => number, (c: number) => number] {
  const [mean, variance, weight, bias] = ["running_mean", "running_var", "weight", "bias"].map((name) => operand(op.args[name], net, values));
  if (!mean || !variance || op.args["training"] === true) throw new Lacking(`${op.spelled} by the batch's own numbers is not computed on this page`);
  const scale = (c: number) => (weight?.data[c] ?? 1) / Math.sqrt(variance.data[c]! + plain(op, "eps", 1e-5));
  return [scale, (c) => (bias?.data[c] ?? 0) - mean.data[c]! * scale(c)];
}

/** A normalisation by the image's own numbers: of how many that lie together, and for each what it is made with. */
export interface Own {
  readonly size: number;
  readonly mean: (index: number) => number;
  readonly root: (index: number) => number; // of the variance and what is added to it
  readonly factor: (index: number) => number;
  readonly offset: (index: number) => number;
}

export function ownNumbers(op: Operation, x: Tensor, net: Loaded, values: Values): Own {
  const channels = x.shape[1]!;
  const area = count(x.shape.slice(2));
  const last = op.args["normalized_shape"];
  const layer = op.kind === "layer_norm";
  const groups = op.kind === "group_norm" ? plain(op, "num_groups", 1) : channels;
  const size = layer ? count(Array.isArray(last) ? last.map(Number) : [Number(last)]) : (channels / groups) * area;
  const [means, roots] = [new Float64Array(x.data.length / size), new Float64Array(x.data.length / size)];
  for (let k = 0; k < means.length; k++) {
    const own = x.data.subarray(k * size, (k + 1) * size);
    means[k] = own.reduce((sum, value) => sum + value, 0) / size;
    roots[k] = Math.sqrt(own.reduce((sum, value) => sum + (value - means[k]!) ** 2, 0) / size + plain(op, "eps", 1e-5));
  }
  const [weight, bias] = ["weight", "bias"].map((name) => operand(op.args[name], net, values));
  const of = (index: number) => (layer ? index % size : Math.floor(index / area) % channels);
  const part = (index: number) => Math.floor(index / size);
  return {
    size, mean: (i) => means[part(i)]!, root: (i) => roots[part(i)]!,
    factor: (i) => weight?.data[of(i)] ?? 1, offset: (i) => bias?.data[of(i)] ?? 0,
  };
}

export function normedByItself(x: Tensor, own: Own): Tensor {
  return tensor(x.shape, x.data.map((value, i) => ((value - own.mean(i)) / own.root(i)) * own.factor(i) + own.offset(i)));
}

/** g · v / ‖v‖, the length taken over all axes but one. */
export function ofLength(op: Operation, net: Loaded, values: Values): Tensor {
  const [v, g] = [operand(op.args["v"], net, values), operand(op.args["g"], net, values)];
  if (!v || !g) throw new Lacking(`${op.spelled} is not computed on this page`);
  const kept = axisOf(plain(op, "dim", 0), v.shape.length);
  const others = v.shape.map((_, axis) => axis).filter((axis) => axis !== kept);
  const squares = new Float64Array(v.shape[kept]!);
  v.data.forEach((value, i) => (squares[reducedTo(i, v.shape, others)]! += value * value));
  return tensor(v.shape, v.data.map((value, i) => {
    const unit = reducedTo(i, v.shape, others);
    return (value * g.data[unit]!) / Math.sqrt(squares[unit]!);
  }));
}
