// @vitest-environment jsdom
/** The offer to share corrections: shown for a while, opens the account, and is not made again to who declines. */

import { expect, test, vi } from "vitest";
import { openPage } from "../testing/pages";
import { listenForDialogButtons } from "../ui/dialogs";
import { SHARING } from "../ui/words";
import { ShareOffer } from "./share-offer";

const buttons = (): HTMLButtonElement[] => [
  ...document.querySelectorAll<HTMLButtonElement>("#notice + .notice button"),
];

test("it opens the account, goes by itself, and is not made again to who declines", async () => {
  vi.useFakeTimers();
  openPage("index.html");
  listenForDialogButtons(document);
  const opened = vi.fn();
  (document.getElementById("account") as HTMLDialogElement).showModal = opened;
  const offer = new ShareOffer(document);
  offer.show();
  expect(document.querySelector("#notice + [role=status]")?.textContent).toContain(SHARING.question);
  buttons()[0]?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(opened).toHaveBeenCalled(); // how often is for as many listeners as other files of this run left
  expect(buttons()).toEqual([]);
  offer.show();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(buttons()).toEqual([]);
  offer.show();
  buttons()[1]?.click();
  await vi.advanceTimersByTimeAsync(0);
  offer.show();
  expect(buttons()).toEqual([]);
  vi.useRealTimers();
});
