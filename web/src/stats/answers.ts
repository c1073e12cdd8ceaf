/** What the server answers on statistics: names for the shapes of its OpenAPI document. */

import type { Answer } from "../api/client";

export type Overview = Answer<"get", "/api/stats">;
export type Online = Answer<"get", "/api/stats/online">;
export type Groups = Answer<"get", "/api/stats/groups">;
export type BestModels = Answer<"get", "/api/stats/models">;
export type Activity = Answer<"get", "/api/stats/activity">;
export type Hands = Answer<"get", "/api/stats/hands">;
export type Quality = Answer<"get", "/api/stats/quality">;
export type Speed = Answer<"get", "/api/stats/speed">;
export type Shadow = Answer<"get", "/api/stats/shadow">;
export type Decisions = Answer<"get", "/api/stats/decisions">;
export type Mistakes = Answer<"get", "/api/stats/mistakes">;
export type Mistake = Mistakes["mistakes"][number];

export type Report = Overview["report"];
export type Rate = Report["accuracy"];
export type Confusion = Overview["confusion"];
