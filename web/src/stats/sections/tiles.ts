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
  readonly beside: HTMLElement;
}
/** By how much a count is more than it was; what it was is opened, since there is no room for it beside that. */
interface Counter extends Tile {
  readonly change: HTMLElement;
  readonly by: HTMLElement;
  readonly was: HTMLElement;
  readonly line: Charts;
}
type Counted = "samples" | "people" | "prompted" | "corrected";

export class Tiles {
  private readonly counts: Readonly<Record<Counted, Counter>>;
  private readonly online: Tile;

  /** `host` is a list of terms; what is chosen on a line goes to `onChoose`. */
  constructor(
    private readonly host: HTMLElement,
    draw: Draw,
    onChoose: (choice: Choice) => void,
  ) {
    const add = (name: string): Counter => this.addCounter(name, new Charts(draw, onChoose));
    this.counts = {
      samples: add(OVERVIEW.samples),
      people: add(OVERVIEW.people),
      prompted: add(OVERVIEW.prompted),
      corrected: add(OVERVIEW.corrected),
    };
    this.online = this.add(OVERVIEW.online);
  }

  show({ totals, days, compared, compared_with }: Overview): void {
    const before = compared === null || compared.totals.samples === 0 ? null : compared.totals;
    const all = allDays(days.map(({ day }) => day));
    const found = new Map(days.map((day) => [day.day, day]));
    for (const [of, tile] of Object.entries(this.counts) as [Counted, Counter][]) {
      setText(tile.value, number(totals[of]));
      tile.change.hidden = before === null;
      if (before !== null) {
        setText(tile.by, signed(totals[of] - before[of]));
        setText(tile.was, beforeWords(before[of], compared_with?.model ?? null));
      }
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
      tile.line.show(all.length > 1 ? [line] : [], name, OVERVIEW.byDay(all.length));
    }
  }

  showOnline({ online, accounts }: Online): void {
    setText(this.online.value, number(online));
    setText(this.online.beside, OVERVIEW.accounts(accounts));
  }

  private addCounter(name: string, line: Charts): Counter {
    const by = make("summary", { className: "by" });
    const was = make("p", { className: "was" });
    const change = make("details", { name: "before" }, by, was);
    const drawn = make("dd", { className: "line" }, line.root);
    const tile = this.add(name, change);
    tile.beside.after(drawn);
    return { ...tile, change, by, was, line };
  }

  private add(name: string, ...content: readonly Node[]): Tile {
    const value = make("dd", { className: "value" });
    const beside = make("dd", { className: "hint" }, ...content);
    this.host.append(make("div", {}, make("dt", { textContent: name }), value, beside));
    return { value, beside };
  }
}

function beforeWords(count: number, model: string | null): string {
  return model === null ? OVERVIEW.before(count) : OVERVIEW.ofModel(model, count);
}
