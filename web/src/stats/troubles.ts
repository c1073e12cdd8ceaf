/** What is wrong: of one source in the sections that show it; that the server is away, which stops all, only once. */

import { element, setText } from "../ui/element";
import type { Reading } from "./feed";
import { recently } from "./format";
import { TROUBLE } from "./words";

export class Troubles {
  /** The sources that could not be asked. */
  private readonly away = new Set<string>();
  /** When the server was first not reached, of the times that it is not now. */
  private awaySince: Date | null = null;
  private hasFigures = false;

  constructor(private readonly page: Document) {}

  /** Says what is wrong with a source, or that nothing is any more, in the sections of these ids. */
  show(source: string, sections: Iterable<string>, { problem, value }: Reading<unknown>): void {
    const isAway = problem?.status === 0;
    if (isAway) this.away.add(source);
    else this.away.delete(source);
    if (source === "overview") this.hasFigures ||= value !== null;
    this.showAway();
    const words = problem === null || isAway ? "" : value === null ? problem.message : TROUBLE.stale(problem.message);
    for (const id of sections) this.say(id, source, words);
  }

  private showAway(): void {
    const away = element(this.page, "away", HTMLElement);
    away.hidden = this.away.size === 0;
    this.awaySince = away.hidden ? null : (this.awaySince ?? new Date());
    if (this.awaySince === null) return;
    const since = recently(this.awaySince.toISOString());
    setText(away, TROUBLE.away(since));
    if (!this.hasFigures) setText(element(this.page, "computed", HTMLElement), TROUBLE.noFigures(since));
  }

  /** A section may have several sources, and says of which the trouble is that it shows. */
  private say(id: string, source: string, words: string): void {
    const trouble = element(this.page, id, HTMLElement).querySelector<HTMLElement>(".trouble");
    if (trouble === null) throw new Error(`the section ${id} has no place for trouble`);
    if (words === "" && trouble.dataset.source !== source) return;
    trouble.dataset.source = source;
    trouble.hidden = words === "";
    setText(trouble, words);
  }
}
