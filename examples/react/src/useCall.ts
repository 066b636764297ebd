// Hook for a button or a form that calls the service: busy while it runs, and what was refused.
import { useState } from "react";
import type { ErrorCode, Result } from "sesame";

/** Sentences where the service's own is not the best one here. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  NETWORK_ERROR: "The service does not answer. Try again in a moment.",
  TOTP_REQUIRED: "Enter the code of your authenticator app.",
};

export function useCall() {
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ErrorCode>();
  const [message, setMessage] = useState("");

  /** Runs a call. Returns its data, if it has some. */
  async function call<T>(run: () => Promise<Result<T>>): Promise<T | undefined> {
    setBusy(true);
    const { data, error } = await run();
    setBusy(false);
    setRefused(error?.code);
    setMessage(error ? (SENTENCES[error.code] ?? error.message) : "");
    return data;
  }

  return { call, isBusy, refused, message };
}
