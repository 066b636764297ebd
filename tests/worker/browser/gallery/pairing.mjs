// Gallery: pairing a device.
import { shownCode } from "./steps.mjs";

export const pairing = {
  "pair": async (visitor) => {
    await visitor.signUp();
    await visitor.goto("/pair");
  },
  "pair, wrong code": async (visitor) => {
    await pairing.pair(visitor);
    await visitor.submit("/pair", { code: "000000" });
  },
  "pair, confirm": async (visitor) => {
    const { code } = await shownCode(visitor);
    await pairing.pair(visitor);
    await visitor.submit("/pair", { code });
  },
  "device refused": async (visitor) => {
    await pairing["pair, confirm"](visitor);
    await visitor.submit("/pair", {}, { mark: "refuse" });
  },
  "device paired": async (visitor) => {
    await pairing["pair, confirm"](visitor);
    await visitor.submit("/pair", {}, { mark: "confirm" });
  },
};
