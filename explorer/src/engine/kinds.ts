// The operations of the vocabulary that the engine computes (grader/explore/kinds.py has the same
// names), by how their numbers come about.

export type Family =
  | "conv" // sums of products with a window
  | "linear"
  | "product" // of two tensors or more, summed over some of their axes
  | "max" // the largest of a window
  | "avg" // the mean of a window
  | "one" // a function of one number
  | "dropout"
  | "norm" // by numbers that were kept
  | "own" // by the image's own numbers
  | "length" // weights that are given their length
  | "softmax"
  | "same" // the same numbers in another shape
  | "moved" // the same numbers in other places
  | "cat"
  | "two" // of two numbers
  | "choice" // one of two numbers, by a third
  | "fill" // the same number everywhere
  | "written" // numbers that stand in the file
  | "grid" // where to look
  | "sampled" // what is seen there
  | "extreme" // the largest or smallest along axes
  | "reduce"; // of numbers along axes

const KINDS: Readonly<Record<string, Family>> = {
  conv2d: "conv", linear: "linear", matmul: "product", einsum: "product",
  max_pool2d: "max", adaptive_max_pool2d: "max", avg_pool2d: "avg", adaptive_avg_pool2d: "avg",
  relu: "one", relu6: "one", leaky_relu: "one", elu: "one", gelu: "one", silu: "one", sigmoid: "one",
  tanh: "one", softplus: "one", hardtanh: "one", clamp: "one", log: "one", exp: "one", neg: "one",
  abs: "one", sign: "one", square: "one", sqrt: "one", clamp_min: "one", threshold: "one",
  dropout: "dropout", dropout1d: "dropout", dropout2d: "dropout", dropout3d: "dropout",
  batch_norm: "norm", group_norm: "own", instance_norm: "own", layer_norm: "own", weight_norm: "length",
  softmax: "softmax", log_softmax: "softmax",
  view: "same", reshape: "same", flatten: "same", view_as: "same", squeeze: "same", unsqueeze: "same",
  contiguous: "same", clone: "same", detach: "same", to: "same", float: "same", cuda: "same",
  transpose: "moved", permute: "moved", tensor_unfold: "moved", unfold: "moved", cat: "cat",
  add: "two", sub: "two", rsub: "two", mul: "two", div: "two", maximum: "two", minimum: "two",
  gt: "two", lt: "two", ge: "two", le: "two", eq: "two", ne: "two",
  where: "choice", masked_fill: "choice", setitem: "choice", tensor: "written", zeros: "fill", ones: "fill",
  max: "extreme", min: "extreme", amax: "extreme", amin: "extreme",
  affine_grid: "grid", grid_sample: "sampled",
  mean: "reduce", sum: "reduce", logsumexp: "reduce",
};

/** By a kind's name; a name that every object has, `constructor` say, is none. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map(Object.entries(KINDS));

type One = (x: number, of: (name: string, otherwise: number) => number) => number;

/** Functions of one number, as torch defines them. */
export const ONE: Readonly<Record<string, One>> = {
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(Math.max(0, x), 6),
  leaky_relu: (x, of) => (x >= 0 ? x : x * of("negative_slope", 0.01)),
  elu: (x, of) => (x > 0 ? x : of("alpha", 1) * Math.expm1(x)),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  silu: (x) => x / (1 + Math.exp(-x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  softplus: (x) => (x > 20 ? x : Math.log1p(Math.exp(x))),
  hardtanh: (x, of) => Math.min(Math.max(x, of("min_val", -1)), of("max_val", 1)),
  clamp: (x, of) => Math.min(Math.max(x, of("min", -Infinity)), of("max", Infinity)),
  clamp_min: (x, of) => Math.max(x, of("min", -Infinity)),
  threshold: (x, of) => (x > of("threshold", 0) ? x : of("value", 0)),
  log: (x) => Math.log(x),
  exp: (x) => Math.exp(x),
  neg: (x) => -x,
  abs: (x) => Math.abs(x),
  sign: (x) => Math.sign(x),
  square: (x) => x * x,
  sqrt: (x) => Math.sqrt(x),
};

/** The error function to 1e-7 (W. J. Cody's series and continued fraction are not needed for less). */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  let [term, sum] = [size, size];
  for (let n = 1; n < 120 && Math.abs(term) > 1e-12; n++) {
    term *= -(size * size) / n;
    sum += term / (2 * n + 1);
  }
  return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
}

export const TWO: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  rsub: (x, y) => y - x,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: Math.max,
  minimum: Math.min,
  gt: (x, y) => Number(x > y),
  lt: (x, y) => Number(x < y),
  ge: (x, y) => Number(x >= y),
  le: (x, y) => Number(x <= y),
  eq: (x, y) => Number(x === y),
  ne: (x, y) => Number(x !== y),
};
