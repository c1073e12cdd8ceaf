/** What a chart shows, without how it is drawn. */

export interface Series {
  readonly name: string;
  /** One for each place on the x axis; null: nothing to say there. */
  readonly values: readonly (number | null)[];
  /** The interval around each value, drawn behind it. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Only a line to compare with. */
  readonly isReference?: boolean;
  /** Which of the inks draws it; without one, that of its place among the series. */
  readonly ink?: number;
}

export interface ChartSpec {
  /** Of one among several charts; empty where the figure's own title is enough. */
  readonly title: string;
  /** Bars of several series stand on each other. */
  readonly kind: "lines" | "bars";
  /** Names of places that are all as far apart, or numbers of 0 … 1. */
  readonly x:
    | { readonly kind: "names"; readonly names: readonly string[] }
    | { readonly kind: "shares"; readonly at: readonly number[] };
  readonly series: readonly Series[];
  /** `share`: 0 … 1 shown as per cent; `count`: whole numbers from 0. */
  readonly unit: "share" | "count";
}

/** A chart that stands on the page. */
export interface Drawn {
  /** Its picture as it is now. */
  readonly canvas: HTMLCanvasElement;
  destroy(): void;
}

/** Draws a chart into an element; tells what is under the pointer in words, or nothing where it has left. */
export type Draw = (host: HTMLElement, spec: ChartSpec, onPoint: (words: string) => void) => Promise<Drawn>;
