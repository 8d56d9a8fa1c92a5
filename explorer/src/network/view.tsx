// Screen 1: one's own network, with every number to be pointed at.

import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { by, count } from "../core/numbers";
import { AS_IT_IS } from "../engine/nouns";
import { FAMILIES } from "../engine/kinds";
import { colour, css, most, palette, photo, pixels, scheme } from "../ui/paint";
import { Canvas } from "../ui/canvas";
import { Button, said, Slider, Switch } from "../ui/parts";
import type { NetworkData, Operation } from "./data";
import { Maps } from "./maps";
import { Panel } from "./panel";
import * as state from "./state";

const room = signal(800); // screen pixels for maps
const EDGE = 20; // of them for the edge of a step
const PAD = 224; // screen pixels of the pad
const CLOSE = 0.002; // of a probability: more is told

export function NetworkScreen({ data }: { data: NetworkData }): JSX.Element {
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const measure = (): void => {
      room.value = Math.max(240, (strip.current?.clientWidth ?? 800) - EDGE);
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return (
    <div class="network">
      <p class="lead">{trained(data)}</p>
      <Notes data={data} />
      <Choose data={data} />
      <div class={`top${state.chosen.value < 0 ? " drawing" : ""}`}>
        <figure class="shot">
          <figcaption>what the network gets</figcaption>
          <Maps value={0} label={`the image, ${by(data.image)}`} room={PAD} large />
        </figure>
        {drawable(data) && <Pad />}
        <Probabilities />
      </div>
      <Settings data={data} />
      <div class="layers-and-panel">
        <div class="layers" ref={strip}>
          {data.operations.filter(shown).map((op) => (
            <Step key={op.outputs[0]} op={op} />
          ))}
        </div>
        <Panel />
      </div>
    </div>
  );
}

function trained(data: NetworkData): string {
  const end = data.moments.at(-1)!;
  const passes = Math.round((10 * data.samples) / data.trainingImages) / 10;
  const what = { mnist: "MNIST", digits: "embedded digits" }[data.data] ?? data.data;
  const share = Math.round((1000 * end.correct) / end.of) / 10;
  return (
    `Trained on ${count(data.samples, "image")} (${passes} passes over ${what}) in ${data.seconds} s: ` +
    `it reads ${share} % of ${count(end.of, data.thing)} that it has never seen.`
  );
}

function Notes({ data }: { data: NetworkData }): JSX.Element {
  const off = state.painted.value ? state.difference.value : 0;
  const { form } = data.moments.at(-1)!;
  return (
    <>
      {data.mended && <p class="trouble">{data.mended}</p>}
      {form !== "float32" && (
        <p class="note">
          Its numbers stand here with {form === "float16" ? "16 bits (three to four digits)" : "8 bits (two digits)"} each, to keep this file small.
        </p>
      )}
      {data.lacking.length > 0 && (
        <p class="trouble">
          This page does not compute {data.lacking.join(", ")}: what is shown is what the trainer wrote down for the ten images, so nothing can be drawn or changed.
        </p>
      )}
      {data.undrawn && <p class="note">{data.undrawn}</p>}
      {off > CLOSE && (
        <p class="trouble">This page’s arithmetic and the trainer’s differ by up to {(100 * off).toFixed(1)} percentage points of a probability.</p>
      )}
    </>
  );
}

/** What changes nothing and has no shape of its own is no step to look at. */
function shown(op: Operation): boolean {
  if (["contiguous", "clone", "detach", "to", "float", "cuda"].includes(op.kind)) return false;
  const shape = state.network.value!.shapes[op.outputs[0]!]!;
  return shape[0] === 1 && (shape.length === 4 || shape.length === 2);
}

/** Whether an image can be drawn, and the page computes what comes of it. */
function drawable(data: NetworkData): boolean {
  return data.lacking.length === 0 && data.undrawn === "";
}

function Choose({ data }: { data: NetworkData }): JSX.Element {
  return (
    <div class="choose" role="group" aria-label="Images that the network has never seen">
      {state.images.value.map((image, i) => {
        const read = state.toProbabilities(outputs(data, i));
        const said_ = read.indexOf(Math.max(...read));
        const wrong = said_ !== image.label;
        return (
          <button key={i} type="button" class={`thumb${wrong ? " wrong" : ""}`} aria-pressed={state.chosen.value === i} onClick={() => (state.chosen.value = i)}>
            <Canvas width={data.image[2]} height={data.image[1]} label={`a ${image.label ?? data.thing}`} draw={(context) => context.putImageData(photo(image.tones, [1, ...data.image]), 0, 0)} />
            <span>{wrong ? `${image.label} read as ${said_}` : image.label}</span>
          </button>
        );
      })}
      {drawable(data) && (
        <button type="button" class="thumb draw" aria-pressed={state.chosen.value < 0} onClick={() => (state.chosen.value = -1)}>
          <span class="pen" aria-hidden="true">
            ✎
          </span>
          <span>draw</span>
        </button>
      )}
    </div>
  );
}

let decodedOutputs: { readonly of: NetworkData; readonly all: Float32Array } | null = null;

function outputs(data: NetworkData, at: number): Float32Array {
  if (decodedOutputs?.of !== data) {
    const raw = Uint8Array.from(atob(data.outputs), (one) => one.charCodeAt(0));
    decodedOutputs = { of: data, all: new Float32Array(raw.buffer) };
  }
  const classes = decodedOutputs.all.length / data.labels.length;
  return decodedOutputs.all.slice(at * classes, (at + 1) * classes);
}

/** Draw a digit: the strokes are kept, and the network gets them in MNIST's form. */
function Pad(): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const strokes = state.strokes.value;
  void scheme.value;
  useLayoutEffect(() => {
    const context = ref.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, PAD, PAD);
    context.strokeStyle = css(palette().ink);
    context.lineWidth = 18;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of strokes) {
      context.beginPath();
      stroke.forEach(([x, y]) => context.lineTo(x, y));
      if (stroke.length === 1) context.lineTo(stroke[0]![0] + 0.1, stroke[0]![1]);
      context.stroke();
    }
  }, [strokes, scheme.value]);
  const point = (event: PointerEvent & { readonly currentTarget: HTMLCanvasElement }): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAD, ((event.clientY - box.top) / box.height) * PAD];
  };
  return (
    <figure class="shot draw-shot">
      <figcaption>
        <span class={strokes.length > 0 ? "wide" : ""}>draw a digit</span>
        {strokes.length > 0 && <span class="narrow">read as {state.answer.value}</span>}
        <Button kind="plain small" onPress={() => (state.strokes.value = [])} disabled={strokes.length === 0}>
          Clear
        </Button>
      </figcaption>
      <canvas
        ref={ref}
        class="pad"
        width={PAD}
        height={PAD}
        role="img"
        aria-label="A pad to draw a digit on with mouse, finger or pen"
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
          state.chosen.value = -1;
          state.strokes.value = [...strokes, [point(event)]];
        }}
        onPointerMove={(event) => {
          if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
          const all = state.strokes.value;
          state.strokes.value = [...all.slice(0, -1), [...(all.at(-1) ?? []), point(event)]];
        }}
        onPointerUp={() => (said.value = `read as ${state.answer.value}`)}
      />
    </figure>
  );
}

function Probabilities(): JSX.Element {
  const all = state.probabilities.value;
  const before = state.before.value;
  const { label } = state.image.value;
  const blank = state.chosen.value < 0 && state.strokes.value.length === 0;
  const verdict = blank ? "draw a digit" : label === null || label === state.answer.value ? `read as ${state.answer.value}` : `a ${label}, read as ${state.answer.value}`;
  return (
    <figure class="shot chances">
      <figcaption>
        {verdict} {state.changed.value && <b class="changed">what if</b>}
      </figcaption>
      <ol class="bars">
        {all.map((share, digit) => (
          <li key={digit} class={digit === state.answer.value ? "top-one" : ""}>
            <button type="button" onClick={() => state.look({ value: state.network.value!.output, index: digit }, true)} aria-label={`the probability of ${digit}: ${(100 * share).toFixed(1)} %`}>
              <span class="digit">{digit}</span>
              <span class="bar above" style={{ "--share": `${100 * share}%` }}>{state.moved(digit) && <b style={{ "--share": `${100 * before![digit]!}%` }} />}</span>
              <span class="num">{100 * share >= 0.05 ? `${(100 * share).toFixed(1)} %` : "0"}</span>
            </button>
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Settings({ data }: { data: NetworkData }): JSX.Element {
  const at = data.moments[state.moment.value]!;
  const drops = data.operations.some((op) => FAMILIES.get(op.kind) === "dropout");
  const dropping = state.whatIf.value.dropping;
  const still = data.lacking.length > 0;
  return (
    <div class="switches settings">
      {data.moments.length > 1 && !still && (
        <div class="moments">
          <Slider label="training" value={state.moment.value} min={0} max={data.moments.length - 1} shown="" onValue={(value) => (state.moment.value = value)} />
          <span class="place">
            {state.moment.value === 0 ? "before it began" : `after ${count(at.samples, "image")}`}: {Math.round((100 * at.correct) / at.of)} % read rightly
          </span>
        </div>
      )}
      {drops && !still && (
        <>
          <Switch label="dropout as in training" value={dropping !== null} onValue={(value) => state.change({ dropping: value ? 1 : null })} />
          {dropping !== null && (
            <Button kind="plain" onPress={() => state.change({ dropping: dropping + 1 })}>
              Another mask
            </Button>
          )}
        </>
      )}
      {state.changes.value.map(({ words, undo }) => (
        <Button key={words} kind="plain small chip" label={`${words}: undo`} onPress={undo}>
          {words} <span aria-hidden="true">×</span>
        </Button>
      ))}
      {state.changed.value && (
        <Button kind="plain" onPress={() => (state.whatIf.value = { ...AS_IT_IS, dropping })}>
          Everything as it is
        </Button>
      )}
    </div>
  );
}

/** One step: its maps, its name, the student's line; small filters where one input map has them. */
function Step({ op }: { op: Operation }): JSX.Element {
  const value = op.outputs[0]!;
  const shape = state.network.value!.shapes[value]!;
  const family = FAMILIES.get(op.kind) ?? "other";
  const tone = { conv: "conv", linear: "lin", matmul: "lin", max: "pool", avg: "pool", one: "act", dropout: "drop", softmax: "out" }[family as string] ?? "other";
  const here = state.focus.value?.value === value;
  const size = by(shape.slice(1));
  return (
    <section class={`step ${tone}${here ? " here" : ""}`} aria-label={op.name}>
      <header>
        <h2>{op.name}</h2>
        <span class="size">{size}</span>
        {op.code && (
          <code class="code">
            {op.line !== null && <span class="line-number">{op.line}</span>} {op.code}
          </code>
        )}
      </header>
      <Maps value={value} label={`${op.name}, ${size}`} room={room.value} />
      {family === "conv" && <Filters op={op} />}
    </section>
  );
}

const MOST_FILTERS = 64;

function Filters({ op }: { op: Operation }): JSX.Element | null {
  const weight = op.args["weight"];
  if (weight === null || typeof weight !== "object" || !("tensor" in weight)) return null;
  const held = state.loaded.value.tensors[weight.tensor]!;
  const [filters, channels, rows, columns] = held.shape as [number, number, number, number];
  if (channels !== 1 || filters > MOST_FILTERS || rows * columns < 2) return null;
  const area = rows * columns;
  const top = most(held.data);
  return (
    <div class="filters" role="group" aria-label={`the filters of ${op.name}`}>
      {Array.from({ length: filters }, (_, f) => (
        <Canvas
          key={f}
          class="filter-thumb"
          width={columns}
          height={rows}
          label={`filter ${f + 1}`}
          draw={(context) => context.putImageData(pixels(rows, columns, (i) => colour(held.data[f * area + i]!, top)), 0, 0)}
        />
      ))}
    </div>
  );
}
