// Tokens for APIs of yours: each is asked for once, kept while it lives, and dropped with the session.
import { type Result, done, failed, settle } from "./errors.ts";
import type { Keeper } from "./keeper.ts";

/** Milliseconds for which a token is given again. It lives 5 minutes, and may be on its way for a while. */
const KEPT = 240_000;

interface Kept {
  asked: Promise<Result<string>>;
  until: number;
}

export function apiTokens(keeper: Keeper): (audience: string) => Promise<Result<string>> {
  const tokens = new Map<string, Kept>();
  keeper.state.subscribe(() => tokens.clear());
  return async (audience) => {
    const kept = tokens.get(audience);
    if (kept && Date.now() < kept.until) return kept.asked;
    const asked = ask(keeper, audience);
    const fresh = { asked, until: Date.now() + KEPT };
    tokens.set(audience, fresh);
    const { error } = await asked;
    if (error && tokens.get(audience) === fresh) tokens.delete(audience);
    return asked;
  };
}

async function ask(keeper: Keeper, audience: string): Promise<Result<string>> {
  const { data, error } = await settle(keeper.api.GET("/api/auth/token", { params: { query: { audience } } }));
  return error ? failed(error) : done(data.token);
}
