// better-auth with the features that this project has too: passwords, bearer tokens, a second factor, magic links,
// passkeys, two providers, and OpenID Connect for applications. Its rate limiter is off, since it is not measured. No mail is sent.
import { oauthProvider } from "@better-auth/oauth-provider";
import { passkey } from "@better-auth/passkey";
import { bearer, jwt, magicLink, twoFactor } from "better-auth/plugins";

const noMail = async () => {};

export const options = (env, database) => ({
  appName: "peer",
  baseURL: env.BETTER_AUTH_URL,
  secret: env.BETTER_AUTH_SECRET,
  database,
  rateLimit: { enabled: false },
  logger: { disabled: true },
  telemetry: { enabled: false },
  emailAndPassword: { enabled: true, sendResetPassword: noMail },
  emailVerification: { sendVerificationEmail: noMail },
  user: { deleteUser: { enabled: true }, changeEmail: { enabled: true } },
  session: { cookieCache: { enabled: env.COOKIE_CACHE === "on", maxAge: 300 } },
  socialProviders: { google: { clientId: "x", clientSecret: "y" }, github: { clientId: "x", clientSecret: "y" } },
  plugins: [
    bearer(),
    twoFactor(),
    magicLink({ sendMagicLink: noMail }),
    jwt(),
    oauthProvider({ loginPage: "/sign-in", consentPage: "/consent", silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true } }),
    passkey({ rpID: "127.0.0.1", rpName: "peer", origin: env.BETTER_AUTH_URL }),
  ],
});
