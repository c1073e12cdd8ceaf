/** What a chart shows, without how it is drawn. */

import type { Filters } from "../filters";

/** What a click on a place of a chart or a table sets beside the filters; with a label and a prediction: their mistakes. */
export type Choice = Partial<Filters> & { readonly label?: string; readonly predicted?: string };

/** `share`: 0 … 1 shown as per cent; `count`: whole numbers; else that unit. */
export type Unit = "share" | "count" | "rate" | "ms" | "fps" | "s";

export interface Series {
  readonly name: string;
  /** One for each place on the x axis; null: nothing to say there. */
  readonly values: readonly (number | null)[];
  /** The interval around each value, drawn behind it. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Nothing that was measured, or something else than the rest: a dashed line. */
  readonly isReference?: boolean;
  /** The same of what it is compared with: a grey line, also over bars. */
  readonly isCompared?: boolean;
  /** Which of the inks draws it; without one, that of its place among the series. */
  readonly ink?: number;
}

/** Places that are all as far apart (`days` as 2026-11-22, or names, `short` on the axis), or numbers of 0 … 1. */
export type Axis =
  | { readonly kind: "days"; readonly days: readonly string[] }
  | { readonly kind: "names"; readonly names: readonly string[]; readonly short?: readonly string[] }
  | { readonly kind: "shares"; readonly at: readonly number[] };

/** Values along an axis. */
export interface ColumnsSpec {
  /** `bars`: of several series, standing on each other; `beside`: beside each other. */
  readonly kind: "lines" | "bars" | "beside";
  /** Of one among several charts; empty where the figure's own title is enough. */
  readonly title: string;
  readonly x: Axis;
  readonly series: readonly Series[];
  readonly unit: Unit;
  /** A sparkline has no axes; `tall`, as a chart alone, although it has a title. */
  readonly size?: "spark" | "tall";
  /** What happened on a day, such as another model. */
  readonly marks?: readonly { readonly day: string; readonly words: string }[];
}

export interface Row {
  readonly name: string;
  /** At the row's end, such as what it is made of. */
  readonly note: string;
  /** One for each of the points. */
  readonly values: readonly (number | null)[];
  /** A line from there to there: an interval, or the spread of the points. */
  readonly low: number | null;
  readonly high: number | null;
  readonly choice?: Choice;
}

/** A row for each of several things: points on one scale, such as a rate with its interval, or percentiles. */
export interface RowsSpec {
  readonly kind: "rows";
  readonly title: string;
  readonly unit: Unit;
  readonly points: readonly { readonly name: string; readonly isCompared?: boolean }[];
  readonly rows: readonly Row[];
  /** Equal steps are equal factors. */
  readonly isLog?: boolean;
}

/** How often what a row names met what a column names; the diagonal is where both agree. */
export interface MatrixSpec {
  readonly kind: "matrix";
  readonly title: string;
  readonly names: readonly string[];
  /** One for each name, over the columns. */
  readonly letters: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** Between the name of the row and that of the column in a sentence: "predicted as". */
  readonly relation: string;
  readonly choices?: readonly (readonly Choice[])[];
}

/** What happened when. */
export interface TimelineSpec {
  readonly kind: "timeline";
  readonly title: string;
  readonly lanes: readonly {
    readonly name: string;
    readonly ink: number;
    readonly shape: "circle" | "times" | "triangle2" | "square2";
  }[];
  /** `at`: an ISO time; `lane`: one of the names of lanes. */
  readonly events: readonly { readonly at: string; readonly lane: string; readonly words: string }[];
}

export type ChartSpec = ColumnsSpec | RowsSpec | MatrixSpec | TimelineSpec;

/** A chart that stands on the page. */
export interface Drawn {
  readonly svg: SVGSVGElement;
  destroy(): void;
}

/** Draws a chart into an element, as wide as that is; tells what is chosen on it. */
export type Draw = (host: HTMLElement, spec: ChartSpec, onChoose: (choice: Choice) => void) => Promise<Drawn>;
