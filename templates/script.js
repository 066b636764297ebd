// Passkeys. A form marked data-passkey="get" or "create" asks its data-options for options, has the browser answer them,
// and sends the answer as its field "credential". In a browser without passkeys it is removed; without script, the style
// hides it.
(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!window.PublicKeyCredential) return forms.forEach((form) => form.remove());
  document.querySelectorAll('input[name="passkeys"]').forEach((input) => { input.value = "yes"; });
  if (!forms.length) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // WebAuthn Level 3 section 5.1.8 and 5.1.9, by hand where the browser does not have them yet.
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const parsed = {
    get: (json) =>
      PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ??
      { ...json, challenge: bytes(json.challenge), allowCredentials: known(json.allowCredentials) },
    create: (json) =>
      PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ??
      {
        ...json, challenge: bytes(json.challenge), user: { ...json.user, id: bytes(json.user.id) },
        excludeCredentials: known(json.excludeCredentials),
      },
  };
  // A password manager's credential may inherit methods of the browser's that throw on it.
  const attempt = (read) => { try { return read(); } catch { return undefined; } };
  const written = (credential) => {
    const own = attempt(() => credential.toJSON());
    if (typeof own?.response?.clientDataJSON === "string") return own;
    const { id, response } = credential;
    const answer = {};
    for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject"]) {
      const value = attempt(() => response[name]);
      if (value) answer[name] = text(value);
    }
    const transports = attempt(() => response.getTransports());
    if (Array.isArray(transports)) answer.transports = transports;
    return {
      id, rawId: text(credential.rawId), type: "public-key", response: answer,
      authenticatorAttachment: attempt(() => credential.authenticatorAttachment) ?? null,
      clientExtensionResults: attempt(() => credential.getClientExtensionResults()) ?? {},
    };
  };

  let waiting; // the ceremony under way
  let renewal; // timer of the offer in the list of a field
  async function answer(form, conditional) {
    clearTimeout(renewal);
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const kind = form.dataset.passkey;
    const { password, token } = form.elements;
    const asked = await fetch(form.dataset.options, {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...(password?.value && { password: password.value }), ...(token && { token: token.value }) }), signal,
    });
    if (!asked.ok) throw Object.assign(new Error(), { refused: await asked.json() });
    const { options } = await asked.json();
    if (conditional) renewal = setTimeout(renew, options.timeout * 0.8);
    const publicKey = parsed[kind](options);
    const credential = await navigator.credentials[kind]({ publicKey, signal, ...(conditional ? { mediation: "conditional" } : {}) });
    form.elements.credential.value = JSON.stringify(written(credential));
    if (password) password.disabled = true;
    form.submit();
  }

  for (const form of forms) {
    const problem = form.querySelector("[data-failed]");
    const button = form.querySelector("button:not([type])");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.setAttribute("aria-busy", "true");
      try {
        await answer(form, false);
      } catch (error) {
        const code = error.refused?.error;
        problem.textContent = (code && problem.getAttribute("data-" + code.toLowerCase())) || problem.dataset.failed;
        problem.hidden = false;
        button.removeAttribute("aria-busy");
        if (form === get) offer();
      }
    });
  }
  const get = document.querySelector('form[data-passkey="get"]');
  let available = false;
  const offer = () => { if (available) answer(get, true).catch(() => {}); };
  // The browser's own window has the focus while a person answers, and a page out of sight needs no offer: both wait. The
  // page is given the focus back just before it is given the answer, which an offer at once would abort.
  const renew = () => {
    if (document.hasFocus()) return offer();
    window.addEventListener("focus", () => { renewal = setTimeout(renew, 1_000); }, { once: true });
  };
  if (get && document.querySelector('[autocomplete~="webauthn"]')) {
    Promise.resolve(PublicKeyCredential.isConditionalMediationAvailable?.()).then((is) => {
      available = is === true;
      offer();
    });
  }
})();

// A form is sent once: its buttons rest until the page is left, shown again from the history, or ten seconds have passed.
(() => {
  const sent = new Map();
  const wake = (form) => {
    for (const button of sent.get(form) ?? []) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
    sent.delete(form);
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.passkey) return;
    if (sent.has(form)) return event.preventDefault();
    sent.set(form, []);
    const { submitter } = event;
    // The button that was pressed is part of what is sent, which a disabled one is not.
    setTimeout(() => {
      const buttons = [...document.querySelectorAll("button")].filter((one) => one.form === form && !one.disabled);
      for (const button of buttons) button.disabled = true;
      submitter?.setAttribute("aria-busy", "true");
      sent.set(form, buttons);
    });
    setTimeout(wake, 10_000, form);
  });
  addEventListener("pageshow", () => {
    [...sent.keys()].forEach(wake);
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
})();

// A button beside a password shows it. It is hidden again before its form is sent.
document.querySelectorAll(".secret").forEach((box) => {
  const input = box.querySelector("input");
  const button = document.createElement("button");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  };
  Object.assign(input, { spellcheck: false, autocapitalize: "off" });
  Object.assign(button, { type: "button", className: "reveal", title: document.body.dataset.show });
  button.innerHTML =
    '<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><circle cx="10" cy="10" r="2.5"/><path d="M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10Z"/><path d="m3.5 16.5 13-13"/>';
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  show(false);
  box.append(button);
});

// The hint of a new password says how good it is, as far as that shows without sending it. The service has the last word.
(() => {
  const ROWS = "qwertyuiop asdfghjkl zxcvbnm azertyuiop qsdfghjklm";
  const KNOWN = /^(pass(word)?|motdepasse|qwerty|azerty|iloveyou|jetaime|bonjour|soleil|welcome|admin|letmein|sunshine|princess|football)[\d\W_]*$/;
  const judge = (typed, names) => {
    const signs = [...typed.normalize().toLowerCase()];
    const folded = signs.join("");
    if (signs.length < 8) return "short";
    if (signs.length > 256) return "long";
    if (names.includes(folded)) return "own";
    const codes = signs.map((sign) => sign.codePointAt(0));
    const close = codes.filter((code, at) => at && Math.abs(code - codes[at - 1]) < 2).length;
    const isDull = new Set(signs).size < 5 || close * 2 > signs.length || (signs.length < 12 && /^\d+$/.test(folded));
    if (isDull || KNOWN.test(folded) || ROWS.includes(folded.slice(0, 7))) return "weak";
    return signs.length < 14 ? "fair" : "strong";
  };
  const namesOf = ({ elements }) => {
    const own = ["email", "name", "username"].map((name) => elements[name]?.value ?? "");
    const all = [...own, own[0].split("@")[0], document.querySelector(".brand").textContent.trim(), location.host];
    return all.map((name) => name.normalize().toLowerCase());
  };
  for (const input of document.querySelectorAll('[autocomplete="new-password"]')) {
    const hint = document.getElementById(`${input.id}-hint`);
    if (!hint) continue;
    const rule = hint.textContent;
    hint.setAttribute("aria-live", "polite");
    input.form.addEventListener("input", () => {
      const verdict = input.value && judge(input.value, namesOf(input.form));
      if (hint.dataset.verdict === verdict) return;
      hint.dataset.verdict = verdict;
      hint.textContent = document.body.dataset[verdict] ?? rule;
    });
  }
})();

// A button marked data-wait rests for that many seconds, and counts them down.
document.querySelectorAll("button[data-wait]").forEach((button) => {
  const end = Date.now() + button.dataset.wait * 1_000;
  const count = button.appendChild(document.createElement("span"));
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1_000);
    button.disabled = left > 0;
    if (left <= 0) return count.remove();
    count.textContent = ` ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    setTimeout(tick, 1_000);
  };
  tick();
});

// A button marked data-copy copies the code beside it.
document.querySelectorAll("[data-copy]").forEach((button) =>
  button.addEventListener("click", async () => {
    const code = button.parentElement.querySelector("code");
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = code.dataset.copied;
  }));

// A form marked data-automatic is sent as soon as the page is shown.
document.querySelector("form[data-automatic]")?.submit();

// A field marked data-search keeps the entries that hold each of its words, and the sections that have some.
document.querySelectorAll("[data-search]").forEach((field) => {
  field.hidden = false;
  const sections = [...document.querySelectorAll("main section")].map((section) => ({
    section, entries: [...section.querySelectorAll("details")].map((entry) => ({ entry, text: entry.textContent.toLowerCase() })),
  }));
  field.addEventListener("input", ({ target }) => {
    const words = target.value.toLowerCase().split(/\s+/);
    for (const { section, entries } of sections) {
      for (const { entry, text } of entries) entry.hidden = !words.every((word) => text.includes(word));
      section.hidden = entries.every(({ entry }) => entry.hidden);
    }
  });
});

// A time has its full form, in the reader's zone, as its title.
document.querySelectorAll("time[datetime][title]").forEach((time) => {
  time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "long" });
});
