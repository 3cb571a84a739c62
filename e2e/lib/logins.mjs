// Members who log in again and again, as a browser's form does it, while something else goes on.
import assert from 'node:assert/strict';

const COOKIE = /^[^;]+/;

async function ask(base, path, jar, body) {
  const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  if (body) Object.assign(headers, { origin: base, 'content-type': 'application/x-www-form-urlencoded' });
  const answer = await fetch(base + path, { method: body ? 'POST' : 'GET', headers, body, redirect: 'manual' });
  for (const cookie of answer.headers.getSetCookie()) {
    const [pair] = cookie.match(COOKIE);
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  return { status: answer.status, text: await answer.text() };
}

/** Logs in once, in a browser of its own; resolves to how long that took, milliseconds. */
async function logIn(base, { userId, password }) {
  const jar = new Map();
  const begun = performance.now();
  const { text } = await ask(base, '/portal/', jar);
  const [, csrf] = text.match(/name="csrf" value="([^"]+)"/);
  const { status } = await ask(base, '/portal/', jar, new URLSearchParams({ csrf, user_id: userId, password }));
  assert.equal(status, 303, 'the login is answered');
  return performance.now() - begun;
}

/** Logs in until `stop()`, which resolves to the times of all logins, milliseconds. */
export function keepLoggingIn(base, person) {
  let goesOn = true;
  const times = [];
  const all = (async () => {
    while (goesOn) {
      times.push(await logIn(base, person));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return times;
  })();
  return async () => {
    goesOn = false;
    return all;
  };
}
