// Reading the mails that the worker sends: it keeps them in its mailbox of development.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../clients/http.mjs";
import { eventually } from "./database.mjs";

/** A reader of all mailboxes, who remembers what was read. */
export function mailReader(worker) {
  const read = new Set();
  const all = async (address) => (await send(worker, "GET", `/dev/mailbox.json?to=${encodeURIComponent(address)}`)).body;
  const unread = async (address) => (await all(address)).filter(({ id }) => !read.has(id)).map(parsed);
  return {
    /** Every mail to the address, newest first. */
    all,
    /**
     * Waits for a mail to the address that nobody read yet and takes the oldest.
     * @param page the path its link opens, without slashes; null for a mail without a link
     */
    async next(address, page) {
      return eventually(async () => {
        const mails = await unread(address);
        const mail = mails.findLast((one) => one.page === page);
        assert.ok(mail, `no mail to ${address} that opens ${page}; there are: ${mails.map((one) => one.page)}`);
        read.add(mail.id);
        return mail;
      });
    },
    /** Nobody wrote to the address, and half a second later still nobody has. */
    async nothingFor(address) {
      await sleep(500);
      assert.deepEqual((await unread(address)).map(({ subject }) => subject), []);
    },
  };
}

/** A mail with what it is for: its first link, the page and the token in it, and the six digits beside it. */
export function parsed(mail) {
  const [link = null] = mail.text.match(/https?:\/\/\S+/) ?? [];
  const url = link && new URL(link);
  const [code = null] = mail.text.match(/^\s*\d{6}\s*$/m) ?? mail.text.match(/\b\d{6}\b/) ?? [];
  return { ...mail, link, page: url && url.pathname.slice(1), token: url && url.searchParams.get("token"), code: code?.trim() };
}
