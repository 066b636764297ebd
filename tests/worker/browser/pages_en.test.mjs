// Every page in every state, in English.
import { testEveryPage } from "./every_page.mjs";

await testEveryPage("en");
