// Client that leaves the session to the cookies of dialect D, which the pages of the service set too.
import { type Options, type Sesame, type SignUp, type SignedUp, baseOf, common, ended, keeperOf } from "./client.ts";
import { cookieCredential } from "./credential.ts";
import { type Result, SesameError, done, failed, settle } from "./errors.ts";
import type { components } from "./schema.ts";
import type { Session } from "./state.ts";
import { defaultStorage } from "./storage.ts";

/** Answer of the captcha, where the service has one. */
interface Captcha {
  captcha?: string;
}

export interface CookieOptions extends Options {
  /**
   * The application and the service are of one site, such as `app.example.com` and `auth.example.com`, and the
   * application's origin is one of `TRUSTED_ORIGINS`.
   */
  cookies: true;
}

export interface CookieSesame extends Sesame {
  signUp(person: SignUp & Captcha): Promise<Result<SignedUp>>;
  signIn(credentials: components["schemas"]["SignIn"] & Captcha): Promise<Result<Session>>;
  /** Address of the service's sign-in page, which leads back. */
  signInURL(redirectUrl: string): string;
  /** Address that signs in by a provider, such as `github`, and leads back. */
  providerURL(provider: string, redirectUrl: string): string;
}

export function cookieClient(options: CookieOptions): CookieSesame {
  const keeper = keeperOf(options, defaultStorage(), () => cookieCredential());
  const leadingBack = (path: string, redirectUrl: string) => `${baseOf(options)}${path}?${new URLSearchParams({ redirectUrl })}`;
  return {
    ...common(options, keeper),
    async signUp(body) {
      const { data, error } = await settle(keeper.open.POST("/api/v1/auth/signup/", { body }));
      if (error) return failed(error);
      if (data.access_token === null) return done({ user: data.user, session: null });
      const session = await keeper.accept();
      return session.error ? session : done({ user: data.user, session: session.data });
    },
    async signIn({ email, totpCode, ...rest }) {
      const body = { ...rest, login: email, totp_code: totpCode ?? null };
      const { error } = await settle(keeper.open.POST("/api/v1/auth/signin/", { body }));
      if (error) return failed(error);
      const session = await keeper.accept();
      if (session.error) return session;
      return session.data ? done(session.data) : failed(withoutCookies());
    },
    signOut: () => ended(keeper, settle(keeper.open.POST("/api/v1/auth/custom-logout/"))),
    signInURL: (redirectUrl) => leadingBack("/sign-in", redirectUrl),
    providerURL: (provider, redirectUrl) => leadingBack(`/api/auth/oauth/${encodeURIComponent(provider)}`, redirectUrl),
  };
}

/** The sign-in went through, and the browser kept no cookie of it. */
const withoutCookies = () =>
  new SesameError("COOKIES_BLOCKED", "The browser keeps no cookies of the service: is it of the application's site?");
