import { useEffect, useState } from "react";
import { type Passkey, type User, addPasskey, settle } from "sesame";
import { sesame } from "./session.ts";
import { useCall } from "./useCall.ts";

export function Account({ user }: { user: User }) {
  const [passkeys, setPasskeys] = useState<Passkey[]>([]);
  const { call, isBusy, message } = useCall();

  useEffect(() => {
    void call(() => settle(sesame.api.GET("/api/auth/passkeys"))).then((data) => setPasskeys(data?.passkeys ?? []));
  }, [user.id]);

  async function add() {
    const passkey = await call(() => addPasskey(sesame));
    if (passkey) setPasskeys((known) => [...known, passkey]);
  }

  return (
    <>
      <h1>Hello {user.name ?? user.email}</h1>
      <h2>Passkeys</h2>
      {passkeys.length === 0 ? <p>None yet.</p> : <ul>{passkeys.map(({ id, name }) => <li key={id}>{name}</li>)}</ul>}
      <p role="alert">{message}</p>
      <button onClick={add} disabled={isBusy}>Add a passkey</button>{" "}
      <button onClick={() => call(() => sesame.signOut())} disabled={isBusy}>Sign out</button>
    </>
  );
}
