// Keeper of the session: signs requests, renews silently with one renewal at a time over all tabs, and tells what changed.
import createClient, { type Client } from "openapi-fetch";
import type { Credential } from "./credential.ts";
import { type Result, done, failed, settle } from "./errors.ts";
import { Renewals } from "./renewal.ts";
import type { components, paths } from "./schema.ts";
import { type Session, SessionState, sessionOf } from "./state.ts";
import { type TextStorage, inBrowser } from "./storage.ts";
import type { Tabs } from "./tabs.ts";

export type Api = Client<paths>;
export type Fetch = (request: Request) => Promise<Response>;

export interface Connection {
  baseURL: string;
  /** Beside each request. */
  headers: Record<string, string>;
  fetch: Fetch;
  credential: Credential;
  tabs: Tabs;
  storage: TextStorage;
  /** Of the session, among what the browser's origin keeps. */
  name: string;
}

const SESSION = "/api/auth/session";

export class Keeper {
  readonly state = new SessionState();
  /** Typed calls that show the session. */
  readonly api: Api;
  /** Typed calls that show none, such as a sign-in. */
  readonly open: Api;
  readonly #connection: Connection;
  readonly #renewals: Renewals;
  readonly #endSchedule: () => void;
  /** Counts sign-ins and sign-outs: an answer to a question from before one is out of date. */
  #turn = 0;
  #loading: Promise<Result<Session | null>> | undefined;

  constructor(connection: Connection) {
    const { tabs, storage, name, credential } = connection;
    this.#connection = connection;
    this.#renewals = new Renewals({ tabs, storage, key: `${name}:renewed`, period: credential.period });
    this.api = this.#calls((request) => this.#send(request));
    this.open = this.#calls(connection.fetch);
    this.#endSchedule = this.#renewals.schedule(() => this.#renewInTime());
    tabs.listen((news) => {
      this.#turn += 1;
      if (news === "signed-out") this.state.set(null);
      else void this.load();
    });
  }

  /** Asks the service who is signed in. Calls at the same time are one request. */
  load(): Promise<Result<Session | null>> {
    this.#loading ??= this.#ask().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** Takes over a session that was just opened; without its answer, as with cookies, asks for it. */
  async accept(opened?: components["schemas"]["UserAndSession"]): Promise<Result<Session | null>> {
    this.#turn += 1;
    if (opened) this.#take(opened);
    this.#renewals.note();
    this.#connection.tabs.tell("signed-in");
    return opened ? done(sessionOf(opened)) : this.load();
  }

  /** Forgets the session here and in the other tabs. */
  forget(ended?: string): void {
    this.#turn += 1;
    this.#connection.credential.drop(ended);
    this.state.set(null);
    this.#connection.tabs.tell("signed-out");
  }

  close(): void {
    this.#endSchedule();
    this.#connection.tabs.close();
  }

  async #ask(): Promise<Result<Session | null>> {
    const turn = this.#turn;
    const shown = this.#connection.credential.value();
    if (shown === null) {
      this.state.set(null);
      return done(null);
    }
    const { data, error } = await settle(this.api.GET(SESSION));
    if (turn !== this.#turn) return this.#ask();
    if (data) {
      this.#take(data, shown);
      if (!this.#connection.credential.refreshes) this.#renewals.note();
      return done(sessionOf(data));
    }
    if (error.code !== "INVALID_TOKEN") return failed(error);
    this.forget(shown);
    return done(null);
  }

  #take(opened: components["schemas"]["UserAndSession"], renewed?: string): void {
    this.#connection.credential.keep(opened.session.token, renewed);
    this.state.set(sessionOf(opened));
  }

  /** Sends a request with its credential; where that has ended, renews it and sends the request again. */
  async #send(request: Request): Promise<Response> {
    const { credential, fetch } = this.#connection;
    const copies = credential.refreshes ? [request.clone(), request.clone()] : []; // the second, if another tab's renewal failed
    let sentAt = Date.now();
    let response = await fetch(credential.sign(request));
    for (const again of copies) {
      if (!(await isInvalidToken(response))) return response;
      const refused = await this.#renewals.once(sentAt, () => this.#refresh());
      if (refused) {
        if (refused.status !== 401) return refused;
        break;
      }
      sentAt = Date.now();
      response = await fetch(again);
    }
    if (!request.url.endsWith(SESSION) && (await isInvalidToken(response))) await this.load();
    return response;
  }

  /** Refreshes the cookies. Returns the answer if it is a refusal. */
  async #refresh(): Promise<Response | undefined> {
    const { baseURL, headers, fetch } = this.#connection;
    const response = await fetch(new Request(`${baseURL}/api/v1/auth/custom-refresh/`, { method: "POST", headers, ...this.#credentials() }));
    if (response.ok) this.#renewals.note();
    return response.ok ? undefined : response;
  }

  async #renewInTime(): Promise<void> {
    if (!this.state.get()) return;
    if (this.#connection.credential.refreshes) await this.#refresh();
    else await this.load();
  }

  #calls(fetch: Fetch): Api {
    const { baseURL, headers } = this.#connection;
    return createClient<paths>({ baseUrl: baseURL, headers, fetch, ...this.#credentials() });
  }

  #credentials(): { credentials?: RequestCredentials } {
    return inBrowser() ? { credentials: this.#connection.credential.credentials } : {};
  }
}

async function isInvalidToken(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response.clone().json().catch(() => null);
  return typeof body === "object" && body !== null && "error" in body && body.error === "INVALID_TOKEN";
}
