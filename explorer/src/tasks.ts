// What the script answers where it has no page: in a worker, and under node for the tests, which
// hold it against `concepts` and torch.

import { fitting } from "./core/slips";
import { type Filter, type Matrix, type Setting, WindowError, work } from "./core/windows";
import { NetError, parse, type Shape } from "./fields/net";
import { fields, reach } from "./fields/reach";
import { bytes } from "./data";
import { run } from "./engine/engine";
import { Lacking } from "./engine/nouns";
import { FAMILIES } from "./engine/kinds";
import { tensor } from "./engine/tensor";
import { type NetworkData, normalised, numbers } from "./network/data";
import { asDigit, type Stroke } from "./network/ink";

interface Questions {
  readonly slips: { readonly setting: Setting; readonly channels: readonly Matrix[]; readonly filters: readonly Filter[]; readonly typed: readonly number[] };
  readonly work: { readonly setting: Setting; readonly channels: readonly Matrix[]; readonly filters: readonly Filter[] };
  readonly region: { readonly line: string; readonly image: Shape; readonly unit: readonly [string, number, number] };
  readonly fields: { readonly line: string; readonly image: Shape };
  readonly run: { readonly network: NetworkData; readonly images: readonly string[]; readonly wanted: readonly number[] };
  readonly digit: { readonly strokes: readonly Stroke[]; readonly data: string };
  readonly kinds: Record<never, never>;
}

type Tasks = { readonly [Name in keyof Questions]: (question: Questions[Name]) => unknown };

const TASKS: Tasks = {
  work: ({ setting, channels, filters }) => work(setting, channels, filters),
  region: ({ line, image, unit: [node, row, column] }) => {
    const found = reach(parse(line, image), node, row, column).get("input");
    return found ? [...found.cells] : [];
  },
  run: ({ network, images, wanted }) => {
    const last = network.moments.at(-1)!;
    const tensors = network.tensors.map((one, i) => tensor(one.shape, numbers(last.tensors[i]!, last.form)));
    return images.map((image) => {
      const values = run({ data: network, tensors }, normalised(bytes(image), network.mean, network.std));
      return wanted.map((value) => values[value]!.data);
    });
  },
  slips: ({ setting, channels, filters, typed }) => {
    const all = work(setting, channels, filters).maps.flat(2).map((right, i) => ({ right, value: typed[i]! }));
    return all.map((one) => fitting(one, all.filter((other) => other !== one), setting, channels, filters));
  },
  digit: ({ strokes, data }) => asDigit(strokes, data),
  kinds: () => [...FAMILIES.keys()].sort(),
  fields: ({ line, image }) => [...fields(parse(line, image))],
};

type Asked = { [Name in keyof Questions]: { readonly ask: Name } & Questions[Name] }[keyof Questions];

/** The answer to one question; what is wrong with it is told. */
export function answer(question: Asked): unknown {
  try {
    return { found: (TASKS[question.ask] as (asked: Asked) => unknown)(question) };
  } catch (error) {
    if (error instanceof WindowError || error instanceof NetError || error instanceof Lacking) return { error: error.message };
    throw error;
  }
}

/** Answer what is sent; under node the tests call `cnngrade` themselves. */
export function serve(): void {
  Object.assign(globalThis, {
    cnngrade: answer,
    onmessage: (event: MessageEvent<{ number: number; question: Asked }>) => {
      const { number, question } = event.data;
      postMessage({ number, answer: answer(question) });
    },
  });
}
