/** The worker as one typed object, which Comlink carries between the threads. */

import type {
  ChallengerTaken,
  Failed,
  FrameImage,
  FrameReply,
  FrameRequest,
  Loaded,
  OwnExample,
  Personalised,
  Refused,
  Tested,
  Untested,
  Way,
} from "../shared/messages";
import type { OnProgress } from "./network/progress";

/** Every call that cannot be answered rejects with an error whose message says what to do. */
export interface WorkerApi {
  /**
   * Loads a model of the manifest at this path; its other files lie beside it. The first one is used as soon as it is
   * warm, because a person waits for it; one that is to take another's place must give the golden answers first.
   */
  load(manifestPath: string, onProgress: OnProgress): Promise<Loaded | Refused | Failed>;
  /** Compares this device with the golden answers of a way's model in use; null where there is none. */
  test(way: Way): Promise<Tested | Untested | null>;
  /** Answers a frame, whose picture is moved here and closed. The page sends one at a time. */
  answer(request: FrameRequest): Promise<FrameReply>;
  /** Forgets the background and the hands that are followed. */
  reset(): Promise<void>;
  /**
   * From now on the newest frames are kept for photos, or are not, and none is left. `longest` are pixels of a photo's
   * longer side at most.
   */
  keepFrameImages(on: boolean, longest?: number): Promise<void>;
  /** The photo of an answered frame, or of a hand in it; null where photos are off or the frame is gone. */
  takeFrameImage(number: number, hand: number | null): Promise<FrameImage | null>;
  /** From now on hands are named by these examples of a person, too; without any, by the head alone. */
  personalise(examples: readonly OwnExample[]): Promise<Personalised>;
  /** From now on a challenger's head answers beside that of the model in use, on the same backbone; null: none does. */
  useChallenger(manifestPath: string | null): Promise<ChallengerTaken>;
}
