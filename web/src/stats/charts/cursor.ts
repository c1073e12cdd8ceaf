/** The cursor of a chart: by pointer or by keys, with the values beside it, shared by all charts of the same days. */

import { make } from "../../ui/make";
import { FIGURE } from "../words";
import type { Choices } from "./choices";
import type { Stop } from "./look";
import type { Choice } from "./spec";

/** Tells all charts of the page which day is pointed at; null: none. */
const pointed = new EventTarget();
const SVG = "http://www.w3.org/2000/svg";

class Pointed extends Event {
  constructor(
    readonly key: string | null,
    readonly by: unknown,
  ) {
    super("pointed");
  }
}

/**
 * Lets a person go over the stops of a drawing: with the pointer, or with the arrow keys where the host has the focus.
 * A click or Enter chooses one; a drag or Shift with the arrows chooses a range. Gives what takes all of it away.
 */
export function attachCursor(
  host: HTMLElement,
  svg: SVGSVGElement,
  stops: readonly Stop[],
  choices: Choices,
  onChoose: (choice: Choice) => void,
): () => void {
  if (stops.length === 0) return () => {};
  const cursor = new Cursor(host, svg, stops, choices, onChoose);
  return () => cursor.detach();
}

class Cursor {
  private readonly ending = new AbortController();
  private readonly frame = document.createElementNS(SVG, "rect");
  private readonly tip = make("p", { className: "tip", hidden: true });
  /** The stop that is pointed at, and where the range began that ends there. */
  private at: number | null = null;
  private from: number | null = null;
  private isPressed = false;
  /** A first tap only shows its place: it may begin a range, but chooses nothing by itself. */
  private isFirstTap = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly svg: SVGSVGElement,
    private readonly stops: readonly Stop[],
    private readonly choices: Choices,
    private readonly onChoose: (choice: Choice) => void,
  ) {
    this.frame.setAttribute("class", "cursor");
    this.frame.setAttribute("visibility", "hidden");
    svg.append(this.frame);
    this.tip.setAttribute("aria-hidden", "true");
    host.append(this.tip);
    host.tabIndex = 0;
    host.setAttribute("role", "slider");
    host.setAttribute("aria-valuemin", "1");
    host.setAttribute("aria-valuemax", String(stops.length));
    host.setAttribute("aria-valuenow", "1");
    host.setAttribute("aria-valuetext", (stops[0] as Stop).words.join(", "));
    const { signal } = this.ending;
    host.addEventListener("pointermove", (event) => this.move(event), { signal });
    host.addEventListener("pointerdown", (event) => this.press(event), { signal });
    host.addEventListener("pointerup", (event) => this.release(event), { signal });
    for (const end of ["pointerleave", "pointercancel", "blur"]) {
      host.addEventListener(end, () => this.leave(), { signal });
    }
    host.addEventListener("keydown", (event) => this.key(event), { signal });
    pointed.addEventListener("pointed", (event) => this.follow(event as Pointed), { signal });
  }

  detach(): void {
    this.ending.abort();
    this.tip.remove();
    this.frame.remove();
  }

  private move(event: PointerEvent): void {
    const at = this.nearest(event);
    if (this.isPressed && this.choices.isRange) this.point(at, this.from);
    else this.point(at, null);
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = this.nearest(event);
    this.isFirstTap = event.pointerType === "touch" && at !== this.at;
    this.isPressed = true;
    this.point(at, at);
  }

  private release(event: PointerEvent): void {
    if (!this.isPressed) return;
    this.isPressed = false;
    const at = this.nearest(event);
    const from = this.from ?? at;
    if (from !== at || !this.isFirstTap) this.choose(from, at);
    this.point(at, null);
  }

  private key(event: KeyboardEvent): void {
    const step = this.stepOf(event.key);
    if (event.key === "Enter" || event.key === " ") {
      if (this.at !== null) this.choose(this.from ?? this.at, this.at);
    } else if (event.key === "Escape") {
      this.leave();
    } else if (step !== null) {
      const before = this.at;
      const last = this.stops.length - 1;
      const start = before ?? (step < 0 ? last + 1 : -1);
      const at = Math.min(last, Math.max(0, start + step));
      const isRange = event.shiftKey && this.choices.isRange;
      this.point(at, isRange ? (this.from ?? before ?? at) : null);
    } else return;
    event.preventDefault();
  }

  private stepOf(key: string): number | null {
    const { columns } = this.choices;
    const all = this.stops.length;
    // In one column up and down are as left and right.
    const down = Math.max(columns, 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: columns === 0 ? 1 : -down,
      ArrowDown: columns === 0 ? -1 : down,
      Home: -all,
      End: all,
    };
    return steps[key] ?? null;
  }

  private choose(from: number, to: number): void {
    const choice = this.choices.of(from, to);
    if (choice !== null) this.onChoose(choice);
  }

  private leave(): void {
    this.isPressed = false;
    this.hide();
    pointed.dispatchEvent(new Pointed(null, this));
  }

  private point(at: number, from: number | null): void {
    this.at = at;
    this.from = from;
    this.show(at, from ?? at);
    const stop = this.stops[at] as Stop;
    this.host.setAttribute("aria-valuenow", String(at + 1));
    this.host.setAttribute("aria-valuetext", this.words().join(", "));
    pointed.dispatchEvent(new Pointed(stop.key ?? null, this));
  }

  private follow({ key, by }: Pointed): void {
    if (by === this) return;
    const at = key === null ? -1 : this.stops.findIndex((stop) => stop.key === key);
    this.hide();
    if (at < 0) return;
    this.at = at;
    this.show(at, at);
    // Where there is nothing on that day, the frame says it.
    this.tip.hidden = (this.stops[at] as Stop).words.length < 2;
  }

  private words(): readonly string[] {
    const at = this.at as number;
    const { words } = this.stops[at] as Stop;
    if (this.from === null || this.from === at) return words;
    const [first, last] = [Math.min(this.from, at), Math.max(this.from, at)];
    return [`${this.stops[first]?.words[0]} – ${this.stops[last]?.words[0]}`, FIGURE.chooseDays];
  }

  private show(at: number, from: number): void {
    const [first, last] = [this.stops[Math.min(at, from)] as Stop, this.stops[Math.max(at, from)] as Stop];
    const right = Math.max(first.x + first.width, last.x + last.width);
    const place = { x: first.x, y: first.y, width: right - first.x, height: first.height };
    for (const [name, value] of Object.entries(place)) this.frame.setAttribute(name, value.toFixed(1));
    this.frame.setAttribute("visibility", "visible");
    this.tip.textContent = this.words().join("\n");
    this.tip.hidden = false;
    const scale = this.svg.clientWidth / this.svg.viewBox.baseVal.width || 1;
    const middle = (place.x + place.width / 2) * scale;
    const room = this.host.clientWidth - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(room, middle - this.tip.offsetWidth / 2))}px`;
    this.tip.style.bottom = `${this.host.clientHeight - place.y * scale + 4}px`;
  }

  private hide(): void {
    this.at = this.from = null;
    this.frame.setAttribute("visibility", "hidden");
    this.tip.hidden = true;
  }

  /** The stop under the pointer, or the nearest. */
  private nearest({ clientX, clientY }: PointerEvent): number {
    const box = this.svg.getBoundingClientRect();
    const scale = this.svg.viewBox.baseVal.width / box.width;
    const [x, y] = [(clientX - box.left) * scale, (clientY - box.top) * scale];
    const far = ({ x: left, y: top, width, height }: Stop): number =>
      Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
    return this.stops.reduce((best, stop, i) => (far(stop) < far(this.stops[best] as Stop) ? i : best), 0);
  }
}
