// Screen 3, fields (question 4): from which pixels does a unit see?

import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { written } from "../core/numbers";
import { Button, Switch } from "../ui/parts";
import { Picture, room, sentence } from "./picture";
import { offer, svgText } from "./save";
import { size, type Field } from "./reach";
import * as state from "./state";

const copied = signal("");

export function Fields(props: { trouble: string }): JSX.Element {
  const svg = useRef<SVGSVGElement | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const measure = (): void => {
      room.value = Math.max(280, box.current?.clientWidth ?? 1000);
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const net = state.net.value;
  return (
    <>
      {props.trouble && <p class="trouble">{props.trouble}</p>}
      <Builder />
      {"error" in net ? (
        <p class="trouble" role="alert">
          {net.error}
        </p>
      ) : (
        <p class="finding">{sentence()}</p>
      )}
      <div ref={box} class="fields-room">
        {"nodes" in net && <Picture setElement={(element) => (svg.current = element)} />}
      </div>
      {"nodes" in net && (
        <>
          <Overlap />
          <div class="switches">
            <Switch label="beside its neighbour" value={state.beside.value} onValue={(value) => (state.beside.value = value)} />
            {state.pinned.value && (
              <Button kind="plain" onPress={() => (state.pinned.value = false)}>
                Let go of the unit
              </Button>
            )}
            <Button kind="plain" onPress={() => svg.current && offer("fields.svg", svgText(svg.current), "image/svg+xml")}>
              Save as SVG
            </Button>
            <Button kind="plain" onPress={link}>
              Link to this
            </Button>
            <span class="note" role="status">
              {copied}
            </span>
          </div>
          <Table />
        </>
      )}
    </>
  );
}

/** The state goes into the address, and from there into the clipboard where that is allowed. */
function link(): void {
  location.hash = state.fragment();
  navigator.clipboard?.writeText(location.href).then(
    () => (copied.value = "copied; it is in the address as well"),
    () => (copied.value = "it stands in the address"),
  );
  copied.value = "it stands in the address";
}

function Builder(): JSX.Element {
  return (
    <div class="builder">
      <ol class="statements">
        {!/^input\s/i.test(state.statements.value[0] ?? "") && (
          <li class="fixed">
            <span>image 28×28</span>
          </li>
        )}
        {state.statements.value.map((text, i) => (
          <li key={i}>
            <input
              type="text"
              aria-label={`layer ${i + 1}`}
              value={text}
              size={Math.max(text.length, 6)}
              spellcheck={false}
              autocomplete="off"
              onChange={(event) => state.setStatement(i, event.currentTarget.value)}
            />
            <Button label={`move ${text} to the front`} onPress={() => state.move(i, -1)} disabled={i === 0}>
              ‹
            </Button>
            <Button label={`take ${text} out`} onPress={() => state.setStatement(i, "")}>
              ×
            </Button>
          </li>
        ))}
      </ol>
      <div class="adders">
        {["conv 10 k5", "conv 8 k3 p1", "conv 8 k3 s2 p1", "conv 8 k3 p2 d2", "max k2", "avg k2", "relu", "flatten", "linear 50"].map((text) => (
          <Button key={text} kind="adder" onPress={() => state.add(text)}>
            + {text}
          </Button>
        ))}
        <Button kind="plain" onPress={state.undo} disabled={!state.canUndo.value}>
          Undo
        </Button>
      </div>
      <label class="line">
        <span>the same as a line, as cnngrade rf reads it</span>
        <textarea rows={2} spellcheck={false} value={state.line.value} onChange={(event) => state.write(event.currentTarget.value)} />
      </label>
      <div class="examples">
        <span class="note">Try</span>
        {state.EXAMPLES.map(([name, line]) => (
          <Button key={name} kind="plain" onPress={() => state.write(line)}>
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Overlap(): JSX.Element | null {
  const other = state.neighbour.value;
  if (!state.beside.value || !("nodes" in state.net.value)) return null;
  const image = state.net.value.nodes[0]!.name;
  const [one, two] = [state.seen.value.get(image), state.seenBeside.value.get(image)];
  if (!other || !one || !two) return <p class="finding">It has no neighbour.</p>;
  const both = one.cells.reduce((sum, cell, i) => sum + (cell & two.cells[i]!), 0);
  return (
    <p class="finding">
      Its neighbour at row {other.row + 1}, column {other.column + 1} sees {size(two)} pixels: <b>{both}</b> of them are seen by both.
    </p>
  );
}

function Table(): JSX.Element {
  const nodes = "nodes" in state.net.value ? state.net.value.nodes : [];
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {["layer", "output", "field", "jump", "padding", "centre"].map((head, i) => (
              <th key={head} scope="col" class={i > 0 ? "num" : ""}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => {
            const pair = state.table.value.get(node.name)!;
            return (
              <tr key={node.name} class={state.shown.value?.node === node.name ? "here" : ""}>
                <th scope="row">
                  <code>{node.name}</code>
                </th>
                <td class="num">{node.shape.join("×")}</td>
                {[(f: Field) => f.size, (f: Field) => f.jump, (f: Field) => f.padding, (f: Field) => f.centre + 1].map((of, i) => (
                  <td key={i} class="num">
                    {each(pair.map(of))}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Values along both axes: one where they are equal. */
function each(values: readonly (number | null)[]): string {
  const texts = values.map((value) => (value === null ? "–" : written(value)));
  return new Set(texts).size === 1 ? texts[0]! : texts.join("×");
}
