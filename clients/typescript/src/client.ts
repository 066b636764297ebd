// Shared part of the two clients: one keeps a token, one uses cookies.
import { apiTokens } from "./api_tokens.ts";
import type { Credential } from "./credential.ts";
import { type Result, done, failed } from "./errors.ts";
import { type Api, type Connection, type Fetch, Keeper } from "./keeper.ts";
import type { components } from "./schema.ts";
import type { Session, User } from "./state.ts";
import { type TextStorage, inBrowser, isShared } from "./storage.ts";
import { type Tabs, soleTab, tabsOfCookies, tabsOfStorage } from "./tabs.ts";

export interface Options {
  /** URL of the service: its `PUBLIC_URL`. */
  baseURL: string;
  /** Beside each request, such as `X-Sesame-Key` and `X-Client-Address` of a back end. */
  headers?: Record<string, string>;
  /** In place of the global `fetch`, such as a service binding's. */
  fetch?: Fetch;
}

export type SignUp = Omit<components["schemas"]["SignUp"], "image">;

export interface SignedUp {
  user: User;
  /** `null` where the address must be proven first. */
  session: Session | null;
}

export interface Sesame {
  readonly baseURL: string;
  /** Typed calls of every path of `openapi.yaml`, with the session. `settle` turns their answers into results. */
  readonly api: Api;
  /** Session as last known: `undefined` before the first `load`, `null` if nobody is signed in. */
  session(): Session | null | undefined;
  /** Calls back after each change of `session()`, in whichever tab it was made. Returns what ends that. */
  subscribe(changed: () => void): () => void;
  /** Asks the service who is signed in. */
  load(): Promise<Result<Session | null>>;
  signUp(person: SignUp): Promise<Result<SignedUp>>;
  /** Signs in by password. `TOTP_REQUIRED` asks for the same again with `totpCode`. */
  signIn(credentials: components["schemas"]["SignIn"]): Promise<Result<Session>>;
  /**
   * Token of 5 minutes that tells an API of yours who is signed in; `sesame/server` verifies it there.
   * @param audience the API's origin, one of `TRUSTED_ORIGINS`
   */
  tokenFor(audience: string): Promise<Result<string>>;
  /** Ends the session. Where the service cannot be reached, the session goes on and the error says so. */
  signOut(): Promise<Result<void>>;
  /** Ends timers and listeners. */
  close(): void;
}

export function keeperOf(options: Options, storage: TextStorage, credentialOf: (name: string) => Credential): Keeper {
  const baseURL = baseOf(options);
  const name = `sesame:${baseURL}`;
  const credential = credentialOf(name);
  const connection: Connection = {
    baseURL,
    headers: options.headers ?? {},
    fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
    credential,
    tabs: tabsOf(name, credential, storage),
    storage,
    name,
  };
  return new Keeper(connection);
}

function tabsOf(name: string, { refreshes }: Credential, storage: TextStorage): Tabs {
  if (refreshes && inBrowser()) return tabsOfCookies(name);
  return isShared(storage) ? tabsOfStorage(name) : soleTab();
}

export const baseOf = ({ baseURL }: Options): string => baseURL.replace(/\/+$/, "");

/** Members that do not depend on the credential. */
export function common(options: Options, keeper: Keeper): Omit<Sesame, "signUp" | "signIn" | "signOut"> {
  return {
    baseURL: baseOf(options),
    api: keeper.api,
    session: () => keeper.state.get(),
    subscribe: (changed) => keeper.state.subscribe(changed),
    load: () => keeper.load(),
    tokenFor: apiTokens(keeper),
    close: () => keeper.close(),
  };
}

/** Forgets the session after a sign-out that went through, or that had nothing to end. */
export async function ended(keeper: Keeper, signedOut: Promise<Result<unknown>>): Promise<Result<void>> {
  const { error } = await signedOut;
  if (error && error.code !== "INVALID_TOKEN") return failed(error);
  keeper.forget();
  return done(undefined);
}
