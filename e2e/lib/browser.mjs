// Debian's Chromium, and the kinds of people who sit in front of it.
import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One browser for a file of journeys; close it in `after`. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
}

/** A person with a browser profile of their own. */
export const PEOPLE = {
  japanese: { locale: 'ja-JP' },
  english: { locale: 'en-US' },
  withoutScript: { locale: 'ja-JP', javaScriptEnabled: false },
};

/** What a page may answer besides itself: a form not ours, nothing there, a refused form, a limit, maintenance (contract, section 4). */
const ANSWERS = [403, 404, 422, 429, 503];

const profiles = new WeakMap();

/**
 * A page in a new profile. It fails the journey on errors of scripts, on any request that leaves the service, and on whatever cannot
 * be loaded: files always, pages unless they answer as pages may.
 */
export async function open(browser, world, person = PEOPLE.japanese) {
  const context = await browser.newContext({ baseURL: world.base, timezoneId: 'Asia/Tokyo', ...person });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems = [];
  const answers = new Set(ANSWERS);
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // The browser's own note on what it could not load says neither what nor why; the responses do.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('response', (answer) => {
    const request = answer.request();
    // A file that a script sends with a bar beside it is answered with a page too.
    const isUpload = request.resourceType() === 'xhr' && request.method() === 'POST';
    const isPage = isUpload || (request.isNavigationRequest() && request.frame() === page.mainFrame());
    if (answer.status() >= 400 && !(isPage && answers.has(answer.status()))) problems.push(`${answer.status()} from ${answer.url()}`);
  });
  page.on('requestfailed', (request) => {
    // What the next page interrupts is no failure.
    if (request.failure().errorText !== 'net::ERR_ABORTED') problems.push(`${request.failure().errorText} at ${request.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== world.base) problems.push(`left the service: ${request.url()}`);
  });
  profiles.set(page, { problems, answers });
  return page;
}

/** From now on pages may answer so too: for a journey that breaks something on purpose. */
export function expectAnswer(page, status) {
  profiles.get(page).answers.add(status);
}

/** Closes the profile, and says what went wrong unseen. */
export async function close(page) {
  await page.context().close();
  const { problems } = profiles.get(page);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
