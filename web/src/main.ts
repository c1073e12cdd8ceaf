/** The recognition page's root: makes the stages and joins them, about one line per stage. */

import { Outbox } from "./outbox/outbox";
import { AccountPanel } from "./page/account";
import { Camera } from "./page/camera";
import { CameraChoice } from "./page/camera-choice";
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
import type { GestureDetail } from "./page/gesture-event";
import { parseGuide } from "./page/guide";
import { GuideBox } from "./page/guide-box";
import { savesData, whenIdle } from "./page/idle";
import { KnownAccount, storesOf } from "./page/known-account";
import { LoadingView } from "./page/loading-view";
import { ModelReports } from "./page/model-reports";
import { Models } from "./page/models";
import { OutboxView } from "./page/outbox-view";
import { listenForDialogs } from "./page/own-dialogs";
import { OwnSwitch } from "./page/own-switch";
import { Presence } from "./page/presence";
import { Recogniser } from "./page/recogniser";
import { Recorder } from "./page/recorder";
import { Sampler } from "./page/sampler";
import { Session } from "./page/session";
import { Shadow } from "./page/shadow";
import { Sources } from "./page/sources";
import { parseWay } from "./page/state";
import { SwapPace } from "./page/swap-pace";
import { Updates, versionWords } from "./page/update";
import { View } from "./page/view";
import { Withdrawal } from "./page/withdrawal";
import { allows } from "./shared/account";
import { Api } from "./shared/api";
import { ModelCache } from "./shared/model-cache";

const query = new URLSearchParams(location.search);
const way = parseWay(query.get("way"));
const api = new Api();
const [lasting, passing] = storesOf(window);

const details = new Details(document);
const cameras: CameraChoice = new CameraChoice({
  page: document,
  devices: navigator.mediaDevices ?? null,
  store: lasting,
  onChoose: () => void sources.change(),
  onConnect: (ids) => sources.connect(ids),
});
const camera = new Camera(element(document, "video", HTMLVideoElement), {
  chosenId: () => cameras.chosen,
  onRunning: (id) => void sources.showRunning(cameras, id),
  onFrame: () => void session.takeFrame(),
  onLost: () => session.loseCamera(),
});
const guideBox = new GuideBox(element(document, "guide", HTMLElement), parseGuide(query.get("guide")), () =>
  session.forgetBackground(),
);
const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
const recogniser = new Recogniser(worker, (reply, total) => {
  models.receive(reply);
  session.receive(reply, total);
  own.receive(reply);
  shadow.receive(reply);
});
const outboxView = new OutboxView(document, () => void account.askWho(), details, navigator.storage);
const outbox = new Outbox({ api, listener: outboxView });
const shadow = new Shadow({
  recogniser,
  idle: whenIdle,
  savesData: () => savesData(navigator),
  show: (words) => details.set("challenger", words),
});
const recorder = new Recorder({
  shadow,
  device: describeDevice(navigator.userAgent),
  sampler: new Sampler(new DayQuota(lasting)),
  clock: new CaptureClock(),
  photos: recogniser,
  keep: (owner, sample) => outbox.keep(owner, sample),
  sessionId: crypto.randomUUID(),
});

const view = new View(document);
const session: Session = new Session({
  camera,
  recogniser,
  collector: recorder,
  correction: new Correction(document),
  playGame: (gestures) => void import("./page/game").then(({ Game }) => new Game(document, recorder, gestures).play()),
  openHelp: () => element(document, "help", HTMLDialogElement).showModal(),
  view,
  figures: new Figures(details),
  guide: (frame) => guideBox.fit(frame),
  onWay: (way) => models.want(way),
  openFileAgain: (way) => sources.openAgain(way),
  page: document,
  way,
  countdownSeconds: parseCountdown(query.get("countdown")),
});
const own = new OwnSwitch({ page: document, recogniser, store: lasting, say: (words) => view.say(words) });
const sources: Sources = new Sources({ page: document, camera, guideBox, session, say: (words) => view.say(words) });
const presence = new Presence(document, api);
const tabs = new BroadcastChannel("account");
const account = new AccountPanel({
  page: document,
  api,
  outbox,
  known: new KnownAccount(lasting, passing),
  withdrawal: new Withdrawal(lasting, api),
  onAccount: (known) => {
    recorder.setAccount(known);
    outbox.setAccount(known);
    outboxView.showTaking(allows(known, "shapes"));
    presence.setLoggedIn(known !== null);
  },
  tellOthers: () => tabs.postMessage("changed"),
});
tabs.addEventListener("message", () => void account.askWho());
window.addEventListener("online", () => void account.askWho());
listenForDialogs(document, outbox, account);

const updates = new Updates({
  page: document,
  workers: navigator.serviceWorker,
  saved: () => outbox.saved(),
  reload: () => location.reload(),
});
const loading = new LoadingView(document, () => void models.start());
const models: Models = new Models(
  {
    api,
    recogniser,
    known: ModelCache.open(),
    reports: new ModelReports(api),
    now: () => performance.now(),
    listener: {
      showProgress: (loaded, total) => loading.showProgress(loaded, total),
      showLoading: (problem) => {
        loading.showProblem(problem);
        session.explainLoading(problem);
      },
      say: (words) => view.say(words),
      showModel: (id, backend) => {
        details.set("model-id", id);
        details.set("backend", backend);
        void updates.start().then((works) => details.set("version", versionWords(import.meta.url, works)));
      },
      showTest: (words) => details.set("self-test", words),
      setChallenger: (link) => shadow.setChallenger(link),
    },
  },
  way,
);
const swapPace = new SwapPace((id, fps) => models.slowed(id, fps));
swapPace.watch(document);
document.addEventListener("gesture", (event) => {
  const { way, modelId } = (event as CustomEvent<GestureDetail>).detail;
  models.answered(way);
  swapPace.answered(modelId, performance.now());
  shadow.answered();
});

closeDialogs(document);
listenForCommands(document, (command) => session.run(command));
outbox.watch(window);
void account.open();
void Camera.isAllowed().then((allowed) => (allowed ? session.startCamera() : undefined));
void Camera.whenAllowed(() => void session.startCamera());
void models.start();
models.watch(window);
