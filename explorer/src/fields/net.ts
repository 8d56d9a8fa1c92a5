// A network in one line, as `cnngrade rf` reads it ("conv 10 k5; max k2; add a b"): the layers that
// have places, with the shape of what each puts out.

import { count } from "../core/numbers";
import { out as windows, type Slide, slide, span } from "../core/slide";
import { layerOf, wordsOf } from "./words";

export type Shape = readonly number[]; // channels, rows, columns; or units alone

/** How the units of a layer read those before it. */
export type Reading =
  | { readonly kind: "input" }
  | { readonly kind: "same" } // each its own: activations, normalisation, dropout
  | { readonly kind: "window"; readonly axes: readonly [Slide, Slide] }
  | { readonly kind: "grid"; readonly axes: readonly [Grid, Grid] } // adaptive pools, upsampling
  | { readonly kind: "flatten" }
  | { readonly kind: "whole" } // fully connected
  | { readonly kind: "cat" } // branches one after another, along the channels
  | { readonly kind: "join" }; // branches cell by cell

/** An axis on which output o reads the cells from `low[o]` up to, not including, `high[o]`. */
export interface Grid {
  readonly size: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface Node {
  readonly name: string;
  readonly written: string; // as it stands in the line
  readonly word: string;
  readonly inputs: readonly string[];
  readonly reading: Reading;
  readonly shape: Shape;
}

/** What is wrong with a line, in one sentence. */
export class NetError extends Error {}

const SAME = [
  "relu", "elu", "gelu", "sigmoid", "silu", "tanh", "leaky_relu", "relu6", "hardswish",
  "identity", "dropout", "batch_norm", "prelu", "lrn",
];
const JOINS = ["add", "mul", "sub", "maximum"];
const WORDS = [
  "conv", "depthwise", "max", "avg", "lp", "adaptive_max", "adaptive_avg", "global_max",
  "global_avg", "upsample", "pad", "flatten", "linear", "cat", ...JOINS, ...SAME,
];
const MOST_NODES = 200;
const MOST_CELLS = 512 * 512; // of a layer's map: a picture of more is no picture
const MOST_WINDOW = 1_000;

/** The nodes of a line, the image first. Raises `NetError`. */
export function parse(text: string, image: Shape): Node[] {
  const nodes: Node[] = [];
  const taken = new Map<string, number>();
  const statements = text
    .replace(/#.*/g, "")
    .split(/[;\n]/)
    .map((one) => one.trim())
    .filter(Boolean);
  let shape = image;
  if (/^input\s/i.test(statements[0] ?? "")) {
    const sizes = /^input\s+(\d+(?:x\d+)*)$/i.exec(statements.shift()!.toLowerCase());
    if (sizes?.[1]?.split("x").length !== 3) throw new NetError("the image is channels x rows x columns, as in “input 1x28x28”");
    shape = sizes[1].split("x").map(Number);
  }
  checkShape(shape, "the image");
  nodes.push({ name: "input", written: "", word: "input", inputs: [], reading: { kind: "input" }, shape });
  if (statements.length > MOST_NODES) throw new NetError(`the line has ${statements.length} layers: at most ${MOST_NODES} are drawn`);
  for (const written of statements) {
    try {
      nodes.push(statement(written, nodes, taken));
    } catch (error) {
      if (error instanceof NetError) throw new NetError(`in “${written}”: ${error.message}`);
      throw error;
    }
  }
  return nodes;
}

function checkShape(shape: Shape, what: string): void {
  if (shape.some((size) => size < 1)) throw new NetError(`${what} has the shape ${shape.join("×")}: every size must be at least 1`);
  if (shape.length === 3 && shape[1]! * shape[2]! > MOST_CELLS) {
    throw new NetError(`${what} has ${count(shape[1]! * shape[2]!, "place")}: at most ${count(MOST_CELLS, "place")} are drawn`);
  }
}

function statement(written: string, nodes: readonly Node[], taken: Map<string, number>): Node {
  const named = /^([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(written);
  const [body, from] = (named ? named[2]! : written).split(" from ") as [string, string | undefined];
  const tokens = wordsOf(body);
  const first = tokens.shift() ?? "";
  const word = layerOf(first);
  if (!WORDS.includes(word)) throw new NetError(`${first || "this"} is no layer that is drawn here; the layers are ${WORDS.join(", ")}`);
  const rest = new Rest(tokens, word);
  const reads = from?.split(/[,\s]+/).filter(Boolean);
  const before = nodes.at(-1)!.name;
  const joins = word === "cat" || JOINS.includes(word);
  let inputs = reads ?? [before];
  if (joins) {
    rest.take(/^axis0$/); // along the channels: the only axis that is drawn
    const branches = [...rest.words().map((name) => name.replace(/,$/, "")), ...(reads ?? [])];
    if (branches.length === 0) throw new NetError(`${word} needs its branches, as in “${word} a b”`);
    inputs = branches.length === 1 ? [before, ...branches] : branches;
  }
  const sources = inputs.map((name) => {
    const found = nodes.find((node) => node.name === name);
    if (!found) throw new NetError(`${name} is not there yet: there are ${nodes.map((node) => node.name).join(", ")}`);
    return found;
  });
  const [reading, shape] = layer(word, rest, sources);
  if (rest.words().length > 0) throw new NetError(`${rest.words()[0]!} is not understood`);
  checkShape(shape, "what comes out");
  return { name: named?.[1] ?? fresh(word, nodes, taken), written, word, inputs, reading, shape };
}

function fresh(word: string, nodes: readonly Node[], taken: Map<string, number>): string {
  let number = (taken.get(word) ?? 0) + 1;
  while (nodes.some((node) => node.name === `${word}${number}`)) number += 1;
  taken.set(word, number);
  return `${word}${number}`;
}

/** The words of a statement; reading one takes it out. */
class Rest {
  readonly #tokens: string[];
  readonly #word: string;

  constructor(tokens: string[], word: string) {
    this.#tokens = tokens;
    this.#word = word;
  }

  words(): string[] {
    const left = [...this.#tokens];
    if (JOINS.includes(this.#word) || this.#word === "cat") this.#tokens.length = 0;
    return left;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    for (const [place, token] of this.#tokens.entries()) {
      const found = pattern.exec(token);
      if (found) {
        this.#tokens.splice(place, 1);
        return found;
      }
    }
    return null;
  }

  number(what: string): number {
    const found = this.take(/^\d+$/);
    if (!found) throw new NetError(`the number of ${what} is missing`);
    return Number(found[0]);
  }

  /** An option with one number for both axes or one for each; null where it is not there. */
  option(letter: string): [number, number] | null {
    const found = this.take(new RegExp(`^${letter}(\\d+)(?:x(\\d+))?$`));
    if (!found) return null;
    const pair: [number, number] = [Number(found[1]), Number(found[2] ?? found[1])];
    for (const one of pair) {
      if (one < 1 || one > MOST_WINDOW) throw new NetError(`${letter || "the size"} is ${one}: it must be from 1 to ${MOST_WINDOW}`);
    }
    return pair;
  }

  needed(letter: string): [number, number] {
    const found = this.option(letter) ?? this.option(""); // what must be there may be bare: 5x5
    if (!found) throw new NetError(letter ? `${letter} is missing, as in “${this.#word} ${letter}2”` : "the size is missing, as in “7x7”");
    return found;
  }

  padding(): "same" | [[number, number], [number, number]] {
    const found = this.take(/^p(same|valid|\d+(?::\d+)?(?:x\d+(?::\d+)?)?)$/);
    if (found?.[1] === "same") return "same";
    if (!found || found[1] === "valid") return [[0, 0], [0, 0]];
    const sides = found[1]!.split("x").map((part) => {
      const [before, after] = part.split(":").map(Number) as [number, number | undefined];
      return [before, after ?? before] as [number, number];
    });
    for (const side of sides.flat()) if (side > MOST_WINDOW) throw new NetError(`the padding is ${side}: at most ${MOST_WINDOW}`);
    return [sides[0]!, sides[1] ?? sides[0]!];
  }
}

function layer(word: string, rest: Rest, sources: readonly Node[]): [Reading, Shape] {
  const shape = sources[0]!.shape;
  if (SAME.includes(word)) {
    if (word === "prelu" || word === "lrn") rest.take(/^\d+$/);
    // how much is dropped or let through changes no field
    if (["dropout", "leaky_relu", "elu"].includes(word)) rest.take(/^p?\d*\.?\d+$/);
    return [{ kind: "same" }, shape];
  }
  if (word === "flatten") return [{ kind: "flatten" }, [shape.reduce((all, size) => all * size, 1)]];
  if (word === "linear") {
    rest.take(/^nobias$/);
    if (shape.length !== 1) throw new NetError(`it comes behind ${shape.join("×")}: put flatten before it`);
    return [{ kind: "whole" }, [rest.number("units")]];
  }
  if (word === "cat") return [{ kind: "cat" }, concatenated(sources)];
  if (JOINS.includes(word)) return [{ kind: "join" }, joined(word, sources)];
  if (shape.length !== 3) throw new NetError(`it needs channels, rows and columns, and gets ${shape.join("×")}`);
  const [channels, rows, columns] = shape as [number, number, number];
  const sizes: [number, number] = [rows, columns];
  if (word === "upsample") return upsampled(rest, channels, sizes);
  if (word.startsWith("adaptive_") || word.startsWith("global_")) {
    const wanted: [number, number] = word.startsWith("global_") ? [1, 1] : rest.needed("");
    const axes = sizes.map((size, i) => adaptive(size, wanted[i]!)) as [Grid, Grid];
    return [{ kind: "grid", axes }, [channels, ...wanted]];
  }
  const filters = word === "conv" ? rest.number("filters") : channels;
  rest.take(/^nobias$/);
  const axes = slides(word, rest, sizes);
  return [{ kind: "window", axes }, [filters, windows(axes[0]), windows(axes[1])]];
}

function slides(word: string, rest: Rest, sizes: [number, number]): [Slide, Slide] {
  const kernel = word === "pad" ? ([1, 1] as const) : rest.needed("k");
  const pools = ["max", "avg", "lp"].includes(word);
  const stride = word === "pad" ? ([1, 1] as const) : (rest.option("s") ?? (pools ? kernel : [1, 1]));
  const dilation = rest.option("d") ?? [1, 1];
  if (word === "conv") rest.take(/^g\d+$/);
  const ceil = pools && rest.take(/^ceil$/) !== null;
  const padding = rest.padding();
  return sizes.map((size, i) => {
    const pads = padding === "same" ? samePads(size, kernel[i]!, stride[i]!, dilation[i]!) : padding[i]!;
    if (pools && padding !== "same" && 2 * Math.max(...pads) > kernel[i]!) {
      throw new NetError(`padding ${Math.max(...pads)} exceeds half of the kernel ${kernel[i]!}: at most ${Math.floor(kernel[i]! / 2)}`);
    }
    const axis = slide(size, kernel[i]!, stride[i]!, pads[0], pads[1], dilation[i]!, ceil);
    if (windows(axis) < 1) {
      throw new NetError(`the kernel is ${span(axis)} cells wide and the padded input ${size + pads[0] + pads[1]}: no window fits`);
    }
    return axis;
  }) as [Slide, Slide];
}

function samePads(size: number, kernel: number, stride: number, dilation: number): [number, number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + dilation * (kernel - 1) + 1 - size, 0);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}

function adaptive(size: number, wanted: number): Grid {
  const cells = Array.from({ length: wanted }, (_, i) => i);
  return {
    size,
    low: cells.map((i) => Math.floor((i * size) / wanted)),
    high: cells.map((i) => Math.ceil(((i + 1) * size) / wanted)),
  };
}

function upsampled(rest: Rest, channels: number, sizes: [number, number]): [Reading, Shape] {
  const found = rest.take(/^x(\d+)$/);
  if (!found) throw new NetError("it is written “upsample x2”: the nearest cell, so many times");
  const factor = Number(found[1]);
  if (factor < 1 || factor > 64) throw new NetError(`the factor is ${factor}: it must be from 1 to 64`);
  const axes = sizes.map((size) => {
    const low = Array.from({ length: size * factor }, (_, i) => Math.floor(i / factor));
    return { size, low, high: low.map((cell) => cell + 1) };
  }) as unknown as [Grid, Grid];
  return [{ kind: "grid", axes }, [channels, sizes[0] * factor, sizes[1] * factor]];
}

function concatenated(sources: readonly Node[]): Shape {
  const [first, ...others] = sources.map((one) => one.shape);
  for (const other of others) {
    if (other.slice(1).join("×") !== first!.slice(1).join("×") || other.length !== first!.length) {
      throw new NetError(`${first!.join("×")} and ${other.join("×")} cannot stand beside one another: rows and columns must agree`);
    }
  }
  return [sources.reduce((sum, one) => sum + one.shape[0]!, 0), ...first!.slice(1)];
}

function joined(word: string, sources: readonly Node[]): Shape {
  const shapes = sources.map((one) => one.shape);
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const full = shapes.map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  return Array.from({ length: rank }, (_, i) => {
    const sizes = new Set(full.map((shape) => shape[i]!).filter((size) => size !== 1));
    if (sizes.size > 1) throw new NetError(`${shapes.map((shape) => shape.join("×")).join(" and ")} do not fit: ${word} takes maps of one shape`);
    return [...sizes][0] ?? 1;
  });
}
