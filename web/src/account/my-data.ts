/** My data: one's own samples on the server, to look at, take away and delete. */

import { type Answer, Client } from "../api/client";
import { timeWords } from "../collect/sample-words";
import { wordsFor } from "../shared/gestures";
import { make, makeButton, UserDialog } from "../ui/make";
import { exportAll } from "./export";

const PAGE = 24;
/** Counted up to here before all are deleted. */
const MOST_COUNTED = 2_000;
const LARGEST_PAGE = 200;

type Today = Answer<"get", "/api/account">["today"];
type Sample = Answer<"get", "/api/samples">["samples"][number];

const KINDS = { samples: "samples", requests: "batches", consents: "changes of consent" } as const;

/** Shows what the server keeps of whoever is logged in, until the dialog is closed. */
export async function showMyData(client = new Client()): Promise<void> {
  const dialog = new MyData(client);
  await dialog.open();
}

/** What was sent today of what one may send, in words. */
export function todayWords(today: Today): string {
  const parts = today.map(({ kind, used, most }) => {
    if (kind !== "bytes") return `${used.toLocaleString()} of ${most.toLocaleString()} ${KINDS[kind]}`;
    return `${(used / 1e6).toLocaleString(undefined, { maximumFractionDigits: 1 })} of ${(most / 1e6).toLocaleString()} MB`;
  });
  return `Used today, until midnight UTC: ${parts.join(", ")}.`;
}

class MyData {
  private readonly dialog = new UserDialog("My data", "wide");
  private readonly list = make("ul", { className: "cards" });
  private readonly today = make("p", { className: "hint" });
  private readonly more = makeButton("Show more", () => void this.readOn());
  private readonly ask = make("div", { className: "ask", hidden: true });
  private next: string | null = null;
  private isExporting = false;

  constructor(private readonly client: Client) {
    this.more.hidden = true;
    const actions = make(
      "div",
      { className: "row" },
      makeButton("Export as zip", () => void this.export()),
      makeButton("Delete all …", () => void this.askToDelete()),
    );
    this.dialog.body.append(actions, this.today, this.ask, this.list, this.more);
  }

  async open(): Promise<void> {
    const closed = this.dialog.show();
    await this.readOn();
    await this.dialog.attempt(async () => {
      this.today.textContent = todayWords((await this.client.json("get", "/api/account")).today);
    });
    await closed;
  }

  /** Reads the first page, or the next one. */
  private async readOn(): Promise<void> {
    await this.dialog.attempt(async () => {
      const { samples, next } = await pageOf(this.client, this.next, PAGE);
      this.list.append(...samples.map((sample) => this.card(sample)));
      this.next = next;
      this.more.hidden = next === null;
      this.dialog.say(this.list.childElementCount === 0 ? "The server keeps nothing of yours." : "Newest first.");
    });
  }

  private card(sample: Sample): HTMLElement {
    const item = make("li");
    const time = timeWords(sample.captured_at);
    const address = `./api/samples/${sample.sample_id}`;
    const photos = sample.frame_image === null ? [] : [picture(`${address}/frame-image`, "The camera's picture")];
    const saw = sample.network_input.kind === "points" ? "Points of your hand" : "Black and white picture";
    const told = sample.label === null ? "" : `, you said ${wordsFor(sample.label)}`;
    item.append(
      make("div", { className: "pictures" }, picture(`${address}/network-input`, saw), ...photos),
      make("p", {}, make("strong", { textContent: wordsFor(sample.predicted) }), told),
      make("p", { className: "hint", textContent: time }),
      makeButton("Delete", () => void this.delete(sample, item), `Delete the sample of ${time}`),
    );
    return item;
  }

  private async delete({ sample_id }: Sample, item: HTMLElement): Promise<void> {
    await this.dialog.attempt(async () => {
      await this.client.send("delete", "/api/samples/{id}", { path: { id: sample_id } });
      item.remove();
      this.dialog.say("Deleted, also from what future models learn from.");
      this.dialog.focusTitle();
    });
  }

  private async askToDelete(): Promise<void> {
    await this.dialog.attempt(async () => {
      const counted = await countSamples(this.client, MOST_COUNTED);
      if (counted === 0) {
        this.dialog.say("There is nothing to delete.");
        return;
      }
      const count = `${counted >= MOST_COUNTED ? "more than " : ""}${counted.toLocaleString()}`;
      const yes = makeButton(`Delete ${count} for good`, () => void this.deleteAll());
      yes.classList.add("danger");
      const no = makeButton("Keep them", () => this.stopAsking());
      const words = `Delete all your samples on the server? There are ${count}. This cannot be undone.`;
      this.ask.replaceChildren(make("p", { textContent: words }), make("div", { className: "row" }, no, yes));
      this.ask.hidden = false;
      no.focus();
    });
  }

  private stopAsking(): void {
    this.ask.hidden = true;
    this.dialog.focusTitle();
  }

  private async deleteAll(): Promise<void> {
    this.stopAsking();
    await this.dialog.attempt(async () => {
      const { deleted } = await this.client.json("delete", "/api/samples", { body: { all: true } });
      this.list.replaceChildren();
      this.more.hidden = true;
      this.dialog.say(`${deleted.toLocaleString()} deleted. The server keeps nothing of yours.`);
    });
  }

  private async export(): Promise<void> {
    if (this.isExporting) return;
    this.isExporting = true;
    this.dialog.say("Preparing …");
    await this.dialog.attempt(async () => {
      const parts = await exportAll(this.client, (bytes) => this.dialog.say(`${megabytes(bytes)} so far …`));
      this.dialog.say(parts === 1 ? "Saved as my-gestures.zip." : `Saved as ${parts} files, my-gestures-1.zip and on.`);
    });
    this.isExporting = false;
  }
}

/** How many samples of one's own there are; counts to `most` and no further. */
export async function countSamples(client: Client, most: number): Promise<number> {
  let counted = 0;
  let after: string | null = null;
  do {
    const { samples, next }: Answer<"get", "/api/samples"> = await pageOf(client, after, LARGEST_PAGE);
    counted += samples.length;
    after = next;
  } while (after !== null && counted < most);
  return counted;
}

function pageOf(client: Client, after: string | null, limit: number): Promise<Answer<"get", "/api/samples">> {
  return client.json("get", "/api/samples", { query: after === null ? { limit } : { limit, after } });
}

function picture(src: string, alt: string): HTMLImageElement {
  return make("img", { src, alt, loading: "lazy", width: 64, height: 64 });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
