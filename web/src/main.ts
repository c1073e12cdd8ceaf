/** The recognition page's root: makes the stages and joins them, about one line per stage. */

import { Outbox } from "./outbox/outbox";
import { AccountPanel } from "./page/account";
import { Camera } from "./page/camera";
import { CaptureClock } from "./page/capture-clock";
import { listenForCommands } from "./page/commands";
import { Correction } from "./page/correction";
import { parseCountdown } from "./page/countdown";
import { DayQuota } from "./page/day-quota";
import { Details } from "./page/details";
import { describeDevice } from "./page/device";
import { closeDialogs } from "./page/dialogs";
import { element } from "./page/element";
import { Figures } from "./page/figures";
import { parseGuide } from "./page/guide";
import { GuideBox } from "./page/guide-box";
import { KnownAccount, storesOf } from "./page/known-account";
import { OutboxView } from "./page/outbox-view";
import { listenForDialogs } from "./page/own-dialogs";
import { Presence } from "./page/presence";
import { Recogniser } from "./page/recogniser";
import { Recorder } from "./page/recorder";
import { Sampler } from "./page/sampler";
import { Session } from "./page/session";
import { View } from "./page/view";
import { allows } from "./shared/account";
import { Api } from "./shared/api";

const query = new URLSearchParams(location.search);
const api = new Api();
const [lasting, passing] = storesOf(window);

const details = new Details(document);
const camera = new Camera(element(document, "video", HTMLVideoElement), {
  onFrame: () => void session.takeFrame(),
  onLost: () => session.loseCamera(),
});
const guideBox = new GuideBox(element(document, "guide", HTMLElement), parseGuide(query.get("guide")), () =>
  session.forgetBackground(),
);
const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
const recogniser = new Recogniser(worker, (reply, total) => session.receive(reply, total));
const outboxView = new OutboxView(document, () => void account.askWho());
const outbox = new Outbox({ api, listener: outboxView });
const recorder = new Recorder({
  device: describeDevice(navigator.userAgent),
  sampler: new Sampler(new DayQuota(lasting)),
  clock: new CaptureClock(),
  photos: recogniser,
  keep: (owner, sample) => outbox.keep(owner, sample),
  sessionId: crypto.randomUUID(),
});

const session = new Session({
  camera,
  recogniser,
  collector: recorder,
  correction: new Correction(document),
  playGame: () => void import("./page/game").then(({ Game }) => new Game(document, recorder).play()),
  openHelp: () => element(document, "help", HTMLDialogElement).showModal(),
  view: new View(document),
  figures: new Figures(details),
  guide: (frame) => guideBox.fit(frame),
  page: document,
  countdownSeconds: parseCountdown(query.get("countdown")),
});
const presence = new Presence(document, api);
const tabs = new BroadcastChannel("account");
const account = new AccountPanel({
  page: document,
  api,
  outbox,
  known: new KnownAccount(lasting, passing),
  onAccount: (known) => {
    recorder.setAccount(known);
    outbox.setAccount(known);
    outboxView.showTaking(allows(known, "silhouettes"));
    presence.setLoggedIn(known !== null);
  },
  tellOthers: () => tabs.postMessage("changed"),
});
tabs.addEventListener("message", () => void account.askWho());
listenForDialogs(document, outbox, account);

closeDialogs(document);
listenForCommands(document, (command) => session.run(command));
outbox.watch(window);
void account.open();
void Camera.isAllowed().then((allowed) => (allowed ? session.startCamera() : undefined));
void api.currentModel().then(
  ({ manifest }) => recogniser.load(manifest),
  (error: Error) => session.fail(error.message),
);
