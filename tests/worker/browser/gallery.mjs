// Gallery: every page in every distinct state, with the steps to reach it.
import { account } from "./gallery/account.mjs";
import { applications } from "./gallery/applications.mjs";
import { comingIn } from "./gallery/coming_in.mjs";
import { mailed } from "./gallery/mailed.mjs";
import { operators } from "./gallery/operators.mjs";
import { pairing } from "./gallery/pairing.mjs";

/** Settings that turn every feature of the pages on. */
export const GALLERY_SETTINGS = {
  GITHUB_CLIENT_ID: "an-app", GITHUB_CLIENT_SECRET: "a secret", GOOGLE_CLIENT_ID: "an-app", GOOGLE_CLIENT_SECRET: "a secret",
  OIDC_NAME: "the-provider-with-a-long-name", OIDC_ISSUER: "https://id.acme.example", OIDC_CLIENT_ID: "an-app", OIDC_CLIENT_SECRET: "a secret",
};

/** Steps to reach each page, by the name of its state. */
export const gallery = { ...comingIn, ...mailed, ...pairing, ...applications, ...account, ...operators };
