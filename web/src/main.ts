/** The recognition page's root: makes the stages and joins them, about one line per stage. */

import { wrap } from "comlink";
import { AccountPanel } from "./account/account-panel";
import { KnownAccount, storesOf } from "./account/known-account";
import { passOnNews } from "./account/news";
import { PendingConsent } from "./account/pending-consent";
import { Presence } from "./account/presence";
import { listenForDialogs } from "./account/user-dialogs";
import { Actions } from "./actions/actions";
import { Api } from "./api/api";
import { allows } from "./api/consent";
import { CaptureClock } from "./collect/capture-clock";
import { DayQuota } from "./collect/day-quota";
import { describeDevice } from "./collect/device";
import { Outbox } from "./collect/outbox/outbox";
import { OutboxView } from "./collect/outbox/outbox-view";
import { Recorder } from "./collect/recorder";
import { Sampler } from "./collect/sampler";
import { Shadow } from "./collect/shadow";
import { Sources } from "./files/sources";
import { FpsMonitor } from "./models/fps-monitor";
import { ModelReports } from "./models/model-reports";
import { Models } from "./models/models";
import { OwnGestures } from "./personalise/own-gestures";
import { parseCountdown } from "./recognise/background/countdown";
import { parseGuide } from "./recognise/background/guide";
import { GuideBox } from "./recognise/background/guide-box";
import { Camera } from "./recognise/camera/camera";
import { CameraChoice } from "./recognise/camera/camera-choice";
import { listenForCommands } from "./recognise/commands";
import { RecognitionController } from "./recognise/controller";
import { Correction } from "./recognise/correction";
import type { GestureDetail } from "./recognise/gesture-event";
import { parseWay } from "./recognise/naming/state";
import { Recogniser } from "./recognise/recogniser";
import { ShareOffer } from "./recognise/share-offer";
import { watchSwipes } from "./recognise/swipes/swipe-event";
import { LoadingView } from "./recognise/view/loading-view";
import { Metrics } from "./recognise/view/metrics";
import { View } from "./recognise/view/view";
import { ModelCache } from "./shared/model-cache";
import { Details } from "./ui/details";
import { listenForDialogButtons } from "./ui/dialogs";
import { listenForDrawer } from "./ui/drawer";
import { element } from "./ui/element";
import { Mirror } from "./ui/mirror";
import { PreferenceStore } from "./ui/preferences";
import { listenForSettings } from "./ui/settings";
import { Sound } from "./ui/sound";
import { offerInstall, watchNetwork } from "./ui/standing";
import { Updates, versionWords } from "./ui/update";
import type { WorkerApi } from "./worker/api";

const query = new URLSearchParams(location.search);
const way = parseWay(query.get("way"));
const api = new Api();
const [lasting, passing] = storesOf(window);
const preferences = new PreferenceStore(lasting);

const details = new Details(document);
const cameras: CameraChoice = new CameraChoice({
  page: document,
  devices: navigator.mediaDevices ?? null,
  store: lasting,
  onChoose: () => void sources.change(),
  onConnect: (ids) => sources.connect(ids),
});
const mirror = new Mirror(document, preferences);
const camera = new Camera(element(document, "video", HTMLVideoElement), {
  chosenId: () => cameras.chosen,
  onRunning: (id) => void sources.showRunning(cameras, id),
  onFrame: () => void controller.takeFrame(),
  onPicture: (facesPerson) => mirror.follow(facesPerson),
  onInterrupted: (what) => controller.interrupt(what),
  onLost: () => controller.loseCamera(),
  onReturned: () => void controller.startCamera(),
});
const guideBox = new GuideBox(element(document, "guide", HTMLElement), parseGuide(query.get("guide")), () =>
  controller.forgetBackground(),
);
const worker = new Worker(new URL("./worker/main.ts", import.meta.url), { type: "module" });
const recogniser = new Recogniser(wrap<WorkerApi>(worker), (reply, total) => {
  models.receive(reply);
  controller.receive(reply, total);
  own.receive(reply);
  shadow.receive(reply);
});
worker.addEventListener("error", (event) => {
  event.preventDefault();
  recogniser.fail();
});
const outboxView = new OutboxView(document, () => void account.askWho(), details, navigator.storage);
const outbox = new Outbox({ api, listener: outboxView });
const shadow = new Shadow(recogniser, (words) => details.set("challenger", words));
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
const own: OwnGestures = new OwnGestures({
  page: document,
  recogniser,
  store: lasting,
  say: (words) => view.say(words),
  onUse: (names) => controller.useOwn(names),
  tabs: new BroadcastChannel("own-gestures"),
});
const controller: RecognitionController = new RecognitionController({
  camera,
  recogniser,
  collector: recorder,
  correction: new Correction(document, view.words),
  learner: own,
  offer: new ShareOffer(document),
  playGame: (gestures) => void import("./game/game").then(({ Game }) => new Game(document, recorder, gestures).play()),
  openHelp: () => element(document, "help", HTMLDialogElement).showModal(),
  view,
  metrics: new Metrics(details),
  guide: (frame) => guideBox.fit(frame),
  onWay: (way) => models.want(way),
  openFileAgain: (way) => sources.openAgain(way),
  page: document,
  way,
  countdownSeconds: parseCountdown(query.get("countdown")),
});
const sources: Sources = new Sources({ page: document, camera, guideBox, controller, say: (words) => view.say(words) });
const presence = new Presence(document, api);
const actions = new Actions({ page: document, store: lasting, say: (words) => view.say(words) });
const tabs = new BroadcastChannel("account");
const account = new AccountPanel({
  page: document,
  api,
  outbox,
  known: new KnownAccount(lasting, passing),
  pendingConsent: new PendingConsent(lasting, api),
  onAccount: (known) => {
    recorder.setAccount(known);
    outbox.setAccount(known);
    outboxView.showTaking(allows(known, "shapes"));
    presence.setLoggedIn(known !== null);
    actions.setLoggedIn(known !== null);
  },
  tellOthers: () => tabs.postMessage("changed"),
});
tabs.addEventListener("message", () => void account.askWho());
window.addEventListener("online", () => void account.askWho());
listenForDialogs(document, outbox, account);
passOnNews(document, (words) => view.say(words)); // a session or a sample is lost: that does not wait

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
        controller.explainLoading(problem);
      },
      say: (words) => view.mention(words),
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
const fpsMonitor = new FpsMonitor((id, fps) => models.slowed(id, fps));
fpsMonitor.watch(document);
const sound = new Sound(preferences);
document.addEventListener("gesture", (event) => {
  const { way, modelId, steady } = (event as CustomEvent<GestureDetail>).detail;
  sound.follow(steady);
  models.answered(way);
  fpsMonitor.answered(modelId, performance.now());
});

watchNetwork(window);
offerInstall(window);
listenForDialogButtons(document);
listenForDrawer(document);
listenForSettings(document, preferences);
preferences.watch((now) => {
  controller.set(now);
  view.showThreshold(now.threshold);
});
watchSwipes(document);
listenForCommands(document, (command) => controller.run(command), preferences);
outbox.watch(window);
void account.open();
void Camera.isAllowed().then((allowed) => (allowed ? controller.startCamera() : undefined));
void Camera.whenAllowed(() => void controller.startCamera());
own.watchLinks(window);
void models.start();
void import("./film/poster").then(({ Poster }) => Poster.open(document)).catch(() => undefined); // it is but decoration
models.watch(window);
