// What makes the pages easier where scripts run. Every journey works without it. Nothing is stored in the browser.
"use strict";

// The server's clock: what the device's own says does not matter.
const serverNow = Number(document.body.dataset.now);
const now = () => serverNow + performance.now();

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** What shows or hides each password field. */
const showing = new Map();

focusErrors();
document.querySelectorAll("[data-show-password]").forEach(offerToShow);
document.querySelectorAll("[data-make-password]").forEach(offerToMake);
document.querySelectorAll("[data-password-rules]").forEach(tickRules);
document.querySelectorAll("[data-calendar-for]").forEach(offerCalendar);
document.querySelectorAll("[data-resend-at]").forEach(countToResend);
document.querySelectorAll("[data-print]").forEach(offerToPrint);
document.querySelectorAll("[data-session-ends]").forEach(watchSession);
document.querySelectorAll("form[data-passkey]").forEach(offerPasskey);
document.querySelectorAll("form[data-draft]").forEach(saveWhileWriting);
document.querySelectorAll("form[data-upload]").forEach(offerUpload);
document.querySelectorAll("[data-task]").forEach(followTask);
document.querySelectorAll("form").forEach(sendOnce);

/** The error summary is read out first; its links put the cursor into the field. */
function focusErrors() {
  const summary = document.querySelector(".error-summary");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const field = event.target.closest("a")?.hash && document.getElementById(event.target.closest("a").hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field, .choice") ?? field).scrollIntoView({ behavior: reduced.matches ? "auto" : "smooth" });
    field.focus({ preventScroll: true });
  });
}

/** パスワードを表示する / 隠す; sent hidden, so that browsers do not take it for a text to remember. */
function offerToShow(button) {
  const field = document.getElementById(button.dataset.showPassword);
  const show = button.textContent;
  const told = statusBeside(button);
  const set = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : show;
  };
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    set(shown);
    told.textContent = shown ? button.dataset.shown : button.dataset.hidden;
  });
  field.form?.addEventListener("submit", () => set(false));
  showing.set(field, set);
  button.hidden = false;
}

/** パスワードの例を作る: an example that every policy takes, filled in and shown, so that it can be written down. */
function offerToMake(button) {
  const field = document.getElementById(button.dataset.makePassword);
  const told = document.createElement("p");
  told.className = "field__made";
  told.setAttribute("role", "status");
  button.parentElement.after(told);
  button.addEventListener("click", () => {
    field.value = examplePassword();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    showing.get(field)?.(true);
    told.textContent = button.dataset.made;
  });
  button.hidden = false;
}

/** Four groups of three (59 bits), of letters and digits that cannot be mistaken for one another; at least one of each. */
function examplePassword() {
  const characters = "abcdefghjkmnpqrstuvwxyz23456789";
  const fair = 256 - (256 % characters.length);
  const drawn = new Uint8Array(1);
  const draw = () => {
    do crypto.getRandomValues(drawn);
    while (drawn[0] >= fair);
    return characters[drawn[0] % characters.length];
  };
  for (;;) {
    const groups = Array.from({ length: 4 }, () => Array.from({ length: 3 }, draw).join(""));
    const example = groups.join("-");
    if (/[a-z]/.test(example) && /[0-9]/.test(example)) return example;
  }
}

/** The list of what a password needs ticks itself, by the numbers and the counting of the server. */
function tickRules(list) {
  const field = document.getElementById(list.dataset.passwordRules);
  const min = Number(list.dataset.min);
  const max = Number(list.dataset.max);
  const freeFrom = Number(list.dataset.freeFrom ?? Infinity);
  const judge = {
    length: (text, count) => count >= min && count <= max,
    letter: (text, count) => count >= freeFrom || /[A-Za-z]/.test(text),
    digit: (text, count) => count >= freeFrom || /[0-9]/.test(text),
    symbol: (text, count) => count >= freeFrom || /[!-/:-@[-`{-~]/.test(text),
  };
  const lines = [...list.querySelectorAll("[data-rule]")].map((line) => {
    const said = document.createElement("span");
    said.className = "visually-hidden";
    line.append(said);
    return { line, said, rule: line.dataset.rule };
  });
  const tick = () => {
    const text = field.value.normalize("NFKC");
    const count = [...text].length;
    for (const { line, said, rule } of lines) {
      const met = judge[rule](text, count);
      line.dataset.met = met;
      said.textContent = met ? list.dataset.met : list.dataset.unmet;
    }
  };
  field.addEventListener("input", tick);
  tick();
}

/** The browser's own calendar fills the one text field. */
function offerCalendar(button) {
  const field = document.getElementById(button.dataset.calendarFor);
  const calendar = document.createElement("input");
  if (!("showPicker" in calendar)) return;
  Object.assign(calendar, { type: "date", tabIndex: -1, className: "visually-hidden" });
  if (field.autocomplete === "bday") calendar.max = isoDay(new Date(now()));
  calendar.setAttribute("aria-hidden", "true");
  button.after(calendar);
  const japanese = document.documentElement.lang === "ja";
  calendar.addEventListener("change", () => {
    const [year, month, day] = calendar.value.split("-").map(Number);
    if (!day) return;
    field.value = japanese ? `${year}年${month}月${day}日` : calendar.value;
    field.focus();
  });
  button.addEventListener("click", () => {
    const typed = field.value.match(/^\s*(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?\s*$/);
    calendar.value = typed ? `${typed[1]}-${typed[2].padStart(2, "0")}-${typed[3].padStart(2, "0")}` : "";
    calendar.showPicker();
  });
  button.hidden = false;
}

function isoDay(date) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(date);
}

/** Counts down to the moment from which a code may be sent again. The button waits with it, and stays in reach. */
function countToResend(line) {
  const at = Number(line.dataset.resendAt);
  const form = line.closest("form");
  const button = form?.querySelector("button[type=submit]");
  const wait = () => Math.ceil((at - now()) / 1000);
  const show = () => {
    const seconds = wait();
    line.textContent = seconds > 0 ? line.dataset.wait.replace("{seconds}", seconds) : line.dataset.ready;
    if (seconds > 0) {
      button?.setAttribute("aria-disabled", "true");
      setTimeout(show, 1000);
    } else {
      button?.removeAttribute("aria-disabled");
    }
  };
  form?.addEventListener("submit", (event) => {
    if (wait() > 0) event.preventDefault();
  });
  show();
}

function offerToPrint(button) {
  button.addEventListener("click", () => print());
  button.hidden = false;
}

/** Warns two minutes before the session ends, extends it at the press of a button, and leaves the page when it is over. */
function watchSession(region) {
  const ahead = 2 * 60_000;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("madoguchi-session") : undefined;
  let ends = Number(region.dataset.sessionEnds);
  let timer;
  const plan = () => {
    clearTimeout(timer);
    const left = ends - now();
    // What was open must not stay on the screen of a device that somebody left. The login page sends back who is still logged in.
    if (left <= 0) return location.assign(region.dataset.login);
    if (left <= ahead) warn();
    else region.querySelector(".banner")?.remove();
    timer = setTimeout(plan, left <= ahead ? left : left - ahead);
  };
  const extended = (until) => {
    ends = until;
    plan();
  };
  const warn = () => {
    if (region.querySelector(".banner")) return;
    region.append(region.querySelector("template").content.cloneNode(true));
    const button = region.querySelector("[data-session-continue]");
    button.addEventListener("click", async () => {
      const answer = await fetch(region.dataset.session, { redirect: "manual" }).catch(() => undefined);
      if (!answer?.ok) return location.assign(region.dataset.login);
      const until = Number(await answer.text());
      const isLast = until - now() <= ahead;
      extended(until);
      tabs?.postMessage(until);
      if (!isLast) return;
      region.querySelector("[data-session-words]").textContent = region.dataset.last;
      button.remove();
    });
  };
  tabs?.addEventListener("message", ({ data }) => data > ends && extended(data));
  tabs?.postMessage(ends);
  document.addEventListener("visibilitychange", plan);
  plan();
}

/** What is written is saved a moment after each change, so that it comes back when the session ended before it was sent. */
function saveWhileWriting(form) {
  const told = document.createElement("p");
  told.className = "field__hint";
  form.append(told);
  let timer;
  let saving = new AbortController();
  const typed = () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("draft", form.dataset.draft);
    return body;
  };
  const save = async () => {
    timer = undefined;
    saving = new AbortController();
    const answer = await fetch("/desk/draft", { method: "POST", body: typed(), redirect: "manual", signal: saving.signal }).catch(() => undefined);
    if (!answer?.ok) return;
    const time = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" }).format(now());
    told.textContent = form.dataset.draftSaved.replace("{time}", time);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  };
  form.addEventListener("input", wait);
  form.addEventListener("change", wait);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    saving.abort();
  });
  // Who leaves the page, or whose session ends now, loses nothing of the last moment.
  addEventListener("pagehide", () => timer && navigator.sendBeacon("/desk/draft", typed()));
}

/** The browser asks an authenticator; its answer goes into the form. */
function offerPasskey(form) {
  if (!window.PublicKeyCredential) return;
  const button = form.querySelector("button[type=submit]");
  const failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-lacking]").remove();
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    failed.hidden = true;
    try {
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const asked = await fetch(form.dataset.begin, { method: "POST", body });
      if (!asked.ok) throw new Error(asked.status);
      const options = await asked.json();
      const answer = form.dataset.passkey === "create" ? await createPasskey(options) : await getPasskey(options);
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch {
      // Refused, cancelled or timed out: the browser does not say which.
      failed.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}

async function createPasskey(options) {
  options.challenge = bytesOf(options.challenge);
  options.user.id = bytesOf(options.user.id);
  for (const known of options.excludeCredentials) known.id = bytesOf(known.id);
  const made = await navigator.credentials.create({ publicKey: options });
  return credential(made, {
    attestationObject: textOf(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function getPasskey(options) {
  options.challenge = bytesOf(options.challenge);
  const given = await navigator.credentials.get({ publicKey: options });
  return credential(given, {
    authenticatorData: textOf(given.response.authenticatorData),
    signature: textOf(given.response.signature),
    userHandle: textOf(given.response.userHandle),
  });
}

function credential(given, response) {
  return {
    id: given.id,
    rawId: given.id,
    type: given.type,
    authenticatorAttachment: given.authenticatorAttachment,
    clientExtensionResults: {},
    response: { clientDataJSON: textOf(given.response.clientDataJSON), ...response },
  };
}

/** base64url, as the server writes it. */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A file is sent with a bar that shows how far it is; the page that answers takes this one's place. */
function offerUpload(form) {
  const file = form.elements.file;
  const region = form.querySelector("[data-upload-progress]");
  const [words, bar, percent] = ["[data-upload-words]", "progress", "[data-upload-percent]"].map((part) => region.querySelector(part));
  const tell = (text) => {
    region.hidden = false;
    words.textContent = text;
  };
  const sending = words.textContent;
  let request;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (request) return;
    if (file.files[0]?.size > Number(form.dataset.most)) return tell(form.dataset.tooLarge);
    request = new XMLHttpRequest();
    const failed = () => {
      request = undefined;
      tell(form.dataset.failed);
    };
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      const done = Math.floor((loaded * 100) / total);
      bar.value = done;
      percent.textContent = `${done}%`;
    });
    request.upload.addEventListener("load", () => tell(form.dataset.sent));
    request.addEventListener("error", failed);
    request.addEventListener("load", () => {
      // Redirects were followed: what was sent well stands at another address.
      if (request.responseURL !== new URL(form.action).href) return location.assign(request.responseURL);
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      if (!answer) return failed();
      document.querySelector("main").replaceWith(answer);
      answer.querySelectorAll("form[data-upload]").forEach(offerUpload);
      focusErrors();
    });
    tell(sending);
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

/** How far a task is, until there is another page; what cannot be asked now is asked again. */
function followTask(region) {
  const [words, bar, percent] = ["[data-task-words]", "progress", "[data-task-percent]"].map((part) => region.querySelector(part));
  const ask = async () => {
    const answer = await fetch(region.dataset.task, { redirect: "manual" }).catch(() => undefined);
    // Another page in its place, such as the login.
    if (answer && !answer.ok) return location.reload();
    const state = await answer?.json();
    if (state?.next) return location.replace(state.next);
    if (state) show(state);
    setTimeout(ask, 1000);
  };
  const show = (state) => {
    if (words.textContent !== state.words) words.textContent = state.words;
    if (state.percent === null) bar.removeAttribute("value");
    else bar.value = state.percent;
    percent.textContent = state.percent === null ? state.amount : `${state.percent}%`;
  };
  setTimeout(ask, 500);
}

/** A second press while the first is on its way sends nothing, unless something else is asked for: a download leaves the page as it is.
    The button stays usable for assistive technology. */
function sendOnce(form) {
  let sentAt = -Infinity;
  let sent;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const asked = new URLSearchParams(new FormData(form, event.submitter)).toString();
    const now = `${event.submitter?.getAttribute("formaction") ?? ""}?${asked}`;
    if (now === sent && performance.now() - sentAt < 5000) return event.preventDefault();
    [sentAt, sent] = [performance.now(), now];
  });
  addEventListener("pageshow", () => (sentAt = -Infinity));
}

function statusBeside(element) {
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  element.after(status);
  return status;
}
