// A canvas that is drawn anew when what it shows changes, or the colours do.

import type { HTMLAttributes, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { scheme } from "./paint";

interface CanvasProps {
  readonly width: number; // pixels of the picture, not of the screen
  readonly height: number;
  readonly label: string;
  readonly class?: string;
  readonly draw: (context: CanvasRenderingContext2D) => void;
  readonly rest?: HTMLAttributes<HTMLCanvasElement>;
}

export function Canvas(props: CanvasProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  void scheme.value;
  useLayoutEffect(() => {
    const context = ref.current?.getContext("2d");
    if (context) {
      context.clearRect(0, 0, props.width, props.height);
      props.draw(context);
    }
  });
  return (
    <canvas
      ref={ref}
      class={`pixels ${props.class ?? ""}`}
      width={props.width}
      height={props.height}
      role="img"
      aria-label={props.label}
      {...props.rest}
    />
  );
}
