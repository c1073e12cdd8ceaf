/**
 * Compares a challenger with the model in use, on answers of people who allow it.
 *
 * The person is shown nothing of it. What is counted and what differs goes with samples and no other way.
 */

import type { ChallengerLink } from "../api/api";
import type { ShadowOfSample } from "../api/batch";
import type { Recorded } from "../recognise/answers";
import type { Recogniser } from "../recognise/recogniser";
import { type Label, mostLikely } from "../shared/gestures";
import type { Manifest, Way } from "../shared/manifest";
import type { Answer, Reply, Shown } from "../shared/messages";
import { probabilitiesOf } from "./network-input";

/** What the challenger says of a picture where that differs from what the model in use says. */
export interface Difference {
  readonly modelId: string;
  readonly predicted: Label;
  readonly probabilities: readonly number[];
  /** How probable it was that this answer was compared. */
  readonly share: number;
}

export interface ShadowParts {
  readonly recogniser: Pick<Recogniser, "useChallenger" | "compare">;
  /** Does something later, when nothing else is to be done. */
  readonly idle: (go: () => void) => void;
  /** Whether the browser asks to save data. */
  readonly savesData: () => boolean;
  /** Tells who looks at details. */
  readonly show: (words: string) => void;
  /** Gives numbers from 0 up to 1. */
  readonly random?: () => number;
}

/** A device that takes longer for an answer has no time for two. */
const LATE_MS = 100;
/** The server believes no more between two samples. */
const MOST = 10_000;

/** A challenger that is loaded, beside which model, and what was counted for whom since the last sample. */
interface Pair {
  readonly champion: Manifest;
  readonly challenger: Manifest;
  readonly link: ChallengerLink;
  compared: number;
  disagreed: number;
}

export class Shadow {
  private owner: string | null = null;
  private link: ChallengerLink | null = null;
  /** The models in use, one of each way at most. */
  private readonly champions = new Map<Way, Manifest>();
  private hasAnswered = false;
  /** The challenger that the worker was asked for. */
  private asked: ChallengerLink | null = null;
  private pair: Pair | null = null;
  private isComparing = false;
  /** Manifests of those that did not work: not tried again in this visit. */
  private readonly failed = new Set<string>();

  constructor(private readonly parts: ShadowParts) {}

  /** Says whose samples may be taken; null: nobody's, and nothing is loaded, or stays so. */
  setOwner(owner: string | null): void {
    if (owner === this.owner) return;
    this.owner = owner;
    if (this.pair !== null) this.pair = { ...this.pair, compared: 0, disagreed: 0 };
    this.settle();
  }

  /** Takes the server's word on the challenger of now. */
  setChallenger(link: ChallengerLink | null): void {
    if (link?.manifest === this.link?.manifest && link?.share === this.link?.share) return;
    this.link = link;
    this.drop();
    this.settle();
  }

  /** The model in use has answered: from now on there may be time for another. */
  answered(): void {
    if (this.hasAnswered) return;
    this.hasAnswered = true;
    this.settle();
  }

  /** Takes what the worker says of models. */
  receive(reply: Reply): void {
    if (reply.kind === "loaded") {
      this.champions.set(reply.manifest.way, reply.manifest);
      if (reply.manifest.way === this.link?.way) this.drop();
      this.settle();
    }
    if (reply.kind !== "challenger" || this.asked === null || reply.manifestPath !== this.asked.manifest) return;
    const champion = this.champions.get(this.asked.way);
    if (reply.manifest !== null && champion !== undefined) this.begin(reply.manifest, champion, this.asked);
    else this.giveUp(this.asked, reply.problem);
  }

  /** Lets chance decide whether the challenger answers too, and counts it; null inside: both say the same, or nothing. */
  byChance(recorded: Recorded): Promise<Difference | null> | null {
    const { pair } = this;
    const random = this.parts.random ?? Math.random;
    if (pair === null || this.isComparing || recorded.totalMs > LATE_MS || pair.compared >= MOST) return null;
    if (random() >= pair.link.share) return null;
    this.isComparing = true;
    return this.differenceOn(recorded, pair, true).finally(() => {
      this.isComparing = false;
    });
  }

  /** What the challenger says of an answer whose truth a person tells, where it differs; not counted. Null: there is none. */
  ask(recorded: Recorded): Promise<Difference | null> | null {
    return this.pair === null ? null : this.differenceOn(recorded, this.pair, false);
  }

  /** What goes with a sample of the model `championId`: the counts since the one before, and what differs. */
  describe(championId: string, difference: Difference | null): ShadowOfSample | null {
    const { pair } = this;
    const modelId = difference?.modelId ?? pair?.challenger.id;
    if (modelId === undefined) return null;
    const isOfPair = pair !== null && pair.champion.id === championId && pair.challenger.id === modelId;
    const { compared, disagreed } = isOfPair ? pair : { compared: 0, disagreed: 0 };
    if (compared === 0 && difference === null) return null;
    if (isOfPair) [pair.compared, pair.disagreed] = [0, 0];
    const { predicted, probabilities } = difference ?? { predicted: null, probabilities: null };
    return { model_id: modelId, compared, disagreed, predicted, probabilities };
  }

  private async differenceOn(recorded: Recorded, pair: Pair, counts: boolean): Promise<Difference | null> {
    const { manifest, answer } = recorded;
    const shown = shownIn(answer);
    if (manifest.id !== pair.champion.id || shown === null) return null;
    const probabilities = await this.parts.recogniser.compare(answer.number, shown);
    if (probabilities === null || this.pair !== pair) return null; // somebody else, or another model, by now
    const difference = differenceOf(probabilitiesOf(recorded), probabilities, pair);
    if (counts) pair.compared++;
    if (counts && difference !== null) pair.disagreed++;
    return difference;
  }

  /** Asks for the challenger that there should be, or frees the one that there should not. */
  private settle(): void {
    const wanted = this.wanted();
    if (wanted === null) this.drop();
    if (wanted === null || this.asked !== null) return;
    this.asked = wanted;
    this.parts.idle(() => {
      if (this.asked === wanted) this.parts.recogniser.useChallenger(wanted.manifest);
    });
  }

  private wanted(): ChallengerLink | null {
    const { owner, link, hasAnswered } = this;
    const champion = this.champions.get(link?.way ?? "hand");
    if (owner === null || link === null || champion === undefined || !hasAnswered) return null;
    if (this.parts.savesData()) return null;
    return this.failed.has(link.manifest) || link.id === champion.id ? null : link;
  }

  private begin(challenger: Manifest, champion: Manifest, link: ChallengerLink): void {
    this.pair = { champion, challenger, link, compared: 0, disagreed: 0 };
    this.parts.show(`${challenger.id}, on ${+(100 * link.share).toFixed(4)} % of frames, unseen`);
  }

  private giveUp(link: ChallengerLink, problem: string | null): void {
    this.failed.add(link.manifest);
    this.asked = this.pair = null;
    this.parts.show(problem === null ? NOTHING : `nothing: ${link.id} cannot be used here, ${problem}`);
  }

  private drop(): void {
    if (this.asked === null) return;
    this.asked = this.pair = null;
    this.parts.recogniser.useChallenger(null);
    this.parts.show(NOTHING);
  }
}

const NOTHING = "nothing";

/** What a challenger is asked about; null where no hand was seen, of which all models say the same. */
function shownIn(answer: Answer): Shown | null {
  if (answer.way === "silhouette") return { silhouette: answer.silhouette };
  const [hand] = answer.hands;
  return hand === undefined ? null : { hand };
}

/** They differ where they name two labels and one of them at least is sure by its own threshold. */
function differenceOf(ours: Float32Array, theirs: Float32Array, pair: Pair): Difference | null {
  const { champion, challenger, link } = pair;
  const [a, b] = [mostLikely(ours), mostLikely(theirs)];
  const predicted = challenger.labels[b] as Label;
  const isConfident =
    (ours[a] as number) >= champion.thresholds.gesture || (theirs[b] as number) >= challenger.thresholds.gesture;
  if (champion.labels[a] === predicted || !isConfident) return null;
  return { modelId: challenger.id, predicted, probabilities: Array.from(theirs), share: link.share };
}
