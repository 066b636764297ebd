import { Account } from "./Account.tsx";
import { SignIn } from "./SignIn.tsx";
import { useSession } from "./session.ts";

export function App() {
  const session = useSession();
  if (session === undefined) return <main aria-busy="true" />;
  return <main>{session ? <Account user={session.user} /> : <SignIn />}</main>;
}
