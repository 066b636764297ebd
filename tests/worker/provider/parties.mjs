// Unmodified relying parties, each of which signs a person in, as tests.
import { describe, test } from "node:test";
import { hasApache } from "../../../scripts/test_tools/install.mjs";
import { modAuthOpenidc } from "./parties/apache.mjs";
import { authCore } from "./parties/auth_core.mjs";
import { authlib } from "./parties/authlib.mjs";
import { expressOpenidConnect } from "./parties/express.mjs";
import { formPost } from "./parties/form_post.mjs";
import { mobileApplication } from "./parties/mobile.mjs";
import { WAYS, openidClient } from "./parties/openid_client.mjs";
import { passportOpenidconnect } from "./parties/passport.mjs";
import { singlePageApplication } from "./parties/spa.mjs";

const NO_APACHE = "not run: Apache with libapache2-mod-auth-openidc is not installed";

/** @param provider {issuer, register, open, newAccount, passThrough} */
export function trustedBy(provider) {
  describe("relying parties", () => {
    for (const way of Object.keys(WAYS)) test(`openid-client 6.9.0 with ${way}`, () => openidClient(provider, way));
    test("@auth/core 0.41.3", () => authCore(provider));
    test("express-openid-connect 3.4.0", () => expressOpenidConnect(provider));
    test("passport-openidconnect 0.1.2", () => passportOpenidconnect(provider));
    test("oidc-client-ts 3.5.0 in Chromium", () => singlePageApplication(provider));
    test("an application that takes a form, in Chromium", () => formPost(provider, { script: true }));
    test("authlib 1.9.10", () => authlib(provider));
    test("mod_auth_openidc", { skip: hasApache() ? false : NO_APACHE }, () => modAuthOpenidc(provider));
    test("mobile application, with a scheme of its own", () => mobileApplication(provider));
  });
}
