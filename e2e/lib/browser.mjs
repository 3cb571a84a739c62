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

/** A page in a new profile. It fails the journey on errors of scripts, and on any request that leaves the service. */
export async function open(browser, world, person = PEOPLE.japanese) {
  const context = await browser.newContext({ baseURL: world.base, timezoneId: 'Asia/Tokyo', ...person });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // The browser's own note on a 4xx answer is no error of the page: a refused form is a 422.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== world.base) problems.push(`left the service: ${request.url()}`);
  });
  problemsOf.set(page, problems);
  return page;
}

const problemsOf = new WeakMap();

/** Closes the profile, and says what went wrong unseen. */
export async function close(page) {
  await page.context().close();
  const problems = problemsOf.get(page);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
