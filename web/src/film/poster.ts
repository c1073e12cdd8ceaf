/** Shows the film on the stage until there is a camera, with bones and names as the camera's picture will have them. */

import { drawBones } from "../recognise/view/bones";
import { type Label, WORDS } from "../shared/gestures";
import { element, setText } from "../ui/element";
import { FILM } from "../ui/words";
import { Film } from "./film";

/** The canvas has so many pixels for each of the film's, so that bones and words are sharp. */
const FINER = 2;
const BRUSH = { line: "#7bd8c7", joint: "#ffffff", edge: "rgb(11 16 14 / 60%)", width: 4 };
/** It is looked at again whether the film is to be seen, where it is not. */
const HIDDEN_MS = 500;

export class Poster {
  private readonly context: CanvasRenderingContext2D;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownMs = 0;

  private constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly pause: HTMLButtonElement,
    private readonly film: Film,
  ) {
    this.canvas.width = film.size.width * FINER;
    this.canvas.height = film.size.height * FINER;
    this.context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }

  /** Fetches the film and shows it; for those who want no motion, its first picture. */
  static async open(page: Document): Promise<void> {
    const find = <T extends HTMLElement>(id: string, type: new () => T): T => element(page, id, type);
    const poster = new Poster(
      find("film", HTMLCanvasElement),
      find("film-pause", HTMLButtonElement),
      await Film.open(),
    );
    poster.show();
    if (page.defaultView?.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    poster.pause.hidden = false;
    poster.pause.addEventListener("click", () => poster.toggle());
    poster.run();
  }

  private toggle(): void {
    const isRunning = this.timer !== undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    setText(this.pause, isRunning ? FILM.play : FILM.pause);
    if (!isRunning) this.run();
  }

  private run(): void {
    const isSeen = this.canvas.offsetParent !== null;
    const { lasts } = this.film.at(this.shownMs);
    this.timer = setTimeout(
      () => {
        if (isSeen) {
          this.shownMs += lasts;
          this.show();
        }
        this.run();
      },
      isSeen ? lasts : HIDDEN_MS,
    );
  }

  private show(): void {
    const { frame, gesture, points } = this.film.at(this.shownMs);
    this.film.draw(this.context, frame);
    drawBones(this.context, points, FINER, BRUSH);
    if (gesture !== null) this.name(gesture, points);
  }

  /** A name above the hand, as the page gives it to a hand before the camera. */
  private name(gesture: Label, points: Float32Array): void {
    const { context } = this;
    const xs = points.filter((_, i) => i % 3 === 0);
    const ys = points.filter((_, i) => i % 3 === 1);
    const middle = ((Math.min(...xs) + Math.max(...xs)) / 2) * FINER;
    context.font = `600 ${13 * FINER}px system-ui, "Segoe UI", Roboto, sans-serif`;
    const [width, height] = [context.measureText(WORDS[gesture]).width + 22 * FINER, 22 * FINER];
    const top = Math.max(Math.min(...ys) * FINER - height - 14 * FINER, 4);
    context.fillStyle = "rgb(11 16 14 / 80%)";
    context.beginPath();
    context.roundRect(middle - width / 2, top, width, height, height / 2);
    context.fill();
    Object.assign(context, { fillStyle: "#7bd8c7", textAlign: "center", textBaseline: "middle" });
    context.fillText(WORDS[gesture], middle, top + height / 2);
  }
}
