// The image and the maps behind it, with what one unit sees lit in each of them.

import type { JSX } from "preact";
import { computed, signal } from "@preact/signals";
import { bounds, size, type Mask } from "./reach";
import type { Node } from "./net";
import { said } from "../ui/parts";
import * as state from "./state";

export const room = signal(1000); // screen pixels across
const IMAGE = 336; // of them for the image
const LABEL = 40;
const GAP = 34;
const LEAST = 84; // a map is drawn no smaller

interface Placed {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly high: number;
  readonly cell: number;
}

interface Layout {
  readonly maps: readonly Placed[];
  readonly width: number;
  readonly height: number;
}

/** The image first, then the maps, from left to right and top to bottom. */
const layout = computed<Layout>(() => {
  const nodes = "nodes" in state.net.value ? state.net.value.nodes : [];
  if (nodes.length === 0) return { maps: [], width: 0, height: 0 };
  const width = room.value;
  const whole = Math.min(IMAGE, width);
  const [rows, columns] = state.extent(nodes[0]!);
  const scale = whole / Math.max(rows, columns);
  const maps: Placed[] = [];
  const beside = width - whole > 260 ? whole + GAP + 6 : 0;
  let [x, y, line] = [0, 0, 0];
  for (const [i, node] of nodes.entries()) {
    const [r, c] = state.extent(node);
    const flat = node.shape.length === 1;
    const room_ = Math.max(width - beside, 120);
    const cell = i === 0 ? scale : flat ? Math.min(8, room_ / c) : Math.min(Math.max(scale * 0.55, LEAST / Math.max(r, c)), 26, room_ / c);
    const [wide, high] = [c * cell, flat ? 14 : r * cell];
    if (i === 0) {
      maps.push({ node, x: 0, y: LABEL, wide, high, cell });
      if (beside) [x, y] = [beside, 0];
      else y = LABEL + high + 14;
      continue;
    }
    if (x > beside && x + Math.max(wide, LEAST) > width) {
      x = beside;
      y += line;
      line = 0;
    }
    maps.push({ node, x, y: y + LABEL, wide, high, cell });
    x += Math.max(wide, LEAST + 20) + GAP;
    line = Math.max(line, high + LABEL + 22);
  }
  const height = Math.max(...maps.map((one) => one.y + one.high)) + 8;
  return { maps, width, height };
});

/** A set of cells as a path: runs of a row together. */
function path(mask: Mask, cell: number, high: number): string {
  const parts: string[] = [];
  for (let r = 0; r < mask.rows; r++) {
    let from = -1;
    for (let c = 0; c <= mask.columns; c++) {
      const lit = c < mask.columns && mask.cells[r * mask.columns + c] === 1;
      if (lit && from < 0) from = c;
      if (!lit && from >= 0) {
        parts.push(`M${round(from * cell)} ${round(r * high)}h${round((c - from) * cell)}v${round(high)}h${round(-(c - from) * cell)}z`);
        from = -1;
      }
    }
  }
  return parts.join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function lines(one: Placed): string {
  const { wide, high, cell, node } = one;
  const [rows, columns] = state.extent(node);
  if (cell < 3) return "";
  const parts: string[] = [];
  for (let c = 1; c < columns; c++) parts.push(`M${round(c * cell)} 0v${round(high)}`);
  if (node.shape.length === 3) for (let r = 1; r < rows; r++) parts.push(`M0 ${round(r * cell)}h${round(wide)}`);
  return parts.join("");
}

export function Picture(props: { setElement: (svg: SVGSVGElement | null) => void }): JSX.Element {
  const { maps, width, height } = layout.value;
  return (
    <svg
      ref={props.setElement}
      class="fields-picture"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="group"
      aria-label="the image and the maps of the network"
      xmlns="http://www.w3.org/2000/svg"
    >
      {maps.map((one) => (
        <Drawn key={one.node.name} one={one} />
      ))}
    </svg>
  );
}

function Drawn({ one }: { one: Placed }): JSX.Element {
  const { node, x, y, wide, high, cell } = one;
  const mask = state.seen.value.get(node.name);
  const other = state.seenBeside.value.get(node.name);
  const tall = node.shape.length === 3 ? cell : high;
  const here = state.shown.value?.node === node.name ? state.shown.value : null;
  const image = node.reading.kind === "input";
  const count = mask ? size(mask) : 0;
  const label = `${image ? "image" : node.name}, ${node.shape.join("×")}`;
  return (
    <g transform={`translate(${x} ${y})`} class={`map ${family(node.word)}`}>
      <text class="name" y={-20}>
        {image ? "image" : node.name}
      </text>
      <text class="shape" y={-6}>
        {node.shape.join("×")}
        {!image && node.shape.length === 3 && node.written.replace(/^.*?=\s*/, "").length < 16 ? `  ${node.written.replace(/^.*?=\s*/, "").replace(/ from .*/, "")}` : ""}
      </text>
      <rect class="ground" width={wide} height={high} />
      {mask && <path class="seen" d={path(mask, cell, tall)} />}
      {other && <path class="seen beside" d={path(other, cell, tall)} />}
      <path class="lines" d={lines(one)} />
      <rect class="edge" width={wide} height={high} />
      {image && mask && <Box mask={mask} cell={cell} />}
      {here && <rect class="unit" x={here.column * cell} y={here.row * tall} width={cell} height={tall} />}
      {here && state.neighbour.value && (
        <rect class="unit beside" x={state.neighbour.value.column * cell} y={state.neighbour.value.row * tall} width={cell} height={tall} />
      )}
      <rect
        class="touch"
        width={wide}
        height={high}
        tabindex={0}
        role="application"
        aria-label={`${label}: ${count} of its places reach the unit. Arrow keys choose a unit here`}
        onPointerMove={(event) => !state.pinned.value && event.pointerType === "mouse" && choose(one, event)}
        onPointerDown={(event) => {
          choose(one, event);
          state.pinned.value = !(state.pinned.value && event.pointerType === "mouse") || state.pinned.value;
        }}
        onDblClick={() => (state.pinned.value = false)}
        onKeyDown={(event) => keys(one, event)}
      />
    </g>
  );
}

/** The bounding box of the pixels, where the set is no full box itself. */
function Box({ mask, cell }: { mask: Mask; cell: number }): JSX.Element | null {
  const box = bounds(mask);
  if (!box) return null;
  const [[top, bottom], [left, right]] = box;
  return <rect class="bounds" x={left * cell} y={top * cell} width={(right - left + 1) * cell} height={(bottom - top + 1) * cell} />;
}

function family(word: string): string {
  if (word === "conv" || word === "depthwise") return "conv";
  if (/max|avg|lp|global|adaptive/.test(word) && word !== "maximum") return "pool";
  return "other";
}

function choose(one: Placed, event: PointerEvent & { readonly currentTarget: SVGElement }): void {
  const box = event.currentTarget.getBoundingClientRect();
  const [rows, columns] = state.extent(one.node);
  const at = (share: number, count: number) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  const column = at((event.clientX - box.left) / box.width, columns);
  const row = at((event.clientY - box.top) / box.height, rows);
  state.unit.value = { node: one.node.name, row, column };
}

function keys(one: Placed, event: KeyboardEvent): void {
  const moves: Readonly<Record<string, [number, number]>> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const [rows, columns] = state.extent(one.node);
  const from = state.shown.value?.node === one.node.name ? state.shown.value : { row: Math.floor(rows / 2), column: Math.floor(columns / 2) };
  const row = Math.min(Math.max(from.row + move[0], 0), rows - 1);
  const column = Math.min(Math.max(from.column + move[1], 0), columns - 1);
  state.unit.value = { node: one.node.name, row, column };
  state.pinned.value = true;
  said.value = sentence();
}

/** What the unit sees, in words. */
export function sentence(): string {
  const at = state.shown.value;
  if (!at || !("nodes" in state.net.value)) return "";
  const image = state.net.value.nodes[0]!;
  const mask = state.seen.value.get(image.name);
  const box = mask && bounds(mask);
  const where = `row ${at.row + 1}, column ${at.column + 1} of ${at.node}`;
  if (!mask || !box) return `No pixel reaches ${where}: it sees padding alone.`;
  const count = size(mask);
  const [[top, bottom], [left, right]] = box;
  const full = count === (bottom - top + 1) * (right - left + 1);
  const what = `${count.toLocaleString("en")} pixel${count === 1 ? " reaches" : "s reach"} ${where}`;
  return `${what}: ${full ? "all" : "parts"} of rows ${top + 1}–${bottom + 1}, columns ${left + 1}–${right + 1}.`;
}
