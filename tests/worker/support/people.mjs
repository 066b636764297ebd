// Accounts and client addresses that no other test uses.
import { randomBytes, randomInt } from "node:crypto";

/** A person nobody has signed up yet, with a client address of their own. */
export function newPerson() {
  const id = randomBytes(6).toString("hex");
  return {
    email: `person-${id}@example.com`, username: `user-${id}`, password: `correct horse ${id}`, name: `Person ${id}`, ip: newAddress(),
  };
}

/** An IPv4 address of the private range, for CF-Connecting-IP. */
export const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** The first 48 bits of a network in the documentation range; a fourth group makes it a /64. */
export const newNetwork = () => `2001:db8:${randomInt(1, 65536).toString(16)}`;
