/** What tabs are made of: sections that show what a source has, and what they may ask of the page. */

import type { Client } from "../api/client";
import type { Draw } from "./charts/spec";
import type { FigureContent } from "./figure";
import type { Filters } from "./filters";
import type { SourceName, Value } from "./sources";

/** One section's share of one source; a section may have several, and a source may fill several. */
export interface Panel {
  /** The id of the section, whose `.trouble` says why the source has nothing. */
  readonly section: string;
  readonly source: SourceName;
  show(value: unknown): void;
}

/** What the page does for its tabs. */
export interface Desk {
  readonly page: Document;
  readonly client: Pick<Client, "send">;
  readonly draw: Draw;
  filters(): Filters;
  /** Chooses filters as the form does, for example after a click on a bar or a brush over days, and drops others. */
  choose(change: Partial<Filters>, dropped?: readonly (keyof Filters)[]): void;
  /** Shows contents in the figures of these ids. */
  show(contents: Readonly<Record<string, FigureContent | string>>): void;
  /** Reads everything that is on the page once more. */
  refresh(): void;
}

/** Makes what one tab shows, when it is first looked at. */
export type MakeTab = (desk: Desk) => readonly Panel[];

export function panel<N extends SourceName>(section: string, source: N, show: (value: Value<N>) => void): Panel {
  return { section, source, show: (value) => show(value as Value<N>) };
}
