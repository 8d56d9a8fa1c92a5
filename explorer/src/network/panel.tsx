// The arithmetic behind the number that is looked at.

import type { JSX } from "preact";
import { brief } from "../core/numbers";
import type { Block, Explained } from "../engine/explained";
import { FAMILIES } from "../engine/kinds";
import { colour, css, most, readable, scheme } from "../ui/paint";
import { Button } from "../ui/parts";
import { Seen } from "./maps";
import * as state from "./state";

const CHANNELS = 3; // of a convolution that are written out
const STRAIGHTENED = ["maximum", "minimum", "where", "masked_fill"]; // with these a ReLU is spelled out, too
const LISTED = 10; // contributions to a fully connected unit

export function Panel(): JSX.Element {
  const at = state.focus.value;
  const explained = state.explained.value;
  if (!at) {
    return (
      <aside class="panel" aria-label="the arithmetic">
        <h2>Where a number comes from</h2>
        <p class="note">Point at any cell: its arithmetic stands here, its window is framed in the step before, and what it sees in the image. A click or a tap holds it.</p>
      </aside>
    );
  }
  const op = state.operationOf(at.value);
  const family = op && FAMILIES.get(op.kind);
  const value = state.values.value[at.value]!.data[at.index] ?? 0;
  return (
    <aside class="panel" aria-label="the arithmetic">
      <div class="panel-head">
        <div>
          <h2>{state.placeWords(at)}</h2>
          <p class="big">{brief(value, 4)}</p>
        </div>
        <Seen />
        <Chances />
      </div>
      {op?.code && (
        <p class="code">
          <code>{op.code}</code>
          {op.line !== null && <span class="note"> line {op.line}</span>}
        </p>
      )}
      {explained ? <p class="words">{explained.words}</p> : <p class="words">A pixel, as the network gets it: less the mean of the data, divided by their deviation.</p>}
      <div class="switches ways">
        <Button kind="plain" onPress={state.back} disabled={!explained?.back}>
          ← what counts most (B)
        </Button>
        {state.path.value.length > 0 && (
          <Button kind="plain" onPress={state.forth}>
            forth (F) →
          </Button>
        )}
        {state.pinned.value && (
          <Button kind="plain" onPress={() => (state.pinned.value = false)}>
            Let go
          </Button>
        )}
      </div>
      {explained && explained.windows.length > 0 && <Windows explained={explained} />}
      {explained && family && ["linear", "matmul"].includes(family) && <Products explained={explained} />}
      {explained && family === "softmax" && <Exponentials explained={explained} />}
      {op && <WhatIf />}
    </aside>
  );
}

/** The probabilities, small: they answer where the bars are out of sight. */
function Chances(): JSX.Element {
  const before = state.before.value;
  return (
    <div class="columns" role="img" aria-label={`read as ${state.answer.value}`}>
      {state.probabilities.value.map((share, digit) => (
        <span key={digit} class={digit === state.answer.value ? "top-one" : ""}>
          <i style={{ "--share": `${100 * share}%` }}>{state.moved(digit) && <b style={{ "--share": `${100 * before![digit]!}%` }} />}</i>
          {digit}
        </span>
      ))}
    </div>
  );
}

function Windows({ explained }: { explained: Explained }): JSX.Element {
  void scheme.value;
  const order = [...explained.windows].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const rest = order.slice(CHANNELS);
  return (
    <div class="blocks">
      {order.slice(0, CHANNELS).map((block) => (
        <Products2 key={block.channel} block={block} several={order.length > 1} />
      ))}
      {rest.length > 0 && (
        <p class="note">
          the other {rest.length} channels: {brief(rest.reduce((sum, one) => sum + one.sum, 0))}
        </p>
      )}
    </div>
  );
}

function Products2({ block, several }: { block: Block; several: boolean }): JSX.Element {
  return (
    <div class="block-sum">
      {several && (
        <span class="note">
          from map {block.channel + 1}: <b>{brief(block.sum)}</b>
        </span>
      )}
      <Numbers values={block.input} width={block.width} winner={block.winner} />
      {block.weights.length > 0 && (
        <>
          <span class="times" aria-hidden="true">
            ·
          </span>
          <Numbers values={block.weights} width={block.width} winner={-1} />
          {!several && <span class="times">= {brief(block.sum)}</span>}
        </>
      )}
    </div>
  );
}

function Numbers(props: { values: readonly (number | null)[]; width: number; winner: number }): JSX.Element {
  const top = most(props.values.map((one) => one ?? 0));
  return (
    <div class="numbers-grid" style={{ gridTemplateColumns: `repeat(${props.width}, 1fr)` }}>
      {props.values.map((value, i) => {
        const tone = colour(value ?? 0, top);
        return (
          <span
            key={i}
            class={i === props.winner ? "won" : ""}
            style={value === null ? {} : { backgroundColor: css(tone), color: readable(tone) }}
          >
            {value === null ? "" : tight(value)}
          </span>
        );
      })}
    </div>
  );
}

/** As a narrow cell holds it: ".12", "−1.4". */
function tight(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return brief(value, 2);
  const text = size >= 10 ? size.toFixed(0) : size >= 1 ? size.toFixed(1) : size.toFixed(2).replace(/^0/, "");
  return `${value < 0 && Number(text) !== 0 ? "\u2212" : ""}${Number(text) === 0 ? "0" : text}`;
}

function Products({ explained }: { explained: Explained }): JSX.Element {
  const all = explained.sources.map((one) => ({ ...one, product: one.x * (one.factor ?? 1) }));
  const order = [...all].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  const top = Math.abs(order[0]?.product ?? 1) || 1;
  const rest = order.slice(LISTED);
  return (
    <ol class="products">
      {order.slice(0, LISTED).map((one) => (
        <li key={one.index}>
          <span class="which">{one.index + 1}</span>
          <span class="sum-of">
            {brief(one.x)} · {brief(one.factor ?? 1)}
          </span>
          <span class={`bar ${one.product < 0 ? "below" : "above"}`} style={{ "--share": `${(100 * Math.abs(one.product)) / top}%` }} />
          <span class="num">{brief(one.product)}</span>
        </li>
      ))}
      {rest.length > 0 && (
        <li class="rest">
          <span class="which">…</span>
          <span class="sum-of">the other {rest.length}</span>
          <span />
          <span class="num">{brief(rest.reduce((sum, one) => sum + one.product, 0))}</span>
        </li>
      )}
      {explained.bias !== null && (
        <li class="rest">
          <span class="which">+</span>
          <span class="sum-of">bias</span>
          <span />
          <span class="num">{brief(explained.bias)}</span>
        </li>
      )}
    </ol>
  );
}

/** What a softmax divides by: e to each of the numbers, and their sum. */
function Exponentials({ explained }: { explained: Explained }): JSX.Element {
  const powers = explained.sources.map((one) => Math.exp(one.x));
  const sum = powers.reduce((all, one) => all + one, 0);
  return (
    <ol class="products powers">
      {explained.sources.map((one, i) => (
        <li key={one.index}>
          <span class="which">{one.index}</span>
          <span class="sum-of">
            e<sup>{brief(one.x)}</sup> = {brief(powers[i]!)}
          </span>
          <span class="bar above" style={{ "--share": `${(100 * powers[i]!) / sum}%` }} />
          <span class="num">{((100 * powers[i]!) / sum).toFixed(1)} %</span>
        </li>
      ))}
      <li class="rest">
        <span class="which">+</span>
        <span class="sum-of">sum {brief(sum)}</span>
        <span />
        <span class="num">100 %</span>
      </li>
    </ol>
  );
}

/** A map off, two swapped, a ReLU taken away: the probabilities answer at once. */
function WhatIf(): JSX.Element | null {
  const at = state.focus.value!;
  const data = state.network.value!;
  if (data.lacking.length > 0) return null;
  const index = data.operations.findIndex((op) => op.outputs[0] === at.value);
  const op = data.operations[index];
  if (!op) return null;
  const what = state.whatIf.value;
  const family = FAMILIES.get(op.kind);
  const place = state.placeOf(at);
  const maps = state.values.value[at.value]!.shape[1] ?? 1;
  const channel = "unit" in place ? place.unit : place.channel;
  const word = state.wordOf(index);
  const swapped = what.swapped.get(index);
  return (
    <div class="what-if">
      {(family === "conv" || family === "linear") && at.value !== data.output && (
        <>
          <Button kind="plain" onPress={() => state.change({ off: state.toggled(what.off, `${index}:${channel}`) })}>
            {what.off.has(`${index}:${channel}`) ? `Switch ${word} ${channel + 1} on` : `Switch ${word} ${channel + 1} off`}
          </Button>
          {swapped ? (
            <Button kind="plain" onPress={() => state.swap(index, null)}>
              Swap back
            </Button>
          ) : (
            maps > 1 && (
              <label class="swap">
                swap with{" "}
                <select value="" onChange={(event) => event.currentTarget.value && state.swap(index, [channel, Number(event.currentTarget.value)])}>
                  <option value="">…</option>
                  {Array.from({ length: maps }, (_, other) => other)
                    .filter((other) => other !== channel)
                    .map((other) => (
                      <option key={other} value={other}>
                        {word} {other + 1}
                      </option>
                    ))}
                </select>
              </label>
            )
          )}
        </>
      )}
      {(family === "one" || STRAIGHTENED.includes(op.kind)) && (
        <Button kind="plain" onPress={() => state.change({ straight: state.toggled(what.straight, index) })}>
          {what.straight.has(index) ? `Put this ${op.kind} back` : `Take this ${op.kind} away`}
        </Button>
      )}
    </div>
  );
}
