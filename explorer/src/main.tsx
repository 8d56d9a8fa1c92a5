// The page: three screens over the data that the Python side put in. In a worker (or under node)
// the same script answers questions of the engine.

import { render, type JSX } from "preact";
import { signal } from "@preact/signals";
import { Workbench } from "./bench/workbench";
import { walkOver } from "./bench/walk";
import { pageData, type PageData } from "./data";
import * as fields from "./fields/state";
import { Fields } from "./fields/view";
import * as network from "./network/state";
import { NetworkScreen } from "./network/view";
import { serve } from "./tasks";
import { watchScheme } from "./ui/paint";
import { Live, watchWidth } from "./ui/parts";

type Screen = "network" | "workbench" | "fields";

let trouble = ""; // why the network cannot be shown
const screen = signal<Screen>("workbench");

function Page({ data }: { data: PageData }): JSX.Element {
  const screens: [Screen, string][] = [
    ...(data.network ? [["network", "My network"] as [Screen, string]] : []),
    ["workbench", "Workbench"],
    ["fields", "Fields"],
  ];
  return (
    <>
      <header class="head">
        <h1>
          {data.network ? data.network.file : "cnngrade explore"}
          {data.network && <small>explore</small>}
        </h1>
        <nav role="tablist" aria-label="Screens">
          {screens.map(([name, title]) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={screen.value === name}
              aria-controls="screen"
              tabIndex={screen.value === name ? 0 : -1}
              onClick={() => open(name)}
              onKeyDown={(event) => {
                const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
                if (!step) return;
                const at = screens.findIndex(([one]) => one === name);
                const next = screens[(at + step + screens.length) % screens.length]![0];
                open(next);
                document.getElementById(`tab-${next}`)?.focus();
              }}
            >
              {title}
            </button>
          ))}
        </nav>
      </header>
      <main>
        <div id="screen" role="tabpanel" aria-labelledby={`tab-${screen.value}`}>
          {screen.value === "network" && data.network && (trouble ? <p class="trouble">{trouble}</p> : <NetworkScreen data={data.network} />)}
          {screen.value === "workbench" && <Workbench />}
          {screen.value === "fields" && <Fields trouble={data.lineTrouble} />}
        </div>
      </main>
      <Live />
    </>
  );
}

function open(name: Screen): void {
  screen.value = name;
}

function start(): void {
  const data = pageData();
  walkOver(data);
  watchScheme();
  watchWidth();
  if (data.line) {
    fields.line.value = data.line;
    screen.value = "fields";
  }
  if (data.network) {
    trouble = network.load(data.network);
    screen.value = "network";
  }
  if (location.hash.startsWith("#fields?")) {
    fields.restore(location.hash);
    screen.value = "fields";
  }
  render(<Page data={data} />, document.getElementById("page")!);
}

if (typeof document === "undefined") serve();
else start();
