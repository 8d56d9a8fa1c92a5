// Question 7 as motion: one filter walks over a digit, and what it gives flies to the activation map.

import type { JSX } from "preact";
import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formula, out, slide } from "../core/slide";
import { bytes, type PageData } from "../data";
import { Canvas } from "../ui/canvas";
import { colour, css, grey, most, palette, pixels } from "../ui/paint";
import { across, Button, moves, Slider } from "../ui/parts";

const SIDE = 28;
const SCALE = 10; // canvas pixels of a cell
/** Canvas pixels between image and map: a phone has few. */
function gap(): number {
  return across.value < 720 ? 40 : 120;
}

const digit = signal<Float32Array>(new Float32Array(SIDE * SIDE));
const kernel = signal(5);
const stride = signal(1);
const done = signal(0); // values in the map
const running = signal(false);

export function walkOver(data: PageData): void {
  digit.value = Float32Array.from(bytes(data.digit), (value) => value / 255);
}

const axis = computed(() => slide(SIDE, kernel.value, stride.value));

/** An edge filter of any size: what is right of the middle counts, what is left is taken off. */
const weights = computed(() => {
  const k = kernel.value;
  const middle = (k - 1) / 2;
  return Array.from({ length: k * k }, (_, i) => {
    const [y, x] = [Math.floor(i / k) - middle, (i % k) - middle];
    return (x * Math.exp(-(x * x + y * y) / (k / 2) ** 2)) / Math.max(middle, 0.5);
  });
});

const map = computed(() => {
  const [k, s, side] = [kernel.value, stride.value, out(axis.value)];
  return Float32Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [Math.floor(at / side) * s, (at % side) * s];
    let sum = 0;
    for (let i = 0; i < k * k; i++) {
      sum += digit.value[(row + Math.floor(i / k)) * SIDE + column + (i % k)]! * weights.value[i]!;
    }
    return sum;
  });
});

export function Walk(): JSX.Element {
  const side = out(axis.value);
  const total = side * side;
  useEffect(run, []);
  const at = Math.min(done.value, total);
  void ticks.value; // the picture moves between two values, too
  const width = 2 * SIDE * SCALE + gap();
  return (
    <section class="walk" aria-labelledby="walk-title">
      <h2 id="walk-title">A filter walks</h2>
      <p class="lead">
        One filter has {kernel.value ** 2} weights and a bias. It is laid on the image in {side}·{side} places; each time it
        gives <b>one</b> value, and that value’s place is in the activation map.
      </p>
      <div class="walk-stage">
        <Canvas
          class="walk-picture"
          width={width}
          height={SIDE * SCALE}
          label={`A digit of 28 by 28 pixels, a filter on it, and an activation map of ${side} by ${side} with ${at} of ${total} values`}
          draw={(context) => draw(context, Math.min(done.value, total), side)}
        />
        <p class="counter" aria-hidden="true">
          <b>{at}</b>
          <span>
            of {side}·{side} = {total}
          </span>
        </p>
      </div>
      <div class="transport">
        <Button kind="play" onPress={() => start(total)}>
          {running.value ? "Pause" : at >= total ? "Again" : "Walk"}
        </Button>
        <Button label="one place further" onPress={() => pause(Math.min(at + 1, total))}>▶</Button>
        <input type="range" aria-label="places that the filter has been in" min={0} max={total} value={at} onInput={(event) => pause(Number(event.currentTarget.value))} />
        <Slider label="kernel" letter="k" value={kernel.value} min={2} max={9} onValue={(value) => change(() => (kernel.value = value))} />
        <Slider label="stride" letter="s" value={stride.value} min={1} max={4} onValue={(value) => change(() => (stride.value = value))} />
      </div>
      <p class="numbers">{formula(axis.value)} rows and columns</p>
    </section>
  );
}

function change(what: () => void): void {
  what();
  pause(0);
}

function pause(at: number): void {
  running.value = false;
  done.value = at;
}

function start(total: number): void {
  if (!running.value && done.value >= total) done.value = 0;
  running.value = !running.value;
}

/** While it runs: the first places one by one, then faster and faster. */
function run(): () => void {
  return effect(() => {
    if (!running.value) return undefined;
    let before = performance.now();
    let owed = 0;
    let frame = requestAnimationFrame(function step(now: number): void {
      const total = out(axis.peek()) ** 2;
      const at = done.peek();
      const rate = at < 4 ? 1.6 : at < 24 ? 5 : at < 72 ? 22 : 90; // places in a second
      owed += (Math.min(now - before, 100) / 1000) * rate;
      before = now;
      if (owed >= 1) {
        done.value = Math.min(at + Math.floor(owed), total);
        owed %= 1;
      }
      flying = rate < 6 && moves() ? owed : 1;
      ticks.value += 1;
      if (done.peek() >= total) running.value = false;
      else frame = requestAnimationFrame(step);
    });
    return () => {
      flying = 1;
      cancelAnimationFrame(frame);
    };
  });
}

let flying = 1; // how far the next value has flown, from 0 to 1
const ticks = signal(0);

function draw(context: CanvasRenderingContext2D, at: number, side: number): void {
  const [k, s] = [kernel.value, stride.value];
  const left = SIDE * SCALE + gap();
  paste(context, pixels(SIDE, SIDE, (i) => grey(digit.value[i]!)), 0, 0, SIDE * SCALE);
  const top = most(map.value);
  const cell = (SIDE * SCALE) / Math.max(side, 1);
  const { paper } = palette();
  const image = pixels(side, side, (i) => (i < at ? colour(map.value[i]!, top) : paper));
  paste(context, image, left, 0, SIDE * SCALE);
  const next = Math.min(at, side * side - 1);
  const [row, column] = [Math.floor(next / side), next % side];
  const [x, y] = [column * s * SCALE, row * s * SCALE];
  const scale = most(weights.value);
  context.globalAlpha = 0.45;
  paste(context, pixels(k, k, (i) => colour(weights.value[i]!, scale)), x, y, k * SCALE);
  context.globalAlpha = 1;
  frame(context, x, y, k * SCALE, 3);
  const [tx, ty] = [left + column * cell, row * cell];
  frame(context, tx, ty, cell, 3);
  context.strokeStyle = css(palette().mark);
  context.globalAlpha = 0.35;
  context.lineWidth = 1;
  context.beginPath();
  for (const corner of [0, 1]) {
    context.moveTo(x + k * SCALE, y + corner * k * SCALE);
    context.lineTo(tx, ty + corner * cell);
  }
  context.stroke();
  context.globalAlpha = 1;
  if (flying < 1) {
    const share = flying * flying * (3 - 2 * flying);
    const [fx, fy] = [x + (k * SCALE) / 2, y + (k * SCALE) / 2];
    const size = 16 + (cell - 16) * share;
    context.fillStyle = css(colour(map.value[next]!, top));
    context.strokeStyle = css(palette().mark);
    const [cx, cy] = [fx + (tx + cell / 2 - fx) * share, fy + (ty + cell / 2 - fy) * share - 30 * Math.sin(Math.PI * share)];
    context.fillRect(cx - size / 2, cy - size / 2, size, size);
    context.lineWidth = 2;
    context.strokeRect(cx - size / 2, cy - size / 2, size, size);
  }
}

function frame(context: CanvasRenderingContext2D, x: number, y: number, size: number, width: number): void {
  context.strokeStyle = css(palette().mark);
  context.lineWidth = width;
  context.strokeRect(x + width / 2, y + width / 2, size - width, size - width);
}

let scratch: HTMLCanvasElement | null = null;

/** Pixels as large cells. */
function paste(context: CanvasRenderingContext2D, image: ImageData, x: number, y: number, size: number): void {
  scratch ??= document.createElement("canvas");
  scratch.width = image.width;
  scratch.height = image.height;
  scratch.getContext("2d")!.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(scratch, x, y, size, size);
}
