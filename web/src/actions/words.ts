/** What actions say: the list, the form, presenting, music and connections. */

import type { Movement } from "../recognise/swipes/swipes";
import { wordsFor } from "../shared/gestures";
import type { Action, MediaAct, SoundName } from "./bindings";

export const MOVEMENTS: Readonly<Record<Movement, string>> = {
  "swipe-left": "Swipe left",
  "swipe-right": "Swipe right",
  "swipe-up": "Swipe up",
  "swipe-down": "Swipe down",
  wave: "Wave",
};

export const MEDIA: Readonly<Record<MediaAct, string>> = {
  toggle: "Play or pause",
  play: "Play",
  pause: "Pause",
  louder: "Louder",
  quieter: "Quieter",
};

export const SOUNDS: Readonly<Record<SoundName, string>> = { chime: "Chime", beep: "Beep", buzz: "Buzz" };

/** Words for what a rule waits for; `own` are the names of own gestures by their ids. */
export function wordsOfTrigger(on: string, own: ReadonlyMap<string, string>): string {
  if (Object.hasOwn(MOVEMENTS, on)) return MOVEMENTS[on as Movement];
  return on.startsWith("own-") ? (own.get(on) ?? LIST.goneGesture) : wordsFor(on);
}

/** Words for what is done. */
export function wordsOfAction(action: Action): string {
  switch (action.kind) {
    case "slide":
      return action.to === "next" ? "Next slide" : "Previous slide";
    case "media":
      return MEDIA[action.act];
    case "speak":
      return `Say “${action.words}”`;
    case "sound":
      return `Sound: ${SOUNDS[action.sound]}`;
    case "connector":
      return action.name;
  }
}

/** Half a second and more, as people say it. */
export function seconds(milliseconds: number): string {
  const count = milliseconds / 1000;
  return `${count.toLocaleString()} ${count === 1 ? "second" : "seconds"}`;
}

export const LIST = {
  title: "Actions",
  hint: "A gesture does something: it turns slides, plays music, speaks or switches a lamp. This list stays in this browser.",
  add: "Add an action",
  none: "There are none yet.",
  goneGesture: "A gesture that was deleted",
  /** "Fist, held for 1 second" */
  when: (gesture: string, dwellMs: number, repeat: boolean) =>
    `${gesture}${dwellMs > 0 ? `, held for ${seconds(dwellMs)}` : ""}${repeat ? ", again and again" : ""}`,
  isOn: (what: string) => `${what}: on`,
  tryIt: "Try it",
  trying: (what: string) => `${what} …`,
  edit: "Edit",
  delete: "Delete",
  deleted: (what: string) => `Deleted: ${what}.`,
  noRoom:
    "This browser keeps nothing for this page, so the list holds until the page is closed. Allow it to keep data.",
  most: (most: number) => `There are ${most} actions, the most that there can be. Delete one first.`,
} as const;

export const FORM = {
  add: "Add an action",
  edit: "Edit an action",
  gesture: "When I show",
  groups: { gestures: "Gestures", own: "Your own gestures", movements: "Movements" },
  dwell: "Held for",
  atOnce: "No time, it counts as soon as it is shown",
  cool: "Pause after it",
  repeat: "Again and again while I hold it",
  action: "Then",
  actions: {
    slide: "Slides",
    media: "Music or a film",
    page: "This page",
    connector: "Lamps, speakers and other programs",
  },
  speak: "Say something",
  sound: "Play a sound",
  what: "What it says",
  which: "Sound",
  save: "Save",
  cancel: "Cancel",
  saved: (what: string, others: readonly string[]) =>
    others.length === 0 ? `Saved: ${what}.` : `Saved: ${what}. The same gesture also does: ${others.join(", ")}.`,
  nothingToSay: "Type what it is to say.",
  stillAsking: "It has not said yet what it can do. Wait a moment, then try again.",
} as const;

export const DOING = {
  noSlides: "No slides are open. Choose “Present slides” under Actions first.",
  noMedia: "No music or film is open. Choose “Open music or a film” under Actions first.",
  noVoice: "This browser has no voice of its own. Add one in the system's settings for speech.",
  notPlayed: "The browser did not let it play. Press play once, then the gesture can.",
  volume: (share: number) => `Volume ${Math.round(100 * share)} %`,
  failed: (what: string) => `${what} did not work.`,
  gone: (what: string) => `${what} is there no longer. Edit this action under Actions, or delete it.`,
  waiting: (what: string) => `${what}: no answer yet, it is tried again.`,
  playing: "Playing",
  paused: "Paused",
} as const;

/** Errors that whoever embeds the package sees. */
export const BINDING = {
  on: (name: unknown, known: string) => `There is no gesture ${JSON.stringify(name) ?? name}. There are: ${known}.`,
  act: 'What is to be done must be { key: "ArrowRight" }, { click: "#button" } or a function.',
} as const;

export const PRESENTING = {
  open: "Present slides",
  folder: "Present a folder of pictures",
  opening: (name: string) => `Opening ${name} …`,
  hint: "Swipe left or hold thumbs up: next. Swipe right or hold peace: back. Arrow keys work, too.",
  ownHint: "Your own actions turn the slides. Arrow keys work, too.",
  noCamera: "Start the camera to turn slides by gestures. Arrow keys work, too.",
  next: "Next",
  previous: "Previous",
  end: "End",
  fullScreen: "Full screen",
  controls: "Slides",
  at: (slide: number, of: number) => `${slide} / ${of}`,
  slide: (slide: number, of: number) => `Slide ${slide} of ${of}`,
  first: "This is the first slide.",
  last: "This is the last slide.",
  nothing: "There is no PDF and no picture among these files. Choose a PDF, or JPEG or PNG pictures.",
  empty: (name: string) => `${name} is empty. Choose another file.`,
  large: (name: string, most: number) =>
    `${name} has more than the ${most} MB that can be shown. Choose a smaller one.`,
  locked: (name: string) => `${name} is protected by a password. Save it without one, then choose that.`,
  broken: (name: string) => `${name} is broken, or no PDF. Choose another file.`,
  pageNotShown: (page: number) => `Page ${page} of this PDF cannot be shown. The others may be: go on.`,
  notShown: (name: string) => `${name} cannot be shown: it is broken, or of a kind that this browser cannot read.`,
} as const;

export const PLAYER = {
  open: "Open music or a film",
  title: "Music or film",
  close: "Close",
  broken: (name: string) => `This browser cannot play ${name}. Choose an MP3, MP4, Ogg or WebM file.`,
  opened: (name: string) => `${name} is open. Actions can play it now.`,
} as const;

/** Lamps, speakers and other programs, which the server tells (connectors/). */
export const CONNECTORS = {
  title: "Lamps, speakers and other programs",
  what: "The server tells them what a gesture means. Their passwords stay on the server, encrypted.",
  logIn: "Log in to switch lamps, play speakers and tell other programs what a gesture means.",
  notAllowed: "The administrator of this server has allowed no address for this yet.",
  add: "Add one",
  edit: "Change it",
  change: "Change",
  delete: "Delete",
  pair: "Pair",
  kind: "What it is",
  name: "What you call it",
  address: "Address",
  user: "User, if it asks for one",
  save: "Save",
  cancel: "Cancel",
  kinds: {
    webhook: "Webhook",
    mqtt: "MQTT broker",
    "home-assistant": "Home Assistant",
    hue: "Philips Hue bridge",
    sonos: "Sonos speaker",
  },
  addresses: {
    webhook: "https://example.com/hook",
    mqtt: "mqtt://192.168.1.10:1883",
    "home-assistant": "http://homeassistant.local:8123",
    hue: "192.168.1.20",
    sonos: "192.168.1.30",
  },
  secrets: {
    webhook: "Secret, if it asks for one",
    mqtt: "Password",
    "home-assistant": "Long-lived access token",
    hue: "",
    sonos: "",
  },
  hints: {
    webhook: "It is sent the gesture and the time as JSON; the secret goes with it as a bearer token.",
    mqtt: "Only addresses that the administrator of this server allowed can be told.",
    "home-assistant": "You make a token in Home Assistant, on your profile's page, under Security.",
    hue: "Save it, then press the round button on the bridge and choose Pair here.",
    sonos: "The speaker's own address; its app shows it under About my system.",
  },
  noName: "Type what you call it.",
  noAddress: (example: string) => `Type its address without spaces, such as ${example}.`,
  badSecret: "A secret has only the letters A to Z, digits and signs, and no space at its ends. Type it again.",
  keepsSecret: "Its secret stays as it is where you leave the field empty. Another address needs it again.",
  states: { ready: "", unpaired: "not paired yet", locked: "needs its address and its secret again" },
  saved: (name: string) => `${name} is saved.`,
  paired: (name: string) => `${name} is paired. Actions can switch its lamps now.`,
  deleted: (name: string) => `${name} is deleted, with its secret.`,
  deleteQuestion: (name: string) => `Delete ${name}?`,
  inUse: (count: number) =>
    count === 1
      ? "This action uses it, and will do nothing any more:"
      : `These ${count} actions use it, and will do nothing any more:`,
  deleteYes: (name: string) => `Delete ${name}, with its secret`,
  keep: "Keep it",
  nothingThere: "There is nothing to choose: it did not answer, or has nothing. Look at its address, then try again.",
  log: "What was done lately",
  noLog: "Nothing yet.",
  tried: "tried by hand",
  outcomes: { done: "done", waiting: "waits for an answer", failed: "failed" },
} as const;

/** What connectors are told (connectors/command-form.ts). */
export const COMMANDS = {
  topic: "Topic",
  payload: "Message",
  noTopic: "Type a topic, without + and #.",
  what: "With",
  do: "What it does",
  hue: { toggle: "on or off", on: "on", off: "off", brighter: "brighter", dimmer: "dimmer" },
  sonos: {
    toggle: "play or pause",
    play: "play",
    pause: "pause",
    next: "next",
    previous: "previous",
    louder: "louder",
    quieter: "quieter",
  },
  services: {
    toggle: "on or off",
    turn_on: "on",
    turn_off: "off",
    press: "press",
    media_play_pause: "play or pause",
    media_next_track: "next",
    media_previous_track: "previous",
    volume_up: "louder",
    volume_down: "quieter",
    open_cover: "open",
    close_cover: "close",
    stop_cover: "stop",
  } as Readonly<Record<string, string>>,
} as const;
