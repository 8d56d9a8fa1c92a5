// What the script answers where it has no page: in a worker, and under node for the tests, which
// hold it against `concepts` and torch.

import { type Filter, type Matrix, type Setting, WindowError, work } from "./core/windows";
import { NetError, parse, type Shape } from "./fields/net";
import { fields, reach } from "./fields/reach";

interface Questions {
  readonly work: { readonly setting: Setting; readonly channels: readonly Matrix[]; readonly filters: readonly Filter[] };
  readonly region: { readonly line: string; readonly image: Shape; readonly unit: readonly [string, number, number] };
  readonly fields: { readonly line: string; readonly image: Shape };
}

type Tasks = { readonly [Name in keyof Questions]: (question: Questions[Name]) => unknown };

const TASKS: Tasks = {
  work: ({ setting, channels, filters }) => work(setting, channels, filters),
  region: ({ line, image, unit: [node, row, column] }) => {
    const found = reach(parse(line, image), node, row, column).get("input");
    return found ? [...found.cells] : [];
  },
  fields: ({ line, image }) => [...fields(parse(line, image))],
};

type Asked = { [Name in keyof Questions]: { readonly ask: Name } & Questions[Name] }[keyof Questions];

/** The answer to one question; what is wrong with it is told. */
export function answer(question: Asked): unknown {
  try {
    return { found: (TASKS[question.ask] as (asked: Asked) => unknown)(question) };
  } catch (error) {
    if (error instanceof WindowError || error instanceof NetError) return { error: error.message };
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
