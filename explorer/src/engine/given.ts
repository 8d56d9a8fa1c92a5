// What a call was given: its arguments, as tensors and as numbers.

import type { Argument, Operation } from "../network/data";
import { Lacking, type Loaded, type Values } from "./nouns";
import type { Tensor } from "./tensor";
import type { Axis, Windows } from "./windows";

/** An argument that is a tensor. */
export function operand(argument: Argument | undefined, net: Loaded, values: Values): Tensor | null {
  if (argument === null || argument === undefined || typeof argument !== "object") return null;
  if ("value" in argument) return values[argument.value] ?? null;
  if ("tensor" in argument) return net.tensors[argument.tensor] ?? null;
  return null;
}

export function plain(op: Operation, name: string, otherwise: number): number {
  const found = op.args[name];
  if (typeof found === "number") return found;
  if (typeof found === "boolean") return Number(found);
  if (found !== null && typeof found === "object" && "float" in found) return Number(found.float.replace("inf", "Infinity"));
  return otherwise;
}

export function pair(op: Operation, name: string, otherwise: readonly [number, number]): [number, number] {
  const found = op.args[name];
  if (typeof found === "number") return [found, found];
  if (Array.isArray(found) && found.length === 1) return [Number(found[0]), Number(found[0])];
  if (Array.isArray(found) && found.length === 2) return [Number(found[0]), Number(found[1])];
  return [...otherwise];
}

export function first(op: Operation, net: Loaded, values: Values): Tensor {
  const found = operand(op.args["input"], net, values);
  if (!found) throw new Lacking(`${op.spelled} has no input that the page knows`);
  return found;
}

/** The parts of a cat, in order. */
export function parts(op: Operation, net: Loaded, values: Values): [Tensor, number | null][] {
  const list = op.args["tensors"];
  if (!Array.isArray(list)) throw new Lacking(`${op.spelled} is not computed on this page`);
  return list.map((one: Argument) => {
    const found = operand(one, net, values);
    if (!found) throw new Lacking(`${op.spelled} is not computed on this page`);
    return [found, one !== null && typeof one === "object" && "value" in one ? one.value : null];
  });
}

/** Where the windows of a convolution or a pooling lie. */
export function windowsOf(op: Operation, input: Tensor, out: readonly number[], net: Loaded, values: Values): Windows {
  const weight = operand(op.args["weight"], net, values);
  const conv = op.kind === "conv2d";
  const kernel = conv ? ([weight!.shape[2]!, weight!.shape[3]!] as const) : pair(op, "kernel_size", [1, 1]);
  const stride = pair(op, "stride", conv ? [1, 1] : [kernel[0], kernel[1]]);
  const dilation = pair(op, "dilation", [1, 1]);
  const padding = pair(op, "padding", [0, 0]);
  if (op.args["padding"] === "same") kernel.forEach((k, i) => (padding[i] = Math.floor((dilation[i]! * (k - 1)) / 2)));
  const [rows, columns] = [0, 1].map((i): Axis => ({
    size: input.shape[input.shape.length - 2 + i]!, out: out[out.length - 2 + i]!,
    kernel: kernel[i]!, stride: stride[i]!, padding: padding[i]!, dilation: dilation[i]!,
  })) as [Axis, Axis];
  return { rows, columns, groups: plain(op, "groups", 1) };
}
