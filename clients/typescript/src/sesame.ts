// `createSesame`, the client in one call.
import { type CookieOptions, type CookieSesame, cookieClient } from "./cookie_client.ts";
import { type TokenOptions, type TokenSesame, tokenClient } from "./token_client.ts";

/** Creates a client that keeps a session token or, with `cookies`, uses the cookies that the service's pages set. */
export function createSesame(options: CookieOptions): CookieSesame;
export function createSesame(options: TokenOptions): TokenSesame;
export function createSesame(options: CookieOptions | TokenOptions): CookieSesame | TokenSesame {
  return options.cookies ? cookieClient(options) : tokenClient(options);
}
