// Client of a Sesame service. See README.md.
export type { Sesame, SignUp, SignedUp } from "./client.ts";
export type { CookieOptions, CookieSesame } from "./cookie_client.ts";
export { type ErrorCode, type LocalCode, type Result, SesameError, type ServiceCode, settle } from "./errors.ts";
export { type NewPasskey, type Passkey, addPasskey, browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, signInWithPasskey } from "./passkeys.ts";
export type { components, paths } from "./schema.ts";
export { createSesame } from "./sesame.ts";
export type { Session, User } from "./state.ts";
export { type TextStorage, memoryStorage } from "./storage.ts";
export type { TokenOptions, TokenSesame } from "./token_client.ts";
