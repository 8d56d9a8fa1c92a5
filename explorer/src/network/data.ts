// One's own network, as grader/explore/network.py wrote it down.

import { bytes } from "../data";

export type Argument =
  | number
  | string
  | boolean
  | null
  | { readonly value: number }
  | { readonly tensor: number }
  | { readonly float: string }
  | { readonly other: string }
  | readonly Argument[];

export interface Operation {
  readonly kind: string;
  readonly spelled: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Argument>>;
  readonly outputs: readonly number[];
  readonly line: number | null;
  readonly code: string;
}

/** How the numbers of a moment are written. */
export type Form = "float32" | "float16" | "int8";

export interface NetworkData {
  readonly file: string;
  readonly mended: string; // what was put right for it to run; "" where nothing was
  readonly operations: readonly Operation[];
  readonly shapes: readonly (readonly number[])[]; // of each value, for one image
  readonly output: number;
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: string }[];
  readonly moments: readonly {
    readonly form: Form;
    readonly samples: number;
    readonly correct: number;
    readonly of: number;
    readonly tensors: readonly string[];
  }[];
  readonly image: readonly [number, number, number]; // channels, rows and columns of one
  readonly thing: string; // what an image is of, in sentences
  readonly undrawn: string; // why none can be drawn; "" where one can
  readonly images: string;
  readonly labels: readonly number[];
  readonly outputs: string;
  readonly values: readonly string[];
  readonly valueIds: readonly number[];
  readonly lacking: readonly string[];
  readonly mean: readonly number[]; // of each channel
  readonly std: readonly number[];
  readonly samples: number;
  readonly trainingImages: number;
  readonly seconds: number;
  readonly data: string;
}

/** Numbers as float32 of base64 in one of three forms. */
export function numbers(text: string, form: Form = "float32"): Float32Array {
  const raw = bytes(text);
  if (form === "float32") return new Float32Array(raw.buffer);
  if (form === "float16") return Float32Array.from(new Uint16Array(raw.buffer), half);
  const scale = new Float32Array(raw.buffer.slice(0, 4))[0]!;
  return Float32Array.from(new Int8Array(raw.buffer, 4), (one) => one * scale);
}

/** A half-precision number from its bits (IEEE 754). */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export interface Image {
  readonly tones: Uint8Array; // channel by channel
  readonly label: number | null; // null: drawn
}

/** The held-out images that came along. */
export function heldOut(data: NetworkData): Image[] {
  const all = bytes(data.images);
  const size = all.length / data.labels.length;
  return data.labels.map((label, i) => ({ label, tones: all.slice(i * size, (i + 1) * size) }));
}

/** The image as the network gets it. */
export function normalised(tones: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const area = tones.length / mean.length;
  return Float32Array.from(tones, (value, i) => {
    const channel = Math.floor(i / area);
    return (value / 255 - mean[channel]!) / std[channel]!;
  });
}
