// Accounts and client addresses that no other test uses.
import { randomBytes, randomInt } from "node:crypto";
import { checkedIn, known } from "../../../scripts/common_passwords.mjs";

const isTakenForCommon = known(checkedIn());

/** A password that nobody has: not one of those either that the filter takes for a common one. */
export function newPassword(id = randomBytes(6).toString("hex")) {
  const password = `correct horse ${id}`;
  return isTakenForCommon(password) ? newPassword(`${id} again`) : password;
}

/** A person nobody has signed up yet, with a client address of their own. */
export function newPerson() {
  const id = randomBytes(6).toString("hex");
  return {
    email: `person-${id}@example.com`, username: `user-${id}`, password: newPassword(id), name: `Person ${id}`, ip: newAddress(),
  };
}

/** An IPv4 address of the private range, for CF-Connecting-IP. */
export const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** The first 48 bits of a network in the documentation range; a fourth group makes it a /64. */
export const newNetwork = () => `2001:db8:${randomInt(1, 65536).toString(16)}`;
