// All activation maps of one step on a canvas, each cell to be pointed at.

import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { written } from "../core/numbers";
import type { Tensor } from "../engine/tensor";
import { colour, css, grey, most, palette, photo, pixels, scheme } from "../ui/paint";
import { Canvas } from "../ui/canvas";
import { said } from "../ui/parts";
import * as state from "./state";

const GAP = 7; // screen pixels between maps

interface Grid {
  readonly tiles: number;
  readonly rows: number; // cells of a tile
  readonly columns: number;
  readonly cell: number; // screen pixels
  readonly across: number; // tiles in a line
  readonly cells: number; // of a tile that are there: the last line may be short
}

/** How the numbers of a value lie on the screen. */
function gridOf(value: Tensor, room: number, large: boolean): Grid {
  const { shape } = value;
  if (shape.length === 4) {
    const [, tiles, rows, columns] = shape as [number, number, number, number];
    const wanted = large ? (tiles > 1 ? 108 : 224) : columns >= 20 ? 76 : columns >= 10 ? 64 : 56;
    const cell = Math.max(2, Math.floor(wanted / Math.max(rows, columns)));
    const across = Math.max(1, Math.min(tiles, Math.floor((room + GAP) / (columns * cell + GAP))));
    return { tiles, rows, columns, cell, across, cells: rows * columns };
  }
  const count = value.data.length;
  const cell = count <= 16 ? 26 : count <= 128 ? 15 : 11;
  const columns = Math.max(1, Math.min(count, Math.floor(room / cell)));
  return { tiles: 1, rows: Math.ceil(count / columns), columns, cell, across: 1, cells: count };
}

interface MapsProps {
  readonly value: number;
  readonly label: string;
  readonly room: number; // screen pixels across
  readonly large?: boolean;
}

export function Maps(props: MapsProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const held = state.values.value[props.value]!;
  const grid = gridOf(held, props.room, props.large ?? false);
  const [wide, high] = [grid.columns * grid.cell, grid.rows * grid.cell];
  const width = grid.across * (wide + GAP) - GAP;
  const height = Math.ceil(grid.tiles / grid.across) * (high + GAP) - GAP;
  const marks = state.marks.value.get(props.value);
  const focus = state.focus.value?.value === props.value ? state.focus.value.index : -1;
  const winner = state.explained.value?.back?.value === props.value ? state.explained.value.back.index : -1;
  const tones = scheme.value;
  const base = useRef<HTMLCanvasElement | null>(null); // the maps without frames: those change with each move
  useLayoutEffect(() => {
    base.current ??= document.createElement("canvas");
    base.current.width = width;
    base.current.height = height;
    paint(base.current.getContext("2d")!, held, grid, wide, high, props.value === 0 ? state.image.value.tones : null);
  }, [held, tones, width, height]);
  useLayoutEffect(() => {
    const context = ref.current?.getContext("2d");
    if (!context || !base.current) return;
    context.clearRect(0, 0, width, height);
    context.drawImage(base.current, 0, 0);
    outline(context, marks, grid, wide, high, focus, winner);
  }, [held, tones, width, height, marks, focus, winner]);
  const at = (event: PointerEvent & { readonly currentTarget: HTMLCanvasElement }): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
    const [tx, ty] = [Math.floor(x / (wide + GAP)), Math.floor(y / (high + GAP))];
    const [column, row] = [Math.floor((x - tx * (wide + GAP)) / grid.cell), Math.floor((y - ty * (high + GAP)) / grid.cell)];
    const tile = ty * grid.across + tx;
    if (tile >= grid.tiles || column >= grid.columns || row >= grid.rows || column < 0 || row < 0) return -1;
    const index = tile * grid.rows * grid.columns + row * grid.columns + column;
    return index < held.data.length ? index : -1;
  };
  return (
    <canvas
      ref={ref}
      class="maps"
      width={width}
      height={height}
      tabindex={0}
      role="application"
      aria-label={`${props.label}. Arrow keys choose a number, page up and page down a map, B goes back to what counts most in it`}
      onPointerMove={(event) => {
        if (state.pinned.value || event.pointerType !== "mouse") return;
        const index = at(event);
        if (index >= 0) state.look({ value: props.value, index }, false);
      }}
      onPointerDown={(event) => {
        const index = at(event);
        if (index < 0) return;
        const again = state.pinned.value && state.focus.value?.value === props.value && state.focus.value.index === index;
        state.look({ value: props.value, index }, true);
        if (again) state.pinned.value = false;
        said.value = spoken();
      }}
      onKeyDown={(event) => keys(event, props.value, held, grid)}
    />
  );
}

/** The image, small, with what the looked-at number sees of it. */
export function Seen(): JSX.Element {
  const held = state.values.value[0]!;
  const [rows, columns] = [held.shape[2]!, held.shape[3]!];
  const grid: Grid = { tiles: 1, rows, columns, cell: 3, across: 1, cells: rows * columns };
  const [wide, high] = [columns * grid.cell, rows * grid.cell];
  const marks = state.marks.value.get(0);
  const focus = state.focus.value?.value === 0 ? state.focus.value.index : -1;
  const { tones } = state.image.value;
  return (
    <Canvas
      class="seen"
      width={wide}
      height={high}
      label={marks ? "the image; what the number sees of it is framed" : "the image"}
      draw={(context) => {
        scratch!.width = columns;
        scratch!.height = rows;
        scratch!.getContext("2d")!.putImageData(photo(tones, held.shape), 0, 0);
        context.imageSmoothingEnabled = false;
        context.drawImage(scratch!, 0, 0, wide, high);
        outline(context, marks, grid, wide, high, focus, -1);
      }}
    />
  );
}

function keys(event: KeyboardEvent, value: number, held: Tensor, grid: Grid): void {
  const tile = grid.rows * grid.columns;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -grid.columns, ArrowDown: grid.columns, PageUp: -tile, PageDown: tile,
  };
  const key = event.key.toLowerCase();
  if (key === "b" || key === "f") {
    if (key === "b") state.back();
    else state.forth();
  } else if (event.key === "Escape") {
    state.pinned.value = false;
    return;
  } else {
    const step = steps[event.key];
    if (step === undefined) return;
    const from = state.focus.value?.value === value ? state.focus.value.index : -step;
    const to = from + step;
    if (to >= 0 && to < held.data.length) state.look({ value, index: to }, true);
  }
  event.preventDefault();
  said.value = spoken();
}

/** What a screen reader hears of the number that is looked at. */
export function spoken(): string {
  const at = state.focus.value;
  if (!at) return "";
  const words = state.explained.value?.words ?? written(state.values.value[at.value]!.data[at.index]!);
  return `${state.placeWords(at)}: ${words}`;
}

const scratch = typeof document === "undefined" ? null : document.createElement("canvas");

function paint(context: CanvasRenderingContext2D, held: Tensor, grid: Grid, wide: number, high: number, ink: Uint8Array | null): void {
  const top = most(held.data);
  context.imageSmoothingEnabled = false;
  const flat = held.shape.length !== 4;
  for (let tile = 0; tile < grid.tiles; tile++) {
    const offset = tile * grid.rows * grid.columns;
    const image = pixels(grid.rows, grid.columns, (i) => (ink ? grey(ink[offset + i]! / 255) : colour(held.data[offset + i] ?? NaN, top)));
    if (flat) for (let i = grid.cells; i < grid.rows * grid.columns; i++) image.data[4 * i + 3] = 0;
    scratch!.width = grid.columns;
    scratch!.height = grid.rows;
    scratch!.getContext("2d")!.putImageData(image, 0, 0);
    const [x, y] = origin(tile, grid, wide, high);
    context.drawImage(scratch!, x, y, wide, high);
  }
}

function origin(tile: number, grid: Grid, wide: number, high: number): [number, number] {
  return [(tile % grid.across) * (wide + GAP), Math.floor(tile / grid.across) * (high + GAP)];
}

/** What the looked-at number is made of: one frame where that is a box, else cell by cell. */
function outline(context: CanvasRenderingContext2D, marks: Uint8Array | undefined, grid: Grid, wide: number, high: number, focus: number, winner: number): void {
  const { mark, ink } = palette();
  const area = grid.rows * grid.columns;
  if (marks) {
    context.strokeStyle = css(mark);
    context.lineWidth = 1.5;
    for (let tile = 0; tile < grid.tiles; tile++) {
      const [x, y] = origin(tile, grid, wide, high);
      let box: [number, number, number, number] | null = null;
      for (let i = 0; i < area && tile * area + i < marks.length; i++) {
        if (!marks[tile * area + i]) continue;
        const [r, c] = [Math.floor(i / grid.columns), i % grid.columns];
        box = box ? [Math.min(box[0], r), Math.min(box[1], c), Math.max(box[2], r), Math.max(box[3], c)] : [r, c, r, c];
      }
      if (!box) continue;
      const [top, left, bottom, right] = box;
      context.strokeRect(x + left * grid.cell + 0.75, y + top * grid.cell + 0.75, (right - left + 1) * grid.cell - 1.5, (bottom - top + 1) * grid.cell - 1.5);
    }
  }
  for (const [index, tone, width] of [[winner, ink, 2], [focus, mark, 3]] as const) {
    if (index < 0) continue;
    const tile = Math.floor(index / area);
    const [x, y] = origin(tile, grid, wide, high);
    const inner = index % area;
    const size = Math.max(grid.cell, 6);
    context.strokeStyle = css(tone);
    context.lineWidth = width;
    const [cx, cy] = [x + ((inner % grid.columns) + 0.5) * grid.cell, y + (Math.floor(inner / grid.columns) + 0.5) * grid.cell];
    context.strokeRect(cx - size / 2, cy - size / 2, size, size);
  }
}
