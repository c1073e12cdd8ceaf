/** How much there is: a few counts beside each other, some with the line of their days. */

import { setText } from "../../ui/element";
import { make } from "../../ui/make";
import type { Online, Overview } from "../answers";
import { Charts } from "../charts/charts";
import type { Choice, Draw } from "../charts/spec";
import { allDays } from "../days";
import { number } from "../format";
import { OVERVIEW } from "../words";

interface Tile {
  readonly value: HTMLElement;
  readonly more: HTMLElement;
  readonly line: Charts | null;
}
type Counted = "samples" | "people" | "prompted" | "corrected";

export class Tiles {
  private readonly counts: Readonly<Record<Counted, Tile>>;
  private readonly online: Tile;

  /** `host` is a list of terms; what is chosen on a line goes to `onChoose`. */
  constructor(
    private readonly host: HTMLElement,
    draw: Draw,
    onChoose: (choice: Choice) => void,
  ) {
    const withLine = (name: string): Tile => this.add(name, new Charts(draw, onChoose));
    this.counts = {
      samples: withLine(OVERVIEW.samples),
      people: withLine(OVERVIEW.people),
      prompted: withLine(OVERVIEW.prompted),
      corrected: withLine(OVERVIEW.corrected),
    };
    this.online = this.add(OVERVIEW.online, null);
  }

  show({ totals, days, compared }: Overview): void {
    const all = allDays(days.map(({ day }) => day));
    const found = new Map(days.map((day) => [day.day, day]));
    for (const [of, tile] of Object.entries(this.counts) as [Counted, Tile][]) {
      setText(tile.value, number(totals[of]));
      setText(tile.more, (compared?.totals.samples ?? 0) === 0 ? "" : OVERVIEW.toBefore(compared?.totals[of] ?? 0));
      const name = tile.value.previousElementSibling?.textContent ?? "";
      const values = all.map((day) => found.get(day)?.[of] ?? 0);
      const series = [{ name, values }];
      const line = {
        kind: "lines",
        title: "",
        size: "spark",
        unit: "count",
        x: { kind: "days", days: all },
        series,
      } as const;
      tile.line?.show(all.length > 1 ? [line] : [], name, OVERVIEW.byDay(all.length));
    }
  }

  showOnline({ online, accounts }: Online): void {
    setText(this.online.value, number(online));
    setText(this.online.more, OVERVIEW.accounts(accounts));
  }

  private add(name: string, line: Charts | null): Tile {
    const value = make("dd", { className: "value" });
    const more = make("dd", { className: "hint" });
    const drawn = line === null ? [] : [make("dd", { className: "line" }, line.root)];
    this.host.append(make("div", {}, make("dt", { textContent: name }), value, more, ...drawn));
    return { value, more, line };
  }
}
