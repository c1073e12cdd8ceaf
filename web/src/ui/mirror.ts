/** Has the picture move like a mirror where a person looks into its camera; what is looked at is never mirrored. */

import type { PreferenceStore } from "./preferences";

export class Mirror {
  private facesPerson = true;
  private wanted: "auto" | "on" | "off" = "auto";

  constructor(
    private readonly page: Document,
    preferences: Pick<PreferenceStore, "watch">,
  ) {
    preferences.watch(({ mirror }) => {
      this.wanted = mirror;
      this.show();
    });
  }

  /** Another picture is shown now: that of a camera that faces the person, or another. */
  follow(facesPerson: boolean): void {
    this.facesPerson = facesPerson;
    this.show();
  }

  private show(): void {
    const isMirror = this.wanted === "auto" ? this.facesPerson : this.wanted === "on";
    this.page.body.dataset.mirror = isMirror ? "on" : "off";
  }
}

/** Whether the picture that is shown is mirrored. */
export function isMirrored(page: Document): boolean {
  return page.body.dataset.mirror !== "off";
}
