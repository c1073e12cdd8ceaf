/** My data: one's own samples on the server in, a list to look at, take away and delete out. */

import { OwnApi, type OwnSample, photoOf, pictureOf } from "../api/own-api";
import { timeWords } from "../collect/sample-words";
import { WORDS } from "../shared/gestures";
import { make, makeButton, OwnDialog } from "../ui/make";
import { exportAll } from "./export";

const PAGE = 24;
/** Counted up to here before all are deleted. */
const MOST_COUNTED = 2_000;

/** Shows what the server keeps of whoever is logged in, until the dialog is closed. */
export async function showMyData(api: OwnApi = new OwnApi()): Promise<void> {
  const dialog = new MyData(api);
  await dialog.open();
}

class MyData {
  private readonly dialog = new OwnDialog("My data", "wide");
  private readonly list = make("ul", { className: "cards" });
  private readonly more = makeButton("Show more", () => void this.readOn());
  private readonly ask = make("div", { className: "ask", hidden: true });
  private next: string | null = null;
  private isExporting = false;

  constructor(private readonly api: OwnApi) {
    this.more.hidden = true;
    const actions = make(
      "div",
      { className: "row" },
      makeButton("Export as zip", () => void this.export()),
      makeButton("Delete all …", () => void this.askToDelete()),
    );
    this.dialog.body.append(actions, this.ask, this.list, this.more);
  }

  async open(): Promise<void> {
    const closed = this.dialog.show();
    await this.readOn();
    await closed;
  }

  /** Reads the first page, or the next one. */
  private async readOn(): Promise<void> {
    await this.dialog.attempt(async () => {
      const { samples, next } = await this.api.samples(this.next, PAGE);
      this.list.append(...samples.map((sample) => this.card(sample)));
      this.next = next;
      this.more.hidden = next === null;
      this.dialog.say(this.list.childElementCount === 0 ? "The server keeps nothing of yours." : "Newest first.");
    });
  }

  private card(sample: OwnSample): HTMLElement {
    const item = make("li");
    const time = timeWords(sample.capturedAt);
    const photos = sample.hasPhoto ? [picture(photoOf(sample), "The camera's picture")] : [];
    const told = sample.label === null ? "" : `, you said ${WORDS[sample.label]}`;
    item.append(
      make(
        "div",
        { className: "pictures" },
        picture(pictureOf(sample), sample.kind === "points" ? "Points of your hand" : "Black and white picture"),
        ...photos,
      ),
      make("p", {}, make("strong", { textContent: WORDS[sample.predicted] }), told),
      make("p", { className: "hint", textContent: time }),
      makeButton("Delete", () => void this.delete(sample, item), `Delete the sample of ${time}`),
    );
    return item;
  }

  private async delete({ sampleId }: OwnSample, item: HTMLElement): Promise<void> {
    await this.dialog.attempt(async () => {
      await this.api.deleteSample(sampleId);
      item.remove();
      this.dialog.say("Deleted, also from what future recognisers learn from.");
      this.dialog.focusTitle();
    });
  }

  private async askToDelete(): Promise<void> {
    await this.dialog.attempt(async () => {
      const counted = await this.api.count(MOST_COUNTED);
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
      const deleted = await this.api.deleteAllSamples();
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
      const parts = await exportAll(this.api, (bytes) => this.dialog.say(`${megabytes(bytes)} so far …`));
      this.dialog.say(parts === 1 ? "Saved as my-gestures.zip." : `Saved as ${parts} files, my-gestures-1.zip and on.`);
    });
    this.isExporting = false;
  }
}

function picture(src: string, alt: string): HTMLImageElement {
  return make("img", { src, alt, loading: "lazy", width: 64, height: 64 });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
