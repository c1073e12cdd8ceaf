/** How much there is: a few counts beside each other, some with the line of their days. */

import { setText } from "../../ui/element";
import { make } from "../../ui/make";
import type { Online, Overview } from "../answers";
import { Charts } from "../charts/charts";
import type { Choice, Draw } from "../charts/spec";
import { allDays } from "../days";
import { number, signed } from "../format";
import { OVERVIEW } from "../words";

interface Tile {
  readonly value: HTMLElement;
  /** What it is of, or by how much it is more than what it is compared with: that stands in the title, for want of room. */
  readonly beside: HTMLElement;
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

  show({ totals, days, compared, compared_with }: Overview): void {
    const before = compared === null || compared.totals.samples === 0 ? null : compared.totals;
    const all = allDays(days.map(({ day }) => day));
    const found = new Map(days.map((day) => [day.day, day]));
    for (const [of, tile] of Object.entries(this.counts) as [Counted, Tile][]) {
      setText(tile.value, number(totals[of]));
      setText(tile.beside, before === null ? "" : signed(totals[of] - before[of]));
      tile.beside.title = before === null ? "" : beforeWords(before[of], compared_with?.model ?? null);
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
    setText(this.online.beside, OVERVIEW.accounts(accounts));
  }

  private add(name: string, line: Charts | null): Tile {
    const value = make("dd", { className: "value" });
    const beside = make("dd", { className: "hint" });
    const drawn = line === null ? [] : [make("dd", { className: "line" }, line.root)];
    this.host.append(make("div", {}, make("dt", { textContent: name }), value, beside, ...drawn));
    return { value, beside, line };
  }
}

function beforeWords(count: number, model: string | null): string {
  return model === null ? OVERVIEW.before(count) : OVERVIEW.ofModel(model, count);
}
