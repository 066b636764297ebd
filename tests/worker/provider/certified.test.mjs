// The certification plans on a certified provider, npm oidc-provider: a module that it fails would be wrong itself.
import { after } from "node:test";
import { startCertifiedIssuer } from "./certified_issuer.mjs";
import { CLIENTS } from "./clients.mjs";
import { judge } from "./conformance.mjs";

const { issuer, open, close } = await startCertifiedIssuer({ clients: Object.values(CLIENTS) });
after(close);

judge({ issuer, open, ...CLIENTS });
