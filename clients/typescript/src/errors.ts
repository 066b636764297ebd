// Refusals as values: one class, whose code is one of a union that the compiler knows.
import type { components } from "./schema.ts";

/** Code that the service answers with. */
export type ServiceCode = components["schemas"]["ErrorCode"];

/**
 * Code of what went wrong on this side.
 *
 * - `NETWORK_ERROR`: no answer came; whether the request was carried out is unknown.
 * - `UNEXPECTED_ANSWER`: an answer came that is none of the service's, such as a proxy's page.
 * - `COOKIES_BLOCKED`: the sign-in went through, but the browser keeps no cookies of the service.
 * - `PASSKEY_CANCELLED`: the person closed the browser's dialog, or it timed out.
 * - `PASSKEY_UNAVAILABLE`: the browser has no WebAuthn, or refuses it on this page.
 */
export type LocalCode = "NETWORK_ERROR" | "UNEXPECTED_ANSWER" | "COOKIES_BLOCKED" | "PASSKEY_CANCELLED" | "PASSKEY_UNAVAILABLE";

export type ErrorCode = ServiceCode | LocalCode;

interface Details {
  /** HTTP status; absent where no answer came. */
  status?: number;
  /** Seconds to wait, beside `TOO_MANY_ATTEMPTS`. */
  retryAfter?: number;
  /** Value for `answerChallenge`, beside `TOTP_REQUIRED` where the sign-in could not carry a code. */
  challenge?: string;
  cause?: unknown;
}

export class SesameError extends Error {
  override readonly name = "SesameError";
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly challenge: string | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.challenge = details.challenge;
  }
}

/** Outcome of a call: `data` or `error`, never both. No method throws a refusal. */
export type Result<T> = { data: T; error?: undefined } | { data?: undefined; error: SesameError };

export const done = <T>(data: T): Result<T> => ({ data });
export const failed = (error: SesameError): { error: SesameError } => ({ error });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Turns an answer of `sesame.api` into a `Result`. */
export async function settle<T>(call: Promise<Answer<T>>): Promise<Result<T>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return done(data as T);
    return failed(refusal(error, response));
  } catch (cause) {
    if (cause instanceof SesameError) return failed(cause);
    const isSyntax = cause instanceof SyntaxError;
    return failed(isSyntax ? unexpected({ cause }) : new SesameError("NETWORK_ERROR", "The service could not be reached", { cause }));
  }
}

const unexpected = (details: Details) => new SesameError("UNEXPECTED_ANSWER", "The service gave an unexpected answer", details);

function refusal(body: unknown, response: Response): SesameError {
  const details: Details = { status: response.status };
  const wait = Number(response.headers.get("Retry-After"));
  if (wait > 0) details.retryAfter = wait;
  if (!isServiceError(body)) return unexpected(details);
  if (body.challenge !== undefined) details.challenge = body.challenge;
  return new SesameError(body.error, body.message, details);
}

function isServiceError(body: unknown): body is components["schemas"]["SessionError"] {
  if (typeof body !== "object" || body === null) return false;
  return "error" in body && typeof body.error === "string" && "message" in body && typeof body.message === "string";
}
