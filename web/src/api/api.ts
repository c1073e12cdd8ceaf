/** What recognising and sending ask of the server. */

import { BATCH_TYPE, encodeBatch, type SampleWithImages } from "./batch";
import { type Answer, type Body, Client } from "./client";
import { type Account, CONSENT_VERSION, type Consent, type ConsentLevel } from "./consent";

export { ApiError } from "./client";

export type Login = Answer<"post", "/api/session">;
/** What alone is meant by a name and a password. */
export type Intent = NonNullable<Body<"post", "/api/session">["intent"]>;
/** What another site may be allowed to send, and the token it then gets. */
export type SiteLevel = Body<"post", "/api/sites">["level"];
export type SiteToken = Answer<"post", "/api/sites">;
/** The models in use, one of each way, and one whose head is compared with that of hands; null: there is none. */
export type CurrentModels = Answer<"get", "/api/models/current">;
/**
 * What became of a model on this page: `unloaded`: it could not be had, which says nothing of it; `slower`: answers come
 * at most half as often, and `fps` says how often before and after.
 */
export type ModelReport = Body<"post", "/api/models/reports">;
export type SampleResult = Answer<"post", "/api/samples">["results"][number];

/** Every call throws ApiError when it fails. */
export class Api {
  private readonly client: Client;

  /** `origin` left out: the page's own server. `token` speaks for a person where no cookie may. */
  constructor(origin?: string, token: string | null = null) {
    this.client = new Client(origin, token);
  }

  /** Logs in, or registers. 404: nobody has the name; 409: somebody has it. */
  async logIn(name: string, password: string, remember: boolean, intent: Intent): Promise<Login> {
    return this.client.json("post", "/api/session", { body: { name, password, remember, intent } });
  }

  /** Who is logged in, or null. */
  async session(): Promise<Account | null> {
    const { name, consent } = await this.client.json("get", "/api/session");
    return name === null ? null : { name, consent };
  }

  async logOut(): Promise<void> {
    await this.client.send("delete", "/api/session");
  }

  /** Stores what may be kept; gives the consent in force. */
  async setConsent(level: ConsentLevel): Promise<Consent> {
    return this.client.json("put", "/api/consent", { body: { level, version: CONSENT_VERSION } });
  }

  /**
   * Sends one batch of `owner`'s, null: of whom the token speaks for; gives a result per sample. 409: somebody else is
   * logged in by now.
   */
  async sendSamples(owner: string | null, samples: readonly SampleWithImages[]): Promise<readonly SampleResult[]> {
    const body = new Blob([encodeBatch(samples)], { type: BATCH_TYPE });
    const header = owner === null ? {} : { "Sample-Owner": encodeURIComponent(owner) };
    return (await this.client.json("post", "/api/samples", { body, header })).results;
  }

  /** Whether pages of another site may send samples at all. */
  async mayAsk(origin: string): Promise<boolean> {
    return (await this.client.json("get", "/api/sites", { query: { origin } })).allowed;
  }

  /** Makes a token with which pages of that site may send samples of at most that level. */
  async allowSite(origin: string, level: SiteLevel): Promise<SiteToken> {
    return this.client.json("post", "/api/sites", { body: { origin, level } });
  }

  /** Revokes the token that speaks for a person here. */
  async endToken(): Promise<void> {
    await this.client.send("delete", "/api/tokens");
  }

  /** How many people are online, oneself among them. */
  async presence(): Promise<number> {
    return (await this.client.json("get", "/api/presence")).online;
  }

  /** Tells what became of a model on this page: a vote on it, where somebody is logged in. */
  async reportModel(report: ModelReport): Promise<void> {
    await this.client.send("post", "/api/models/reports", { body: report });
  }

  async currentModels(): Promise<CurrentModels> {
    return this.client.json("get", "/api/models/current");
  }
}
