// Numbers as colours: nothing is paper, what is above 0 goes to blue, what is below to amber.

import { signal } from "@preact/signals";

type Rgb = readonly [number, number, number];

export interface Palette {
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly above: Rgb;
  readonly below: Rgb;
  readonly mark: Rgb;
}

/** Counts up where the colours change: who draws on a canvas draws anew. */
export const scheme = signal(0);

let known: Palette | null = null;

export function watchScheme(): void {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", () => {
      known = null;
      scheme.value += 1;
    });
  }
}

export function palette(): Palette {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): Rgb => {
    const hex = style.getPropertyValue(name).trim().replace("#", "");
    const full = hex.length === 3 ? [...hex].map((one) => one + one).join("") : hex;
    return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as unknown as Rgb;
  };
  known = { paper: read("--cell"), ink: read("--ink"), above: read("--above"), below: read("--below"), mark: read("--mark") };
  return known;
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(one[i]! + (other[i]! - one[i]!) * share)) as unknown as Rgb;
}

/** The colour of a number among numbers of which the largest, without its sign, is `most`. */
export function colour(value: number, most: number): Rgb {
  const { paper, above, below } = palette();
  if (!Number.isFinite(value) || most <= 0) return paper;
  const share = Math.min(Math.abs(value) / most, 1) ** 0.75;
  return mix(paper, value >= 0 ? above : below, share);
}

/** The colour of ink on paper, for an image from 0 to 1. */
export function grey(value: number): Rgb {
  const { paper, ink } = palette();
  return mix(paper, ink, Math.min(Math.max(value, 0), 1));
}

/** Black or white, whichever can be read on a colour (WCAG's relative luminance). */
export function readable([r, g, b]: Rgb): string {
  const [x, y, z] = [r, g, b].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * x + 0.7152 * y + 0.0722 * z > 0.179 ? "#000" : "#fff";
}

export function css([r, g, b]: Rgb): string {
  return `rgb(${r} ${g} ${b})`;
}

/** The largest number without its sign. */
export function most(values: ArrayLike<number>, start = 0, stop = values.length): number {
  let found = 0;
  for (let i = start; i < stop; i++) {
    const size = Math.abs(values[i]!);
    if (size > found && size < Infinity) found = size;
  }
  return found;
}

/** A map as pixels, one for each cell. */
export function pixels(rows: number, columns: number, of: (cell: number) => Rgb): ImageData {
  const image = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    const [r, g, b] = of(i);
    image.data.set([r, g, b, 255], 4 * i);
  }
  return image;
}

/** An image, channel by channel from 0 to 255: of three in colour, else as ink on paper. */
export function photo(tones: Uint8Array, shape: readonly number[]): ImageData {
  const [channels, rows, columns] = shape.slice(-3) as [number, number, number];
  const area = rows * columns;
  return pixels(rows, columns, (i) => (channels === 3 ? [tones[i]!, tones[area + i]!, tones[2 * area + i]!] : grey(tones[i]! / 255)));
}
