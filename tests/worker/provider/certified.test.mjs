// The certification plans and the relying parties on a certified provider, npm oidc-provider: a test that it fails would
// be wrong itself.
import { after } from "node:test";
import { startCertifiedIssuer } from "./certified_issuer.mjs";
import { registerClients } from "./clients.mjs";
import { judge } from "./conformance.mjs";
import { trustedBy } from "./parties.mjs";

const [judged, trusted] = [await startCertifiedIssuer({ takesPosts: true }), await startCertifiedIssuer({ takesPosts: false })];
after(() => Promise.all([judged.close(), trusted.close()]));

judge({ ...judged, ...(await registerClients(judged.register)) });
trustedBy(trusted);
