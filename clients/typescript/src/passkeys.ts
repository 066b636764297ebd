// Passkeys: the browser's dialogs between two calls of the service.
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  WebAuthnError,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import type { Sesame } from "./client.ts";
import { type Result, SesameError, done, failed, settle } from "./errors.ts";
import type { components } from "./schema.ts";
import type { Session } from "./state.ts";
import type { TokenSesame } from "./token_client.ts";

export { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } from "@simplewebauthn/browser";

type Schemas = components["schemas"];
/** `openapi.yaml` says of a credential only that it may be absent. */
type Credential = never;
export type Passkey = Schemas["Passkey"];

export interface NewPasskey {
  /** Name that its owner gives it. Without one, the service names it after the authenticator. */
  name?: string;
  /** For a session that authenticated more than 10 minutes ago: `REAUTHENTICATION_REQUIRED` asks for it. */
  password?: string;
}

/** Adds a passkey to the account that is signed in. */
export async function addPasskey(sesame: Sesame, { name, password }: NewPasskey = {}): Promise<Result<Passkey>> {
  const asked = await settle(sesame.api.POST("/api/auth/passkey/register", { body: { password: password ?? null } }));
  if (asked.error) return failed(asked.error);
  const { options } = asked.data as { options: unknown };
  const made = await inDialog(() => startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }));
  if (made.error) return failed(made.error);
  const body = { credential: made.data as Credential, name: name ?? null, password: password ?? null };
  const kept = await settle(sesame.api.POST("/api/auth/passkey/register", { body }));
  return kept.error ? failed(kept.error) : done((kept.data as Schemas["SuccessWithPasskey"]).passkey);
}

/**
 * Signs in by a passkey. With `autofill`, passkeys appear in the field that has `autocomplete="username webauthn"`, and
 * the promise waits until one is chosen.
 */
export async function signInWithPasskey(sesame: TokenSesame, { autofill = false } = {}): Promise<Result<Session>> {
  const asked = await settle(sesame.api.POST("/api/auth/passkey/sign-in", { body: {} }));
  if (asked.error) return failed(asked.error);
  const { options } = asked.data as { options: unknown };
  const optionsJSON = options as PublicKeyCredentialRequestOptionsJSON;
  const made = await inDialog(() => startAuthentication({ optionsJSON, useBrowserAutofill: autofill }));
  if (made.error) return failed(made.error);
  const opened = await settle(sesame.api.POST("/api/auth/passkey/sign-in", { body: { credential: made.data as Credential } }));
  return opened.error ? failed(opened.error) : done(await sesame.accept(opened.data as Schemas["UserAndSession"]));
}

async function inDialog<T>(dialog: () => Promise<T>): Promise<Result<T>> {
  try {
    return done(await dialog());
  } catch (cause) {
    return failed(refusalOf(cause));
  }
}

function refusalOf(cause: unknown): SesameError {
  if (cause instanceof WebAuthnError && cause.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") {
    return new SesameError("PASSKEY_ALREADY_REGISTERED", "This device has a passkey of the account", { cause });
  }
  const name = cause instanceof Error ? cause.name : "";
  return name === "NotAllowedError" || name === "AbortError"
    ? new SesameError("PASSKEY_CANCELLED", "No passkey was chosen", { cause })
    : new SesameError("PASSKEY_UNAVAILABLE", "Passkeys do not work on this page", { cause });
}
