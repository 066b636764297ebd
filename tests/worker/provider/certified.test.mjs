// The certification plans and the relying parties on a certified provider, npm oidc-provider: a test that it fails would
// be wrong itself.
import { after } from "node:test";
import { startCertifiedIssuer } from "./certified_issuer.mjs";
import { registerClients } from "./clients.mjs";
import { judge } from "./conformance.mjs";
import { trustedBy } from "./parties.mjs";

const { close, ...provider } = await startCertifiedIssuer();
after(close);

judge({ ...provider, ...(await registerClients(provider.register)) });
trustedBy(provider);
