// A number that flies from its window to its place.

import { moves } from "../ui/parts";

/** From the lit cells within `stage` to the result with this index. */
export function fly(stage: HTMLElement, index: number, text: string): void {
  const lit = [...stage.querySelectorAll(".input .cell.lit")].map((one) => one.getBoundingClientRect());
  const target = stage.querySelector(`[data-index="${index}"]`)?.getBoundingClientRect();
  if (!moves() || !target || lit.length === 0) return;
  const x = (Math.min(...lit.map((one) => one.left)) + Math.max(...lit.map((one) => one.right))) / 2;
  const y = (Math.min(...lit.map((one) => one.top)) + Math.max(...lit.map((one) => one.bottom))) / 2;
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.textContent = text;
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  const [dx, dy] = [target.left + target.width / 2, target.top + target.height / 2];
  const put = (left: number, top: number, scale: number) =>
    `translate(${left}px, ${top}px) translate(-50%, -50%) scale(${scale})`;
  const flight = ghost.animate(
    [
      { transform: put(x, y, 0.6), opacity: 0 },
      { transform: put(x, y, 1.25), opacity: 1, offset: 0.25 },
      { transform: put((x + dx) / 2, Math.min(y, dy) - 24, 1.15), opacity: 1, offset: 0.6 },
      { transform: put(dx, dy, 1), opacity: 1, offset: 0.95 },
      { transform: put(dx, dy, 1), opacity: 0 },
    ],
    { duration: 620, easing: "cubic-bezier(.4,.1,.3,1)" },
  );
  flight.onfinish = () => ghost.remove();
  flight.oncancel = () => ghost.remove();
}
