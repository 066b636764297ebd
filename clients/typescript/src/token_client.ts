// Client that keeps a session token.
import { type Options, type Sesame, type SignUp, type SignedUp, common, ended, keeperOf } from "./client.ts";
import { tokenCredential } from "./credential.ts";
import { type Result, done, failed, settle } from "./errors.ts";
import type { components } from "./schema.ts";
import { type Session, sessionOf } from "./state.ts";
import { type TextStorage, defaultStorage } from "./storage.ts";

type Schemas = components["schemas"];

export interface TokenOptions extends Options {
  cookies?: false;
  /** Place of the session token: `localStorage` unless told otherwise, or memory outside browsers. */
  storage?: TextStorage;
}

export interface TokenSesame extends Sesame {
  signUp(person: SignUp & Pick<Schemas["SignUp"], "image">): Promise<Result<SignedUp>>;
  /** Signs in by the token of a mailed link, or by the code in the same mail with the `requestId` of its request. */
  signInWithLink(link: Schemas["MagicLink"]): Promise<Result<Session>>;
  /** Ends a sign-in whose error carried a `challenge`. */
  answerChallenge(answer: Schemas["Challenge"]): Promise<Result<Session>>;
  /** Takes over a session that a call of `api` opened. */
  accept(opened: Schemas["UserAndSession"]): Promise<Session>;
}

export function tokenClient(options: TokenOptions): TokenSesame {
  const storage = options.storage ?? defaultStorage();
  const keeper = keeperOf(options, storage, (name) => tokenCredential(storage, name));
  const accept = async (opened: Schemas["UserAndSession"]) => {
    await keeper.accept(opened);
    return sessionOf(opened);
  };
  const opening = async (call: Promise<Result<Schemas["UserAndSession"]>>) => {
    const { data, error } = await call;
    return error ? failed(error) : done(await accept(data));
  };
  return {
    ...common(options, keeper),
    accept,
    async signUp(body) {
      const { data, error } = await settle(keeper.open.POST("/api/auth/sign-up", { body }));
      if (error) return failed(error);
      const { user, session } = data;
      return done({ user, session: session && (await accept({ user, session })) });
    },
    signIn: (body) => opening(settle(keeper.open.POST("/api/auth/sign-in", { body }))),
    signInWithLink: (body) => opening(settle(keeper.open.POST("/api/auth/magic-link", { body }))),
    answerChallenge: (body) => opening(settle(keeper.open.POST("/api/auth/two-factor/challenge", { body }))),
    signOut: () => ended(keeper, settle(keeper.api.POST("/api/auth/sign-out"))),
  };
}
