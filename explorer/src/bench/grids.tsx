// The matrices of the workbench: the input that one types into, filters, and what comes out.

import type { JSX } from "preact";
import { typed, written } from "../core/numbers";
import { fitting, named, same, type Typed as Guess } from "../core/slips";
import { span } from "../core/slide";
import type { Matrix, Worked, Working } from "../core/windows";
import { said } from "../ui/parts";
import * as state from "./state";

/** Up, down and enter go from cell to cell of a grid; left and right do at the end of the text. */
export function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const moves: Readonly<Record<string, [number, number]>> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
  };
  const move = moves[event.key];
  const from = event.target as HTMLElement;
  if (!move || from.dataset["row"] === undefined) return;
  if (from instanceof HTMLInputElement && move[1] !== 0) {
    const end = move[1] < 0 ? 0 : from.value.length;
    if (from.selectionStart !== end || from.selectionEnd !== end) return;
  }
  const row = Number(from.dataset["row"]) + move[0];
  const column = Number(from.dataset["column"]) + move[1];
  const to = event.currentTarget.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
  if (!to) return;
  event.preventDefault();
  to.focus();
  if (to instanceof HTMLInputElement) to.select();
}

interface CellProps {
  readonly value: number;
  readonly label: string;
  readonly row: number;
  readonly column: number;
  readonly onValue: (value: number) => void;
}

/** A number that can be typed; what is none goes back to what stood there. */
function Typed(props: CellProps): JSX.Element {
  return (
    <input
      class={`number${written(props.value).length > 4 ? " tight" : ""}`}
      type="text"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      aria-label={props.label}
      data-row={props.row}
      data-column={props.column}
      value={written(props.value)}
      onFocus={(event) => event.currentTarget.select()}
      onInput={(event) => {
        const value = typed(event.currentTarget.value);
        if (value !== null) props.onValue(value);
      }}
      onBlur={(event) => {
        event.currentTarget.value = written(props.value);
      }}
    />
  );
}

function size(columns: number): string {
  return `repeat(${columns}, var(--side))`;
}

/** One channel of the input, with its padding and what windows hang over. */
export function Input(props: { channel: number; matrix: Matrix; worked: Worked | null; current: Working | null }): JSX.Element {
  const { channel, matrix, worked, current } = props;
  const [rows, columns] = [matrix.length, matrix[0]!.length];
  const { padding, method } = state.setting.value;
  const pad = worked ? padding : 0;
  const [lower, right] = worked ? [overhang(worked.rows), overhang(worked.columns)] : [0, 0];
  const mine = method === "conv" || current?.map === channel;
  const spots = new Map(mine && current ? current.spots.filter((s) => s.channel === channel).map((s) => [`${s.row},${s.column}`, s]) : []);
  const winner = mine ? current?.winners[0] : undefined;
  const lines = range(-pad, rows + Math.max(pad, lower));
  const across = range(-pad, columns + Math.max(pad, right));
  const several = state.channels.value.length > 1;
  return (
    <div
      class="matrix input"
      role="group"
      aria-label={several ? `channel ${channel + 1} of the input` : "the input"}
      style={{ gridTemplateColumns: size(across.length) }}
      data-channel={channel}
      onKeyDown={walk}
      onPaste={(event) => {
        const text = event.clipboardData?.getData("text") ?? "";
        if (/[\s,;]/.test(text.trim()) && state.paste(channel, text)) event.preventDefault();
      }}
    >
      {lines.map((r) =>
        across.map((c) => {
          const spot = spots.get(`${r},${c}`);
          const inside = r >= 0 && c >= 0 && r < rows && c < columns;
          const classes = ["cell"];
          if (spot) classes.push("lit");
          if (spot && winner?.row === r && winner.column === c) classes.push("winner");
          if (!inside) classes.push(r < rows + pad && c < columns + pad ? "pad" : "over");
          else if (worked?.unused[r]![c]) classes.push("unused");
          return (
            <div key={`${r},${c}`} class={classes.join(" ")}>
              {inside ? (
                <Typed
                  value={matrix[r]![c]!}
                  row={r}
                  column={c}
                  label={`${several ? `channel ${channel + 1}, ` : ""}row ${r + 1}, column ${c + 1}`}
                  onValue={(value) => state.setCell(channel, r, c, value)}
                />
              ) : (
                <span class="number">{classes.includes("pad") ? (method === "max" ? "−∞" : "0") : ""}</span>
              )}
              {method === "conv" && spot && <small class="weight">{`×${written(spot.factor).replace("-", "−")}`}</small>}
            </div>
          );
        }),
      )}
    </div>
  );
}

/** Cells by which the last window hangs over the end of the input. */
function overhang(axis: Worked["rows"]): number {
  const windows = Math.floor((axis.size + axis.before + axis.after - span(axis)) / axis.stride) + 1;
  if (!axis.ceil || (axis.size + axis.before + axis.after - span(axis)) % axis.stride === 0) return 0;
  const start = windows * axis.stride - axis.before;
  return start >= axis.size ? 0 : Math.max(0, start + span(axis) - axis.size);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** The weights that one filter has for one channel. */
export function Weights(props: { filter: number; channel: number }): JSX.Element {
  const { filter, channel } = props;
  const matrix = state.filters.value[filter]!.weights[channel]!;
  return (
    <div class="matrix weights" role="group" aria-label={`filter ${filter + 1}, channel ${channel + 1}`} style={{ gridTemplateColumns: size(matrix.length) }} onKeyDown={walk}>
      {matrix.map((line, r) =>
        line.map((value, c) => (
          <div key={`${r},${c}`} class="cell">
            <Typed
              value={value}
              row={r}
              column={c}
              label={`weight of filter ${filter + 1}, channel ${channel + 1}, row ${r + 1}, column ${c + 1}`}
              onValue={(next) => state.setWeight(filter, channel, r, c, next)}
            />
          </div>
        )),
      )}
    </div>
  );
}

export type Verdict = "right" | "wrong" | "open";

export function verdict(text: string | undefined, right: Working): Verdict {
  const value = typed(text ?? "");
  if (value === null) return /^[-\u2212]?(\u221e|inf)/i.test(text ?? "") && right.result === -Infinity ? "right" : "open";
  return same(value, right.result) ? "right" : "wrong";
}

/** Why the guess of a cell is wrong, in a sentence; what was put into the other cells has a say. */
export function reason(index: number, list: readonly Working[]): string {
  const guesses: Guess[] = [];
  let mine: Guess | null = null;
  for (const [at, text] of state.guesses.value) {
    const value = typed(text);
    const right = list[at];
    if (value === null || !right) continue;
    if (at === index) mine = { right, value };
    else guesses.push({ right, value });
  }
  if (!mine) return "";
  const found = named(fitting(mine, guesses, state.setting.value, state.channels.value, state.filters.value));
  return found || `${written(mine.value)} is not it: which cells does this window hold, and what is done with them?`;
}

/** One map of what comes out: values, or cells to be guessed. */
export function Output(props: { map: number; cells: readonly (readonly Working[])[]; first: number }): JSX.Element {
  const { map, cells, first } = props;
  const columns = cells[0]!.length;
  const word = state.setting.value.method === "conv" ? "filter" : "channel";
  const label = `${state.setting.value.method === "conv" ? "activation map" : "output"}${cells === undefined ? "" : ` of ${word} ${map + 1}`}`;
  return (
    <div class="matrix output" role="group" aria-label={label} style={{ gridTemplateColumns: size(columns) }} onKeyDown={walk}>
      {cells.map((line, r) => line.map((cell, c) => <Result key={`${r},${c}`} cell={cell} index={first + r * columns + c} row={r} column={c} />))}
    </div>
  );
}

function Result(props: { cell: Working; index: number; row: number; column: number }): JSX.Element {
  const { cell, index, row, column } = props;
  const here = state.at.value === index;
  const shown = index < state.until.value;
  const place = `row ${row + 1}, column ${column + 1}`;
  if (!state.predicting.value) {
    return (
      <button
        type="button"
        class={`cell result${here ? " here" : ""}${shown ? "" : " hidden"}`}
        data-row={row}
        data-column={column}
        data-index={index}
        aria-label={`${place}: ${shown ? written(cell.result) : "not there yet"}`}
        onClick={() => (state.at.value = index)}
        onFocus={() => (state.at.value = index)}
        onMouseEnter={() => {
          if (!state.playing.value && state.until.value === Infinity) state.at.value = index;
        }}
      >
        <span class="number">{shown ? short(cell.result) : ""}</span>
      </button>
    );
  }
  const text = state.guesses.value.get(index);
  const how = verdict(text, cell);
  return (
    <div class={`cell result ${how}${here ? " here" : ""}`} data-index={index}>
      <input
        class="number"
        type="text"
        inputMode="text"
        autocomplete="off"
        spellcheck={false}
        placeholder="?"
        aria-label={`your number for ${place}`}
        aria-invalid={how === "wrong"}
        data-row={row}
        data-column={column}
        value={text ?? ""}
        onFocus={() => (state.at.value = index)}
        onInput={(event) => {
          const value = event.currentTarget.value;
          state.guesses.value = new Map(state.guesses.value).set(index, value);
          const found = verdict(value, cell);
          said.value = found === "right" ? "right" : found === "wrong" ? reason(index, state.list.value) : "";
        }}
      />
    </div>
  );
}

/** As many digits as a cell holds. */
export function short(value: number): string {
  const text = written(value);
  if (text.length <= 5) return text.replace("-", "−");
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
