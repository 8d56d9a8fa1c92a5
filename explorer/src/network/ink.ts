// A drawn digit, put into MNIST's form: scaled into a box of 20×20 pixels, drawn with soft edges,
// and moved so that its centre of mass is the middle of 28×28.

export type Stroke = readonly (readonly [number, number])[]; // points, in any unit

const SIDE = 28;
const BOX = 20; // pixels that the ink takes up

/** How lines look in the data: half their width, and over how many pixels their edge fades. */
interface Pen {
  readonly half: number;
  readonly soft: number;
}

const PENS: Readonly<Record<string, Pen>> = {
  mnist: { half: 1.3, soft: 0.9 },
  digits: { half: 1.7, soft: 1.7 }, // scans of 8×8 pixels, drawn large by a smooth spline
};

/** The grey values (28×28) of what was drawn. */
export function asDigit(strokes: readonly Stroke[], data: string): Uint8Array {
  const pen = PENS[data] ?? PENS["mnist"]!;
  const points = strokes.flat();
  if (points.length === 0) return new Uint8Array(SIDE * SIDE);
  const box = [0, 1].map((axis) => {
    const all = points.map((point) => point[axis as 0 | 1]);
    return [Math.min(...all), Math.max(...all)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  const extent = Math.max(box[0][1] - box[0][0], box[1][1] - box[1][0]);
  const scale = extent > 0 ? (BOX - 2 * pen.half) / extent : 1;
  const middle = box.map(([low, high]) => (low + high) / 2) as [number, number];
  const place = (dx: number, dy: number): Stroke[] =>
    strokes.map((stroke) => stroke.map(([x, y]) => [(x - middle[0]) * scale + 14 + dx, (y - middle[1]) * scale + 14 + dy] as const));
  const [cx, cy] = centre(rasterised(place(0, 0), pen));
  return Uint8Array.from(rasterised(place(14 - cx, 14 - cy), pen), (value) => Math.round(255 * value));
}

/** Centre of mass (across, down); the middle of a pixel is at .5. */
function centre(image: Float32Array): [number, number] {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((value, i) => {
    mass += value;
    x += value * ((i % SIDE) + 0.5);
    y += value * (Math.floor(i / SIDE) + 0.5);
  });
  return mass > 0 ? [x / mass, y / mass] : [14, 14];
}

/** Ink from 0 to 1 for each pixel, by how far its middle is from the nearest line. */
function rasterised(strokes: readonly Stroke[], { half, soft }: Pen): Float32Array {
  const nearest = new Float32Array(SIDE * SIDE).fill(Infinity);
  for (const stroke of strokes) {
    stroke.forEach((to, i) => {
      const from = stroke[Math.max(i - 1, 0)]!;
      const reach = half + soft + 1;
      const [x0, x1] = [Math.min(from[0], to[0]) - reach, Math.max(from[0], to[0]) + reach];
      const [y0, y1] = [Math.min(from[1], to[1]) - reach, Math.max(from[1], to[1]) + reach];
      for (let r = Math.max(0, Math.floor(y0)); r < Math.min(SIDE, y1); r++) {
        for (let c = Math.max(0, Math.floor(x0)); c < Math.min(SIDE, x1); c++) {
          const found = distance(c + 0.5, r + 0.5, from, to);
          if (found < nearest[r * SIDE + c]!) nearest[r * SIDE + c] = found;
        }
      }
    });
  }
  return nearest.map((far) => Math.min(Math.max((half + soft - far) / (2 * soft), 0), 1));
}

function distance(x: number, y: number, from: readonly [number, number], to: readonly [number, number]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const along = length > 0 ? Math.min(Math.max(((x - from[0]) * dx + (y - from[1]) * dy) / length, 0), 1) : 0;
  return Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy);
}
