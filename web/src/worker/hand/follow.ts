/** Follows hands from frame to frame. */

import type { Square } from "../../shared/messages";
import { overlap } from "./finder";
import type { HandOutput } from "./network";

/** A hand in a square of the frame. */
export interface Seen extends HandOutput {
  readonly square: Square;
  /** Where to look in the next frame; null where its points leave no such place. */
  readonly next: Square | null;
}

/** A hand that is followed; its number stays the same from frame to frame. */
export interface Followed extends Seen {
  readonly id: number;
  /** Frames in which it was seen. */
  readonly age: number;
  /** Whether the finder sees a palm there; false: only the backbone thinks so, of the middle of the picture. */
  readonly isFound: boolean;
}

/** What can be done with the frame that is there now. */
export interface Eyes {
  /** Begins to look for palms in the whole frame, with its colours or without. */
  beginToFind(hasColours: boolean): void;
  /** Goes on with it. */
  goOnFinding(): void;
  /** The squares of at most two palms in the frame in which it was begun. */
  found(): Square[];
  /** The largest upright square in the middle of the frame. */
  middle(): Square;
  /** Looks at squares. */
  look(squares: readonly Square[]): Seen[];
}

const MOST_HANDS = 2;
/**
 * Milliseconds between two looks at the whole frame: while no hand is followed, and while one is. The first is a tenth
 * of a second less what frames jitter: each third frame of a camera's thirty, not the fourth when one comes too early.
 */
const WITHOUT_HAND = 95;
/** A hand that is lost is looked for at once, as long as that makes no more than ten looks in a second. */
const MOST_FINDS = 10;
const SECOND = 985; // less what frames jitter
const WITH_ONE_HAND = 1500;
/** The search that found one hand may have missed another that is there: once each with colours and without. */
const AFTER_FIRST_HAND = 180;
const AFTER_FIRST_HAND_TIMES = 2;
/** A hand that is followed may be blurred or half out of the picture: this much of what a new one must be is enough. */
const STAYS = 0.5;
/** Of what the finder does not see, a single frame may look like a hand: it is none before it was one in so many. */
const FRAMES_UNFOUND = 3;
/** Squares that overlap more, or whose centres are nearer (in shares of the larger side), are of one hand. */
const MOST_OVERLAP = 0.5;
const NEAREST = 0.35;

/** What a frame may bear of a search: a part of the finder's work, the rest of it, a look at the middle. */
type Step = "go on" | "find" | "middle";

export class Follower {
  private hands: readonly Followed[] = [];
  /** When the whole frame was looked at, the newest first. */
  private finds: readonly number[] = [];
  private count = 0;
  private presence = 1;
  /** What the next frames are for: the work of a search is spread over them, so that each has little of it. */
  private ahead: readonly Step[] = [];
  /** Every other search is without colours: a coloured glove or a tinted light hides a palm, grey ones are seen. */
  private hasColours = true;
  /** Whether the search under way has colours, and whether the one had that found a hand last: it is lost and found so. */
  private searchHasColours = true;
  private foundWithColours = true;
  /** So many searches come soon, for a second hand beside the one that was just found. */
  private soon = 0;

  /** Forgets all hands; the next frame is looked at as if it were the first. */
  reset(): void {
    this.hands = [];
    this.finds = [];
    this.ahead = [];
    this.hasColours = true;
    this.foundWithColours = true;
  }

  /** Whether a search is under way. */
  get isSearching(): boolean {
    return this.ahead.length > 0;
  }

  /**
   * The hands of a frame that comes at `now` (milliseconds), at most two, the one that is followed longest first.
   *
   * What is less surely a hand than `presence` does not begin to be one.
   */
  step(eyes: Eyes, now: number, presence: number): readonly Followed[] {
    this.presence = presence;
    const hadHands = this.hands.length > 0;
    this.hands = this.withoutDoubles(this.follow(eyes));
    const isLost = hadHands && this.hands.length === 0;
    if (isLost) this.hasColours = this.foundWithColours;
    const isUnderWay = this.isSearching && !isLost; // one for a second hand saw the frame in which the first was still there
    if (!isUnderWay && this.isTime(now, isLost)) this.begin(eyes, now);
    else if (this.isSearching) this.goOn(eyes);
    return this.hands.filter(({ isFound, age }) => isFound || age >= FRAMES_UNFOUND);
  }

  private begin(eyes: Eyes, now: number): void {
    this.finds = [now, ...this.finds].slice(0, MOST_FINDS);
    this.soon = Math.max(0, this.soon - 1);
    this.searchHasColours = this.hasColours;
    eyes.beginToFind(this.hasColours);
    this.hasColours = !this.hasColours;
    const isFollowing = this.hands.some(({ isFound }) => isFound);
    if (!isFollowing) eyes.goOnFinding(); // the frame has nothing else to bear
    this.ahead = isFollowing ? ["go on", "find"] : ["find", "middle"];
  }

  private goOn(eyes: Eyes): void {
    const [step, ...after] = this.ahead;
    this.ahead = after;
    if (step === "go on") {
      eyes.goOnFinding();
      eyes.goOnFinding();
    } else {
      this.add(step === "find" ? this.search(eyes) : this.handsIn(eyes, [eyes.middle()]).map(asFound(false)));
      if (this.hands.length > 0) this.ahead = [];
    }
  }

  /** What the finder found takes the place of what it does not see: that may be no hand, and would be the first one. */
  private add(news: readonly Omit<Followed, "id" | "age">[]): void {
    const found = this.hands.filter(({ isFound }) => isFound || news.length === 0);
    if (found.length === 0 && news.length > 0) this.soon = AFTER_FIRST_HAND_TIMES;
    const named = news.map((seen) => ({ ...seen, id: ++this.count, age: 1 }));
    this.hands = this.withoutDoubles([...found, ...named]).slice(0, MOST_HANDS);
  }

  /** What is still a hand of what was one. */
  private follow(eyes: Eyes): Followed[] {
    const expected = this.hands.flatMap((hand) => (hand.next === null ? [] : [{ hand, square: hand.next }]));
    const seen = lookAt(
      eyes,
      expected.map(({ square }) => square),
    );
    return expected.flatMap(({ hand: { id, age, isFound } }, i) => {
      const now = seen[i];
      return now !== undefined && this.staysHand(now) ? [{ ...now, id, isFound, age: age + 1 }] : [];
    });
  }

  /**
   * Hands that are not followed yet. The finder tells roughly where they are; their own points tell it better.
   *
   * A hand that fills the picture is none to the finder, which knows palms with something around them: where no hand came
   * of what it saw and nothing is followed, the backbone looks for itself, one frame later. That finds half of such hands.
   */
  private search(eyes: Eyes): Omit<Followed, "id" | "age">[] {
    const places = eyes.found();
    this.hands = this.hands.map((hand) => ({ ...hand, isFound: hand.isFound || isAmong(hand, places) }));
    const news = this.handsIn(eyes, places);
    if (news.length > 0) this.foundWithColours = this.searchHasColours;
    return news.map(asFound(true));
  }

  /** New hands in rough squares: each is looked at there, and then where its own points say. */
  private handsIn(eyes: Eyes, places: readonly Square[]): Seen[] {
    const isNew = (square: Square): boolean => !this.hands.some((hand) => isOne(hand.square, square));
    const first = lookAt(eyes, places.filter(isNew)).filter((seen) => this.staysHand(seen));
    const better = first.flatMap(({ next }) => (next !== null && isNew(next) ? [next] : []));
    return lookAt(eyes, better).filter(({ presence }) => presence >= this.presence);
  }

  private staysHand({ presence }: Seen): boolean {
    return presence >= STAYS * this.presence;
  }

  private isTime(now: number, isLost: boolean): boolean {
    const since = (i: number): number => now - (this.finds[i] ?? Number.NEGATIVE_INFINITY);
    return since(0) >= (isLost ? 0 : this.pause()) && since(MOST_FINDS - 1) >= SECOND;
  }

  private pause(): number {
    if (this.hands.length === 0) return WITHOUT_HAND;
    if (this.hands.length === MOST_HANDS) return Number.POSITIVE_INFINITY;
    const isSure = this.hands.every(({ isFound }) => isFound);
    return this.soon > 0 || !isSure ? AFTER_FIRST_HAND : WITH_ONE_HAND;
  }

  /** Of two that are one hand the one goes that is less surely one. */
  private withoutDoubles(hands: readonly Followed[]): Followed[] {
    return hands.filter((hand, i) => {
      const isLess = (other: Followed, j: number): boolean =>
        other.presence > hand.presence || (other.presence === hand.presence && j < i);
      return !hands.some((other, j) => j !== i && isLess(other, j) && isOne(other.square, hand.square));
    });
  }
}

function lookAt(eyes: Eyes, squares: readonly Square[]): Seen[] {
  return squares.length === 0 ? [] : eyes.look(squares);
}

function asFound(isFound: boolean): (seen: Seen) => Omit<Followed, "id" | "age"> {
  return (seen) => ({ ...seen, isFound });
}

function isAmong({ square }: Seen, places: readonly Square[]): boolean {
  return places.some((place) => isOne(square, place));
}

function isOne(a: Square, b: Square): boolean {
  const distance = Math.hypot(a.cx - b.cx, a.cy - b.cy);
  return distance < NEAREST * Math.max(a.size, b.size) || overlap(boxOf(a), boxOf(b)) > MOST_OVERLAP;
}

function boxOf({ cx, cy, size }: Square): { left: number; top: number; width: number; height: number } {
  return { left: cx - size / 2, top: cy - size / 2, width: size, height: size };
}
