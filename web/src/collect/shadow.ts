/**
 * Counts where a challenger says something else than the model in use, on every answer of people who allow it.
 *
 * The person is shown nothing of it. What is counted and what differs goes with samples and no other way.
 */

import type { ShadowOfSample } from "../api/batch";
import type { Recorded } from "../recognise/answers";
import type { Recogniser } from "../recognise/recogniser";
import { type Label, mostLikely } from "../shared/gestures";
import type { HandManifest } from "../shared/manifest";
import type { Reply } from "../shared/messages";
import type { ModelLink } from "../shared/model-cache";

/** What the challenger says of a hand where that differs from what the model in use says. */
export interface Difference {
  readonly modelId: string;
  readonly predicted: Label;
  readonly probabilities: readonly number[];
}

/**
 * The server believes no more between two samples. One frame in a hundred becomes a sample by chance, so that so many
 * without one are only seen once a quota is full; then nothing more is counted until there is a sample again.
 */
const MOST = 10_000;
const NOTHING = "nothing";

/** A challenger that answers, beside which model, and what was counted for whom since the last sample. */
interface Pair {
  readonly champion: HandManifest;
  readonly challenger: HandManifest;
  compared: number;
  disagreed: number;
}

export class Shadow {
  private owner: string | null = null;
  private link: ModelLink | null = null;
  /** The model of hands in use. */
  private champion: HandManifest | null = null;
  /** The challenger that the worker was asked for. */
  private asked: ModelLink | null = null;
  private pair: Pair | null = null;
  /** Manifests of those that did not work: not tried again in this visit. */
  private readonly failed = new Set<string>();

  /** `show` tells who looks at details. */
  constructor(
    private readonly recogniser: Pick<Recogniser, "useChallenger">,
    private readonly show: (words: string) => void,
  ) {}

  /** Says whose samples may be taken; null: nobody's, and nothing is loaded, or stays so. */
  setOwner(owner: string | null): void {
    if (owner === this.owner) return;
    this.owner = owner;
    if (this.pair !== null) this.pair = { ...this.pair, compared: 0, disagreed: 0 };
    this.settle();
  }

  /** Takes the server's word on the challenger of now. */
  setChallenger(link: ModelLink | null): void {
    if (link?.manifest === this.link?.manifest) return;
    this.link = link;
    this.drop();
    this.settle();
  }

  /** Takes what the worker says of models. */
  receive(reply: Reply): void {
    if (reply.kind === "loaded" && reply.manifest.way === "hand") {
      this.champion = reply.manifest;
      this.drop();
      this.settle();
    }
    if (reply.kind !== "challenger" || this.asked === null || reply.manifestPath !== this.asked.manifest) return;
    const { manifest: challenger, problem } = reply;
    if (challenger === null || this.champion === null) this.giveUp(this.asked, problem);
    else this.begin(this.champion, challenger);
  }

  /** Counts an answer that the challenger has given too; what it says, where that differs. Null: the same, or nothing. */
  compare({ manifest, answer }: Recorded): Difference | null {
    const { pair } = this;
    if (pair === null || manifest.id !== pair.champion.id || answer.way !== "hand") return null;
    const [hand] = answer.hands; // where no hand is seen all models say the same
    if (hand === undefined || hand.challenger === null) return null;
    const difference = differenceOf(hand.probabilities, hand.challenger, pair);
    if (pair.compared < MOST) {
      pair.compared++;
      if (difference !== null) pair.disagreed++;
    }
    return difference;
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

  /** Asks for the challenger that there should be, or lets go of the one that there should not. */
  private settle(): void {
    const wanted = this.wanted();
    if (wanted === null) this.drop();
    if (wanted === null || this.asked !== null) return;
    this.asked = wanted;
    this.recogniser.useChallenger(wanted.manifest);
  }

  private wanted(): ModelLink | null {
    const { owner, link, champion } = this;
    if (owner === null || link === null || champion === null) return null;
    return this.failed.has(link.manifest) || link.id === champion.id ? null : link;
  }

  private begin(champion: HandManifest, challenger: HandManifest): void {
    this.pair = { champion, challenger, compared: 0, disagreed: 0 };
    this.show(`${challenger.id}, on every frame, unseen`);
  }

  private giveUp(link: ModelLink, problem: string | null): void {
    this.failed.add(link.manifest);
    this.asked = this.pair = null;
    this.show(problem === null ? NOTHING : `nothing: ${link.id} cannot be used here, ${problem}`);
  }

  private drop(): void {
    if (this.asked === null) return;
    this.asked = this.pair = null;
    this.recogniser.useChallenger(null);
    this.show(NOTHING);
  }
}

/** They differ where they name two labels and one of them at least is sure by its own threshold. */
function differenceOf(ours: Float32Array, theirs: Float32Array, { champion, challenger }: Pair): Difference | null {
  const [a, b] = [mostLikely(ours), mostLikely(theirs)];
  const predicted = challenger.labels[b] as Label;
  const isConfident =
    (ours[a] as number) >= champion.thresholds.gesture || (theirs[b] as number) >= challenger.thresholds.gesture;
  if (champion.labels[a] === predicted || !isConfident) return null;
  return { modelId: challenger.id, predicted, probabilities: Array.from(theirs) };
}
