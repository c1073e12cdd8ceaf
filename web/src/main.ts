/** The recognition page's root: makes the stages and joins them, about one line per stage. */

import { Outbox } from "./outbox/outbox";
import { AccountPanel } from "./page/account";
import { Camera } from "./page/camera";
import { CaptureClock } from "./page/capture-clock";
import { listenForCommands } from "./page/commands";
import { Correction } from "./page/correction";
import { parseCountdown } from "./page/countdown";
import { DayQuota, localStorageOf } from "./page/day-quota";
import { Details } from "./page/details";
import { describeDevice } from "./page/device";
import { closeDialogs } from "./page/dialogs";
import { element } from "./page/element";
import { Figures } from "./page/figures";
import { parseGuide } from "./page/guide";
import { GuideBox } from "./page/guide-box";
import { OutboxView } from "./page/outbox-view";
import { Recogniser } from "./page/recogniser";
import { Recorder } from "./page/recorder";
import { Sampler } from "./page/sampler";
import { Session } from "./page/session";
import { View } from "./page/view";
import { Api } from "./shared/api";

const query = new URLSearchParams(location.search);
const api = new Api();

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
const outbox = new Outbox(api, new OutboxView(document));
const recorder = new Recorder({
  device: describeDevice(navigator.userAgent),
  sampler: new Sampler(new DayQuota(localStorageOf(window))),
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
const account = new AccountPanel(document, api, (known) => {
  recorder.setAccount(known);
  outbox.setAccount(known);
});

closeDialogs(document);
listenForCommands(document, (command) => session.run(command));
outbox.watch(window);
void account.open();
void Camera.isAllowed().then((allowed) => (allowed ? session.startCamera() : undefined));
void api.currentModel().then(
  ({ manifest }) => recogniser.load(manifest),
  (error: Error) => session.fail(error.message),
);
