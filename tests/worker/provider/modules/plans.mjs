// Certification plans of the OpenID Foundation's conformance suite that are replayed here: modules by name.
//
// A module is a function of the provider under test: `rp` (relying party), `client`, `second` and `posting` (registered
// clients; the last sends its secret in the form), `issuer`, `open()` (browser of a new person), `wait(seconds)` and
// `skip(why)`, where the suite would skip it too.
import { CONFIG } from "./config.mjs";
import { LOGOUT } from "./logout.mjs";
import { REQUESTS } from "./requests.mjs";
import { SESSIONS } from "./sessions.mjs";
import { TOKENS } from "./tokens.mjs";

const BASIC = { ...TOKENS, ...REQUESTS, ...SESSIONS };

export const PLANS = [
  { plan: "Config", mode: "query", modules: CONFIG },
  { plan: "Basic", mode: "query", modules: BASIC },
  { plan: "Form Post", mode: "form_post", modules: BASIC },
  { plan: "RP-Initiated Logout", mode: "query", modules: LOGOUT },
];
