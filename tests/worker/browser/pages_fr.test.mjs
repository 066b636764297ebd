// Every page in every state, in French.
import { testEveryPage } from "./every_page.mjs";

await testEveryPage("fr");
