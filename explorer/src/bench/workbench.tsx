// Screen 2, the workbench: a layer under one's fingers, window by window (questions 6 and 7).

import type { JSX } from "preact";
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formula } from "../core/slide";
import type { Method, Worked, Working } from "../core/windows";
import { across, Button, Choice, said, Slider, Switch } from "../ui/parts";
import { fly } from "./flight";
import { Input, Output, reason, short, verdict, Weights } from "./grids";
import * as state from "./state";
import { Walk } from "./walk";

const STEP = 900; // milliseconds of a window

export function Workbench(): JSX.Element {
  const outcome = state.outcome.value;
  const worked = "worked" in outcome ? outcome.worked : null;
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => play(() => stage.current), []);
  return (
    <>
      <Controls />
      <div class="stage" ref={stage} style={{ "--side": `${side(worked)}px` }}>
        <Inputs worked={worked} />
        {state.setting.value.method === "conv" && <Filters />}
        {"list" in outcome ? (
          <Outputs worked={outcome.worked} />
        ) : (
          <p class="trouble" role="alert">
            {outcome.error}
          </p>
        )}
      </div>
      {"list" in outcome && (
        <>
          <Sum />
          <Transport total={outcome.list.length} />
          <Formula worked={outcome.worked} />
        </>
      )}
      <Walk />
    </>
  );
}

/** How wide a cell may be for all to be seen. */
function side(worked: Worked | null): number {
  const { padding, method, kernel } = state.setting.value;
  const columns = state.channels.value[0]![0]!.length + 2 * padding;
  const others = (worked?.maps[0]?.[0]?.length ?? 0) + (method === "conv" ? kernel : 0);
  const room = Math.min(across.value, 1180) - 48;
  const wide = room > 720 ? (room - 190) / (columns + others) : (room - 8) / Math.max(columns, others, 1);
  return Math.max(24, Math.min(46, Math.floor(wide)));
}

function Controls(): JSX.Element {
  const s = state.setting.value;
  const [rows, columns] = [state.channels.value[0]!.length, state.channels.value[0]![0]!.length];
  const most = s.method === "conv" ? 3 : Math.floor(s.kernel / 2);
  return (
    <div class="controls">
      <Choice<Method>
        label="What is done with a window"
        value={s.method}
        options={[["max", "Max pooling"], ["avg", "Average pooling"], ["conv", "Convolution"]]}
        onValue={(method) => state.set({ method })}
      />
      <div class="sliders">
        <Slider label="kernel" letter="k" value={s.kernel} min={1} max={5} onValue={(kernel) => state.set({ kernel })} />
        <Slider label="stride" letter="s" value={s.stride} min={1} max={5} onValue={(stride) => state.set({ stride })} />
        <Slider label="padding" letter="p" value={s.padding} min={0} max={Math.max(most, 0)} disabled={most === 0} onValue={(padding) => state.set({ padding })} />
        <Slider label="dilation" letter="d" value={s.method === "avg" ? 1 : s.dilation} min={1} max={3} disabled={s.method === "avg"} onValue={(dilation) => state.set({ dilation })} />
        <Slider label="rows" value={rows} min={1} max={state.MOST} onValue={(value) => state.resize(value, columns)} />
        <Slider label="columns" value={columns} min={1} max={state.MOST} onValue={(value) => state.resize(rows, value)} />
        <Slider label="channels" value={state.channels.value.length} min={1} max={state.MOST_CHANNELS} onValue={(value) => state.resize(rows, columns, value)} />
        <Slider label="filters" value={s.method === "conv" ? state.filters.value.length : 1} min={1} max={3} disabled={s.method !== "conv"} onValue={state.setFilters} />
      </div>
      <div class="switches">
        <Switch label="ceil: a last window may hang over the end" value={s.ceil && s.method !== "conv"} disabled={s.method === "conv"} onValue={(ceil) => state.set({ ceil })} />
        {s.method === "avg" && (
          <Switch label="padding counts when the sum is divided" value={s.countPadding} onValue={(countPadding) => state.set({ countPadding })} />
        )}
        <Button kind="plain" onPress={state.shuffle}>
          New numbers
        </Button>
      </div>
    </div>
  );
}

function Inputs({ worked }: { worked: Worked | null }): JSX.Element {
  const current = state.marked.value ? state.current.value : null;
  return (
    <figure class="block">
      <figcaption>
        input <b>{[...(state.channels.value.length > 1 ? [state.channels.value.length] : []), state.channels.value[0]!.length, state.channels.value[0]![0]!.length].join("×")}</b>
      </figcaption>
      <div class="pile">
        {state.channels.value.map((matrix, i) => (
          <Input key={i} channel={i} matrix={matrix} worked={worked} current={current} />
        ))}
      </div>
      {worked?.unused.some((line) => line.includes(true)) && <p class="note hatch-note">No window reaches the hatched cells.</p>}
    </figure>
  );
}

function Filters(): JSX.Element {
  return (
    <figure class="block">
      <figcaption>
        filter{state.filters.value.length > 1 ? "s" : ""}{" "}
        <select aria-label="A filter to choose" value={state.invented.value} onChange={(event) => event.currentTarget.value && state.choose(event.currentTarget.value)}>
          <option value="">one’s own</option>
          {state.KERNELS.map(([name]) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </figcaption>
      {state.filters.value.map((filter, f) => (
        <div class={`pile filter${state.current.value?.map === f ? " here" : ""}`} key={f}>
          {filter.weights.map((_, k) => (
            <Weights key={k} filter={f} channel={k} />
          ))}
          <label class="bias">
            bias{" "}
            <input
              type="number"
              step="any"
              value={filter.bias}
              onInput={(event) => Number.isFinite(event.currentTarget.valueAsNumber) && state.setBias(f, event.currentTarget.valueAsNumber)}
            />
          </label>
        </div>
      ))}
    </figure>
  );
}

function Outputs({ worked }: { worked: Worked }): JSX.Element {
  const area = worked.maps[0]!.length * worked.maps[0]![0]!.length;
  const shape = [...(worked.maps.length > 1 ? [worked.maps.length] : []), worked.maps[0]!.length, worked.maps[0]![0]!.length];
  return (
    <figure class="block">
      <figcaption>
        {state.setting.value.method === "conv" ? `activation map${worked.maps.length > 1 ? "s" : ""}` : "output"} <b>{shape.join("×")}</b>
      </figcaption>
      <div class="pile">
        {worked.maps.map((cells, map) => (
          <Output key={map} map={map} cells={cells} first={map * area} />
        ))}
      </div>
    </figure>
  );
}

/** The window's arithmetic, or what a guess lacks. */
function Sum(): JSX.Element {
  const current = state.current.value;
  if (!current) return <p class="sum" />;
  if (state.predicting.value) return <Guessing current={current} />;
  return (
    <div class="sum">
      <Arithmetic text={current.arithmetic} />
      <p class="note">{remark(current)}</p>
    </div>
  );
}

function Arithmetic({ text }: { text: string }): JSX.Element {
  return <p class={`arithmetic${text.length > 150 ? " long" : text.length > 60 ? " wide" : ""}`}>{text.replaceAll("-", "−")}</p>;
}

/** A cell to be guessed: where its window lies is the student's to find, until it is asked for. */
function Guessing({ current }: { current: Working }): JSX.Element {
  const index = state.at.value;
  const how = verdict(state.guesses.value.get(index), current);
  const found = how === "wrong" ? reason(index, state.list.value) : "";
  const cut = current.arithmetic.search(/ [=\u2248] (?!.* [=\u2248] )/);
  const ask = `row ${current.row + 1}, column ${current.column + 1}: ${state.MOVES[state.setting.value.method].replace("each window", "its window")}`;
  return (
    <div class="sum">
      <Arithmetic text={how === "right" ? current.arithmetic : state.marked.value ? `${current.arithmetic.slice(0, cut)} = ?` : ask} />
      {found ? (
        <p class="slip">{found}</p>
      ) : (
        <p class="note">{how === "right" ? remark(current) : "Type it into the cell."}</p>
      )}
      {!state.marked.value && (
        <Button kind="plain small" onPress={() => (state.hints.value = new Set(state.hints.value).add(index))}>
          Show its window
        </Button>
      )}
    </div>
  );
}

function remark(current: Working): string {
  const found = [];
  const padded = current.spots.filter((spot) => spot.kind === "padding").length;
  const over = current.spots.filter((spot) => spot.kind === "overhang").length;
  if (current.winners.length > 1) found.push(`${current.winners.length} cells hold the maximum: torch takes the first`);
  if (padded) found.push(`${padded} cell${padded === 1 ? "" : "s"} of padding`);
  if (over) found.push(`${over} cell${over === 1 ? "" : "s"} over the end, not counted`);
  if (current.bias) found.push("the bias comes last");
  return found.join("; ") || `${state.MOVES[state.setting.value.method]}`;
}

function Transport({ total }: { total: number }): JSX.Element {
  const at = Math.min(state.at.value, total - 1);
  const current = state.current.value!;
  const where = `row ${current.row + 1}, column ${current.column + 1}`;
  const go = (to: number) => {
    state.playing.value = false;
    state.at.value = Math.min(Math.max(to, 0), total - 1);
    said.value = state.predicting.value ? where : `${where}: ${state.current.value?.arithmetic ?? ""}`;
  };
  const guessed = state.outcome.value;
  const right = "list" in guessed ? guessed.list.filter((cell, i) => verdict(state.guesses.value.get(i), cell) === "right").length : 0;
  return (
    <div class="transport">
      <Button label="first window" onPress={() => go(0)}>|◀</Button>
      <Button label="the window before" onPress={() => go(at - 1)}>◀</Button>
      <Button kind="play" onPress={toggle} disabled={state.predicting.value}>
        {state.playing.value ? "Pause" : "Play"}
      </Button>
      <Button label="the next window" onPress={() => go(at + 1)}>▶</Button>
      <input type="range" aria-label="window" min={0} max={total - 1} value={at} onInput={(event) => go(Number(event.currentTarget.value))} />
      <span class="place">
        window {at + 1} of {total}, {where}
      </span>
      <Switch
        label="predict"
        value={state.predicting.value}
        onValue={(value) => {
          state.anew();
          state.predicting.value = value;
        }}
      />
      {state.predicting.value && (
        <span class="place">
          {right} of {total} right
        </span>
      )}
    </div>
  );
}

function toggle(): void {
  const outcome = state.outcome.value;
  if (state.playing.value || !("list" in outcome)) {
    state.playing.value = false;
    return;
  }
  if (state.at.value >= outcome.list.length - 1 || state.until.value === Infinity) {
    state.at.value = 0;
    state.until.value = 0;
  }
  state.playing.value = true;
}

/** Runs while the workbench is there: a window after another, each value to its place. */
function play(stage: () => HTMLElement | null): () => void {
  return effect(() => {
    if (!state.playing.value) {
      state.until.value = Infinity;
      return undefined;
    }
    const tick = (): void => {
      const outcome = state.outcome.peek();
      if (!("list" in outcome) || state.at.peek() >= outcome.list.length) return;
      const index = state.at.peek();
      const place = stage();
      if (place) fly(place, index, short(outcome.list[index]!.result));
      setTimeout(() => (state.until.value = Math.max(state.until.peek() === Infinity ? 0 : state.until.peek(), index + 1)), 560);
    };
    const timer = setInterval(() => {
      const outcome = state.outcome.peek();
      if (!("list" in outcome) || state.at.peek() >= outcome.list.length - 1) {
        state.playing.value = false;
        return;
      }
      state.at.value += 1;
      requestAnimationFrame(tick);
    }, STEP);
    requestAnimationFrame(tick);
    return () => clearInterval(timer);
  });
}

/** The size of the output, in letters above the same in numbers. */
function Formula({ worked }: { worked: Worked }): JSX.Element {
  const { ceil, method } = state.setting.value;
  const [left, right] = ceil && method !== "conv" ? ["⌈", "⌉"] : ["⌊", "⌋"];
  const alike = worked.formulas[0] === worked.formulas[1];
  return (
    <div class="formula" role="group" aria-label="the size of the output">
      <p class="letters">
        {left}(<i>n</i> + 2·<i class="p">p</i> − <i class="d">d</i>·(<i class="k">k</i> − 1) − 1)/<i class="s">s</i>
        {right} + 1
      </p>
      {(alike ? [worked.rows] : [worked.rows, worked.columns]).map((axis, i) => (
        <p key={i} class="numbers">
          {formula(axis)} {alike ? "rows and columns" : i === 0 ? "rows" : "columns"}
        </p>
      ))}
    </div>
  );
}
