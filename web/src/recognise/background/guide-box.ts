/** The guide box on the screen, moved and resized by pointer, touch and arrow keys. */

import type { Size } from "../../shared/messages";
import { isMirrored } from "../../ui/mirror";
import { type Guide, inside, moved, resized } from "./guide";

const KEY_STEP = 0.02;

/** Shows the guide box over the mirrored camera picture and lets a person move and resize it. */
export class GuideBox {
  private frame: Size = { width: 4, height: 3 }; // until the camera runs
  private drag: { pointer: number; x: number; y: number; guide: Guide; resize: boolean } | null = null;

  /** `box` lies in the mirrored stage, whose size is that of the camera picture on the screen. */
  constructor(
    private readonly box: HTMLElement,
    private current: Guide,
    private readonly onChange: (guide: Guide) => void,
  ) {
    box.addEventListener("pointerdown", (event) => this.grab(event));
    box.addEventListener("pointermove", (event) => this.pull(event));
    for (const end of ["pointerup", "pointercancel"] as const) box.addEventListener(end, () => this.release());
    box.addEventListener("keydown", (event) => this.press(event));
    this.show();
  }

  /** The guide, moved inside frames of this size in pixels. */
  fit(frame: Size): Guide {
    if (frame.width !== this.frame.width || frame.height !== this.frame.height) {
      this.frame = frame;
      this.current = inside(this.current, frame);
      this.show();
    }
    return this.current;
  }

  /** Puts the box where something other than a person wants it, and gives the guide before. */
  place(guide: Guide): Guide {
    const before = this.current;
    this.current = guide;
    this.show();
    return before;
  }

  private get isMirrored(): boolean {
    return isMirrored(this.box.ownerDocument);
  }

  /** In a mirrored picture, left on the screen is right in the frame. */
  private get towardsLeft(): 1 | -1 {
    return this.isMirrored ? 1 : -1;
  }

  private grab(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0) return;
    const resize = event.target instanceof Element && event.target.closest("[data-resize]") !== null;
    this.drag = { pointer: event.pointerId, x: event.clientX, y: event.clientY, guide: this.current, resize };
    this.box.setPointerCapture(event.pointerId);
  }

  private pull(event: PointerEvent): void {
    const drag = this.drag;
    if (drag === null || event.pointerId !== drag.pointer) return;
    const stage = this.box.offsetParent?.getBoundingClientRect();
    if (stage === undefined || stage.width === 0) return;
    if (drag.resize) {
      const middle = this.isMirrored ? 1 - drag.guide.cx : drag.guide.cx;
      const x = event.clientX - (stage.left + middle * stage.width);
      const y = event.clientY - (stage.top + drag.guide.cy * stage.height);
      const shorter = Math.min(stage.width, stage.height);
      this.change(resized(drag.guide, (2 * Math.max(Math.abs(x), Math.abs(y))) / shorter, this.frame));
    } else {
      const dx = (this.towardsLeft * (drag.x - event.clientX)) / stage.width;
      this.change(moved(drag.guide, dx, (event.clientY - drag.y) / stage.height, this.frame));
    }
  }

  private release(): void {
    this.drag = null;
  }

  private press(event: KeyboardEvent): void {
    const { current: guide, frame } = this;
    const changes: Record<string, () => Guide> = {
      ArrowLeft: () => moved(guide, this.towardsLeft * KEY_STEP, 0, frame),
      ArrowRight: () => moved(guide, -this.towardsLeft * KEY_STEP, 0, frame),
      ArrowUp: () => moved(guide, 0, -KEY_STEP, frame),
      ArrowDown: () => moved(guide, 0, KEY_STEP, frame),
      "+": () => resized(guide, guide.side + KEY_STEP, frame),
      "-": () => resized(guide, guide.side - KEY_STEP, frame),
    };
    const change = changes[event.key];
    if (change === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.change(change());
  }

  private change(guide: Guide): void {
    const { cx, cy, side } = this.current;
    if (guide.cx === cx && guide.cy === cy && guide.side === side) return;
    this.current = guide;
    this.show();
    this.onChange(guide);
  }

  private show(): void {
    const { cx, cy, side } = this.current;
    const { width, height } = this.frame;
    const length = side * Math.min(width, height);
    const percent = (value: number): string => `${(100 * value).toFixed(3)}%`;
    this.box.style.left = percent(cx - length / 2 / width);
    this.box.style.top = percent(cy - length / 2 / height);
    this.box.style.width = percent(length / width);
    this.box.style.height = percent(length / height);
  }
}
