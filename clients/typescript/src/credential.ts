// Credential of a request: a token that this library keeps, or the cookies that the browser keeps.
import type { TextStorage } from "./storage.ts";

export interface Credential {
  /** Fetch's setting; absent outside browsers, where workerd refuses it. */
  readonly credentials: RequestCredentials;
  /** Milliseconds after which a tab that stays open renews. */
  readonly period: number;
  /** True where only dialect D's refresh renews; a token is renewed by `GET /api/auth/session`. */
  readonly refreshes: boolean;
  /** Token, or `null` if there can be no session. Cookies cannot be read, so their value is empty. */
  value(): string | null;
  sign(request: Request): Request;
  /** Keeps a token, unless another tab has replaced the one that it renews. */
  keep(token: string, renewed?: string): void;
  /** Drops the token, unless another tab has replaced it. */
  drop(ended?: string): void;
}

const HOUR = 3_600_000;

/** Session token in a storage. It lives 7 days and is renewed once a day old. */
export function tokenCredential(storage: TextStorage, key: string): Credential {
  const value = () => storage.getItem(key);
  const isStill = (known?: string) => known === undefined || value() === known;
  return {
    credentials: "omit",
    period: 6 * HOUR,
    refreshes: false,
    value,
    sign(request) {
      const token = value();
      if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
      return request;
    },
    keep: (token, renewed) => void (isStill(renewed) && storage.setItem(key, token)),
    drop: (ended) => void (isStill(ended) && storage.removeItem(key)),
  };
}

/** Cookies of dialect D. The one that opens the session lives 15 minutes. */
export function cookieCredential(): Credential {
  return {
    credentials: "include",
    period: HOUR / 6,
    refreshes: true,
    value: () => "",
    sign: (request) => request,
    keep: () => {},
    drop: () => {},
  };
}
