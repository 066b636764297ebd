// Accounts and client addresses unique to a test.
import { randomBytes, randomInt } from "node:crypto";
import { checkedIn, known } from "../../../scripts/common_passwords.mjs";

const isTakenForCommon = known(checkedIn());

/** Password that nobody has, and that the filter of common passwords accepts. */
export function newPassword(id = randomBytes(6).toString("hex")) {
  const password = `correct horse ${id}`;
  return isTakenForCommon(password) ? newPassword(`${id} again`) : password;
}

/** Person without an account yet, with a client address of their own. */
export function newPerson() {
  const id = randomBytes(6).toString("hex");
  return {
    email: `person-${id}@example.com`, username: `user-${id}`, password: newPassword(id), name: `Person ${id}`, ip: newAddress(),
  };
}

/** Private IPv4 address, for CF-Connecting-IP. */
export const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** First 48 bits of a network in the documentation range; a fourth group makes it a /64. */
export const newNetwork = () => `2001:db8:${randomInt(1, 65536).toString(16)}`;
