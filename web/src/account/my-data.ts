/** My data: one's own samples on the server, to look at, take away and delete. */

import { type Answer, Client } from "../api/client";
import { timeWords } from "../collect/sample-words";
import { wordsFor } from "../shared/gestures";
import { make, makeButton, UserDialog } from "../ui/make";
import { REVIEW, MY_DATA as WORDS } from "../ui/words";
import { exportAll } from "./export";

const PAGE = 24;
/** Counted up to here before all are deleted. */
const MOST_COUNTED = 2_000;
const LARGEST_PAGE = 200;

type Today = Answer<"get", "/api/account">["today"];
type Sample = Answer<"get", "/api/samples">["samples"][number];

/** Shows what the server keeps of whoever is logged in, until the dialog is closed. */
export async function showMyData(client = new Client()): Promise<void> {
  const dialog = new MyData(client);
  await dialog.open();
}

/** What was sent today of what one may send, in words. */
export function todayWords(today: Today): string {
  const parts = today.map(({ kind, used, most }) => {
    if (kind !== "bytes") return `${used.toLocaleString()} of ${most.toLocaleString()} ${WORDS.kinds[kind]}`;
    return `${(used / 1e6).toLocaleString(undefined, { maximumFractionDigits: 1 })} of ${(most / 1e6).toLocaleString()} MB`;
  });
  return WORDS.today(parts.join(", "));
}

class MyData {
  private readonly dialog = new UserDialog(WORDS.title, "wide");
  private readonly list = make("ul", { className: "cards" });
  private readonly today = make("p", { className: "hint" });
  private readonly more = makeButton(WORDS.more, () => void this.readOn());
  private readonly ask = make("div", { className: "ask", hidden: true });
  private next: string | null = null;
  private isExporting = false;

  constructor(private readonly client: Client) {
    this.more.hidden = true;
    const actions = make(
      "div",
      { className: "row" },
      makeButton(WORDS.export, () => void this.export()),
      makeButton(WORDS.deleteAll, () => void this.askToDelete()),
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
      this.dialog.say(this.list.childElementCount === 0 ? WORDS.none : WORDS.order);
    });
  }

  private card(sample: Sample): HTMLElement {
    const item = make("li");
    const time = timeWords(sample.received_at); // the order of the list
    const address = `./api/samples/${sample.sample_id}`;
    const photos = sample.frame_image === null ? [] : [picture(`${address}/frame-image`, REVIEW.photo)];
    const saw = sample.network_input.kind === "points" ? REVIEW.points : REVIEW.silhouette;
    const told = sample.label === null ? "" : REVIEW.labelled(wordsFor(sample.label));
    item.append(
      make("div", { className: "pictures" }, picture(`${address}/network-input`, saw), ...photos),
      make("p", {}, make("strong", { textContent: wordsFor(sample.predicted) }), told),
      make("p", { className: "hint", textContent: WORDS.sent(time) }),
      makeButton(WORDS.delete, () => void this.delete(sample, item), WORDS.deleteOne(time)),
    );
    return item;
  }

  private async delete({ sample_id }: Sample, item: HTMLElement): Promise<void> {
    await this.dialog.attempt(async () => {
      await this.client.send("delete", "/api/samples/{id}", { path: { id: sample_id } });
      item.remove();
      this.dialog.say(WORDS.deleted);
      this.dialog.focusTitle();
    });
  }

  private async askToDelete(): Promise<void> {
    await this.dialog.attempt(async () => {
      const counted = await countSamples(this.client, MOST_COUNTED);
      if (counted === 0) {
        this.dialog.say(WORDS.nothing);
        return;
      }
      const count = `${counted >= MOST_COUNTED ? "more than " : ""}${counted.toLocaleString()}`;
      const yes = makeButton(WORDS.deleteYes(count), () => void this.deleteAll());
      yes.classList.add("danger");
      const no = makeButton(WORDS.keep, () => this.stopAsking());
      const words = WORDS.deleteQuestion(count);
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
      this.dialog.say(WORDS.allDeleted(deleted));
    });
  }

  private async export(): Promise<void> {
    if (this.isExporting) return;
    this.isExporting = true;
    this.dialog.say(WORDS.preparing);
    await this.dialog.attempt(async () => {
      const parts = await exportAll(this.client, (bytes) => this.dialog.say(WORDS.exported(megabytes(bytes))));
      this.dialog.say(WORDS.saved(parts));
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
