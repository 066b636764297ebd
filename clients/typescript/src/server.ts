// Verification of the tokens that `GET /api/auth/token` gives a signed-in person for an API of yours.
import { type JWTPayload, type JWTVerifyGetKey, createRemoteJWKSet, customFetch, errors, jwtVerify } from "jose";

export interface VerifierOptions {
  /** The service's `PUBLIC_URL`, which its tokens name as `iss`. */
  issuer: string;
  /** Origin of your API, which the tokens for it name as `aud`. */
  audience: string;
  /** In place of the global `fetch`, such as a service binding's. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Claims of a token. */
export interface Claims extends JWTPayload {
  /** Id of the account. */
  sub: string;
  iss: string;
  iat: number;
  exp: number;
  email?: string | null;
  email_verified?: boolean;
}

/**
 * - `NO_TOKEN`: the request shows none. Answer 401.
 * - `INVALID_TOKEN`: not the service's, not for this API, or expired. Answer 401.
 * - `KEYS_UNAVAILABLE`: the service's keys could not be read, which says nothing of the token. Answer 503.
 */
export type TokenErrorCode = "NO_TOKEN" | "INVALID_TOKEN" | "KEYS_UNAVAILABLE";

export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }

  /** HTTP status to answer with. */
  get status(): 401 | 503 {
    return this.code === "KEYS_UNAVAILABLE" ? 503 : 401;
  }
}

export interface Verifier {
  /** Claims of a token. Throws a `TokenError`. */
  verify(token: string): Promise<Claims>;
  /** Claims of the token in `Authorization: Bearer`. Throws a `TokenError`. */
  authenticate(request: { headers: Headers }): Promise<Claims>;
}

/** Creates a verifier. Create one and keep it: it keeps the service's keys for 5 minutes. */
export function createVerifier(options: VerifierOptions): Verifier {
  const issuer = options.issuer.replace(/\/+$/, "");
  const keys = createRemoteJWKSet(new URL(`${issuer}/oauth2/jwks`), {
    cacheMaxAge: 300_000,
    ...(options.fetch && { [customFetch]: options.fetch }),
  });
  const verify = (token: string) => claimsOf(token, keys, { issuer, audience: options.audience });
  return {
    verify,
    async authenticate(request) {
      const token = /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
      if (!token) throw new TokenError("NO_TOKEN", "The request shows no token");
      return verify(token);
    },
  };
}

async function claimsOf(token: string, keys: JWTVerifyGetKey, expected: { issuer: string; audience: string }): Promise<Claims> {
  try {
    const options = { ...expected, algorithms: ["ES256"], typ: "JWT", requiredClaims: ["sub", "iat", "exp"], clockTolerance: 5 };
    const { payload } = await jwtVerify<Claims>(token, keys, options);
    return payload;
  } catch (cause) {
    throw isOfToken(cause)
      ? new TokenError("INVALID_TOKEN", "Token is invalid or expired", cause)
      : new TokenError("KEYS_UNAVAILABLE", "The keys of the service could not be read", cause);
  }
}

/** True of what is wrong with the token itself, rather than with the keys or the way to them. */
function isOfToken(cause: unknown): boolean {
  if (!(cause instanceof errors.JOSEError)) return false;
  return !(cause instanceof errors.JWKSTimeout || cause instanceof errors.JWKSInvalid || cause.code === "ERR_JOSE_GENERIC");
}
