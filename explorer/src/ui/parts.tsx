// Small parts that all screens use.

import type { ComponentChildren, JSX } from "preact";
import { signal } from "@preact/signals";

/** What a screen reader is told next. */
export const said = signal("");

export function Live(): JSX.Element {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  );
}

/** Screen pixels across: what is laid out by them follows when a phone is turned. */
export const across = signal(1280);

export function watchWidth(): void {
  const measure = (): void => {
    across.value = document.documentElement.clientWidth;
  };
  measure();
  addEventListener("resize", measure);
}

/** Whether things may move. */
export function moves(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

interface SliderProps {
  readonly label: string;
  readonly letter?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly disabled?: boolean;
  readonly shown?: string;
  readonly onValue: (value: number) => void;
}

export function Slider(props: SliderProps): JSX.Element {
  return (
    <label class={`slider${props.disabled ? " off" : ""}`}>
      <span>
        {props.label} {props.letter && <i class={props.letter}>{props.letter}</i>}
      </span>
      <input
        type="range"
        min={props.min}
        max={props.max}
        value={props.value}
        disabled={props.disabled ?? false}
        onInput={(event) => props.onValue(Number(event.currentTarget.value))}
      />
      <output>{props.shown ?? props.value}</output>
    </label>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onValue: (value: T) => void;
}

export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map(([value, text]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onValue(value)}>
          {text}
        </button>
      ))}
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly value: boolean;
  readonly disabled?: boolean;
  readonly onValue: (value: boolean) => void;
}

export function Switch(props: SwitchProps): JSX.Element {
  return (
    <label class={`switch${props.disabled ? " off" : ""}`}>
      <input
        type="checkbox"
        role="switch"
        checked={props.value}
        disabled={props.disabled ?? false}
        onChange={(event) => props.onValue(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

interface ButtonProps {
  readonly label?: string;
  readonly title?: string;
  readonly kind?: string;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

export function Button(props: ButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class={props.kind ?? ""}
      {...(props.label === undefined ? {} : { "aria-label": props.label })}
      {...(props.title === undefined ? {} : { title: props.title })}
      disabled={props.disabled ?? false}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}
