// Reader of the mails that the worker keeps in its development mailbox.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "../clients/http.mjs";
import { eventually } from "./database.mjs";

/** Reader of all mailboxes, which remembers what it has read. */
export function mailReader(worker) {
  const read = new Set();
  const all = async (address) => (await send(worker, "GET", `/dev/mailbox.json?to=${encodeURIComponent(address)}`)).body;
  const unread = async (address) => (await all(address)).filter(({ id }) => !read.has(id)).map(parsed);
  return {
    /** Every mail to the address, newest first. */
    all,
    /**
     * Waits for an unread mail to the address and takes the oldest.
     * @param page the path its token opens, without slashes; null for a mail without a token
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
    /** Asserts that no mail to the address exists, now or half a second later. */
    async nothingFor(address) {
      await sleep(500);
      assert.deepEqual((await unread(address)).map(({ subject }) => subject), []);
    },
  };
}

/** Mail with its purpose: its first link, with the token's page and the token, and the six digits beside it. */
export function parsed(mail) {
  const [link = null] = mail.text.match(/https?:\/\/\S+/) ?? [];
  const url = link && new URL(link);
  const [code = null] = mail.text.match(/^\s*\d{6}\s*$/m) ?? mail.text.match(/\b\d{6}\b/) ?? [];
  const token = url && url.searchParams.get("token");
  return { ...mail, link, page: token && url.pathname.slice(1), token, code: code?.trim() };
}
