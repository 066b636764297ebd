// The certification plans of docs/conformance.md on the service.
import { after } from "node:test";
import { registerClients } from "./clients.mjs";
import { judge } from "./conformance.mjs";
import { startSesameIssuer } from "./sesame_issuer.mjs";

const { close, ...provider } = await startSesameIssuer();
after(close);

judge({ ...provider, ...(await registerClients(provider.register)) });
