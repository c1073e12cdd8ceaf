/** Plays the drawn film on a canvas that the examples watch. */

import { Film } from "../film/film";
import { EXAMPLES } from "./words";

export class FilmPlayer {
  private readonly film: Promise<Film>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownMs = 0;

  /** Shows the film's first picture; `toggle` plays and pauses it. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly toggle: HTMLButtonElement,
  ) {
    this.film = this.open();
    toggle.addEventListener("click", () => (this.timer === undefined ? void this.play() : this.pause()));
  }

  async play(): Promise<void> {
    const film = await this.film;
    this.pause();
    this.toggle.textContent = EXAMPLES.pause;
    this.show(film);
  }

  private pause(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toggle.textContent = EXAMPLES.play;
  }

  private show(film: Film): void {
    const { frame, lasts } = film.at(this.shownMs);
    film.draw(this.context, frame);
    this.shownMs += lasts;
    this.timer = setTimeout(() => this.show(film), lasts);
  }

  private async open(): Promise<Film> {
    const film = await Film.open();
    Object.assign(this.canvas, { width: film.size.width, height: film.size.height });
    film.draw(this.context, film.at(0).frame);
    return film;
  }

  private get context(): CanvasRenderingContext2D {
    return this.canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }
}
