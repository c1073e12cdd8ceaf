/** Offers to share corrections with everybody, to those whose page has just learned one for them alone. */

import { makeButton } from "../ui/make";
import { SHARING } from "../ui/words";

const OFFERED_MS = 30_000;

export class ShareOffer {
  private readonly place: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isDeclined = false;

  constructor(private readonly page: Document) {
    this.place = page.createElement("div");
    this.place.className = "notice";
    this.place.setAttribute("role", "status");
    page.getElementById("notice")?.after(this.place);
  }

  /** Shows it for a while; who said "Not now" is not asked again on this visit. */
  show(): void {
    if (this.isDeclined) return;
    const share = makeButton(SHARING.share, () => this.hide());
    share.dataset.opens = "account"; // where it is chosen what may be kept
    const decline = makeButton(SHARING.notNow, () => {
      this.isDeclined = true;
      this.hide();
    });
    this.place.replaceChildren(this.page.createTextNode(`${SHARING.question} `), share, " ", decline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), OFFERED_MS);
  }

  private hide(): void {
    clearTimeout(this.timer);
    this.place.replaceChildren();
  }
}
