// What a person does on a screen, and what a screen must be.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { AxeBuilder } from '@axe-core/playwright';

const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** From the narrowest that WCAG 1.4.10 asks for to a desk's screen. */
const WIDTHS = [320, 375, 768, 1280];
/** Where pictures are kept of. */
const PICTURED = [375, 1280];

/** The label with these words; ※必須, 任意 or a reading may stand behind them. */
function labelled(words) {
  const literally = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${literally}\\s*($|[※（(]|必須|任意|Required|Optional)`);
}

/** The control with that label. */
export function control(page, label) {
  return page.getByLabel(labelled(label)).locator('visible=true');
}

export async function fillByLabel(page, label, value) {
  await control(page, label).fill(value);
}

export async function tick(page, label) {
  await control(page, label).check();
}

/** Presses the button with that text and waits for the page that follows. Resolves to its HTTP status. */
export async function press(page, button) {
  return leaving(page, () => page.getByRole('button', { name: button, exact: true }).click());
}

/** Presses a button that hands out a file; the page stays. Resolves to its name and its bytes. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Follows the link with that text. Resolves to the HTTP status. */
export async function follow(page, link) {
  return leaving(page, () => page.getByRole('link', { name: link, exact: true }).first().click());
}

/** Does what leads to another page and waits until that one stands, redirects included. */
async function leaving(page, act) {
  const [answer] = await Promise.all([page.waitForNavigation(), act()]);
  return answer.status();
}

/** Where we are, without the query. */
export function path(page) {
  return new URL(page.url()).pathname;
}

/** Walks with Tab to the control, link or button that is named so, and checks that the focus can be seen. */
export async function tabTo(page, name) {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const labels = [...(element.labels ?? [])].map((label) => label.textContent);
      const names = [...labels, element.getAttribute('aria-label') ?? '', element.textContent];
      const isSeen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      return { names: names.map((text) => text.trim()), isSeen };
    });
    if (focus.names.some((text) => labelled(name).test(text))) {
      assert.ok(focus.isSeen, `the focus on ${name} cannot be seen`);
      return;
    }
  }
  assert.fail(`Tab does not reach ${name} on ${page.url()}`);
}

/** Types with the keyboard into the control that Tab reaches. */
export async function typeInto(page, label, value) {
  await tabTo(page, label);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(value);
}

/** Presses Enter on the button or link that Tab reaches, and waits for the page that follows. Resolves to its HTTP status. */
export async function enterOn(page, button) {
  await tabTo(page, button);
  return leaving(page, () => page.keyboard.press('Enter'));
}

export async function expectNoAxeViolations(page) {
  // Without frames, which no page has, the mode that opens no page of its own finds the same in half the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(WCAG).analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.html}`));
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

/**
 * At every width, and there with the text at 200 % too (WCAG 1.4.10 and 1.4.4), nothing is to be scrolled sideways and no words are
 * cut. Pictures of the whole page at 375 and 1280 pixels are kept in `artifacts/`.
 */
export async function expectReflow(page, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    assert.deepEqual(await page.evaluate(lost, ''), [], `${page.url()} at ${width} pixels`);
    if (PICTURED.includes(width)) await page.screenshot({ path: `${ARTIFACTS}${name}-${width}.png`, fullPage: true });
    assert.deepEqual(await page.evaluate(lost, '200%'), [], `${page.url()} with text at 200 % at ${width} pixels`);
  }
  await page.setViewportSize(before);
}

/** What cannot be read without scrolling sideways, or not at all, with the text of that size. Runs in the page. */
function lost(textSize) {
  const root = document.documentElement;
  root.style.fontSize = textSize;
  try {
    const found = root.scrollWidth > root.clientWidth ? [`it scrolls sideways: ${root.scrollWidth} of ${root.clientWidth} pixels`] : [];
    const isOwnScroller = (style) => [style.overflowX, style.overflowY].some((overflow) => overflow === 'auto' || overflow === 'scroll');
    // The heads of tables whose rows stack on telephones: each value has its head beside it there.
    const clippedAway = [...document.querySelectorAll('.stacks thead')].filter((head) => getComputedStyle(head).clipPath === 'inset(50%)');
    for (const element of document.body.querySelectorAll('*:not(svg, svg *, input, select, textarea, progress, option, .visually-hidden)')) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .skip-link, [aria-hidden=true]')) continue;
      if (clippedAway.some((head) => head.contains(element))) continue;
      const style = getComputedStyle(element);
      if (style.display === 'inline' || style.display === 'contents' || isOwnScroller(style)) continue;
      const holdsWords = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
      const isWide = (holdsWords || style.overflowX !== 'visible') && element.scrollWidth > element.clientWidth + 2;
      const isHigh = style.overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 2;
      const { left, right } = element.getBoundingClientRect();
      const isOutside = (left < -1 || right > root.clientWidth + 1) && !element.closest('.table-frame');
      if (isWide || isHigh || isOutside) found.push(`${isWide ? 'too wide' : isHigh ? 'too high' : 'outside'}: ${element.outerHTML.slice(0, 160)}`);
    }
    return found;
  } finally {
    root.style.removeProperty('font-size');
  }
}

/** WCAG 2.5.8: what is pressed measures 24 pixels at least; links inside a sentence are free. */
export async function expectLargeTargets(page) {
  const small = await page.evaluate(() => {
    const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden=true]');
    const size = (element) => {
      const label = element.labels?.[0];
      const boxes = [element, ...(label ? [label] : [])].map((box) => box.getBoundingClientRect());
      return Math.max(...boxes.map((box) => Math.min(box.width, box.height)));
    };
    const targets = [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')];
    return targets.filter((target) => visible(target) && size(target) < 24).map((target) => target.outerHTML);
  });
  assert.deepEqual(small, [], `targets under 24 pixels on ${page.url()}`);
}

/** The page has one main heading, a title of its own and a language. */
export async function expectOutline(page) {
  const outline = await page.evaluate(() => ({
    headings: document.querySelectorAll('h1').length,
    title: document.title.trim() !== '',
    language: /^(ja|en)$/.test(document.documentElement.lang),
  }));
  assert.deepEqual(outline, { headings: 1, title: true, language: true }, page.url());
}

/** All that every page in every state must be. */
export async function inspect(page, name) {
  await expectOutline(page);
  await expectNoAxeViolations(page);
  await expectLargeTargets(page);
  await expectReflow(page, name);
}

/**
 * The same in a browser that runs no scripts, where moreover nothing may stand that only a script brings to life. axe, a script, never
 * answers there: it looks at the very same document in a browser beside it.
 */
export async function inspectWithoutScript(page, name) {
  await expectOutline(page);
  await expectUsableWithoutScript(page);
  await expectLargeTargets(page);
  await expectReflow(page, name);
  const html = (await page.content()).replace(/<script\b[^>]*><\/script>/g, '').replace(/<(\/?)noscript>/g, '<$1div>');
  const beside = await besideOf(page);
  await beside.route(page.url().split('#')[0], (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }), { times: 1 });
  await beside.goto(page.url());
  await expectNoAxeViolations(beside);
}

const besides = new WeakMap();

/** The page of a browser with scripts, for as long as that page's own profile is open. */
async function besideOf(page) {
  if (!besides.has(page)) {
    const context = await page.context().browser().newContext({ viewport: page.viewportSize() });
    page.context().once('close', () => context.close());
    besides.set(page, await context.newPage());
  }
  return besides.get(page);
}

/** Every control that is seen has a label and is sent by a form, every button sends one, every link leads somewhere. */
async function expectUsableWithoutScript(page) {
  const dead = await page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
    const isSent = (control) => control.form?.hasAttribute('action') && control.form.method === 'post' && control.form.elements.csrf;
    const leads = (link) => {
      const address = link.getAttribute('href');
      return address && (address.startsWith('#') ? document.getElementById(address.slice(1)) : /^(\/|\?|https?:|tel:|mailto:)/.test(address));
    };
    const faults = [
      ...seen('button').filter((button) => button.type !== 'submit' || !isSent(button)),
      ...seen('input, select, textarea').filter((control) => !control.name || control.labels.length === 0 || !isSent(control)),
      ...seen('a').filter((link) => !leads(link)),
    ];
    return faults.map((element) => element.outerHTML.slice(0, 200));
  });
  assert.deepEqual(dead, [], `without JavaScript on ${page.url()}`);
}

/** What has the focus: its id, its place in the error summary (-1 for none), and whether it is the summary itself. */
function focus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const links = [...document.querySelectorAll('.error-summary a')];
    return { id: element.id, link: links.indexOf(element), isSummary: element.matches('.error-summary') };
  });
}

/** The links of the error summary: to which control each leads, by its id. */
export function summaryLinks(page) {
  return page.locator('.error-summary a').evaluateAll((links) => links.map((link) => link.hash.slice(1)));
}

/** The summary is read out first: it has the focus when the page stands. */
export async function expectFocusOnSummary(page) {
  assert.ok((await focus(page)).isSummary, `the error summary has the focus on ${page.url()}`);
}

/** From the focused summary Tab goes to its first link; Enter on each link puts the focus into its control. */
export async function walkSummary(page) {
  await page.keyboard.press('Tab');
  assert.equal((await focus(page)).link, 0, 'Tab goes from the summary to its first link');
  for (const [place, id] of (await summaryLinks(page)).entries()) {
    await page.locator('.error-summary a').nth(place).focus();
    await page.keyboard.press('Enter');
    assert.equal((await focus(page)).id, id, `the link to ${id} puts the focus there`);
  }
}

/** Without a script the browser itself leads from each link of the summary to its control. */
export async function followSummary(page) {
  for (const [place, id] of (await summaryLinks(page)).entries()) {
    await page.locator('.error-summary a').nth(place).click();
    assert.equal(await page.evaluate(() => document.querySelector(':target')?.id), id);
    assert.equal((await focus(page)).id, id, `the link to ${id} puts the focus there`);
  }
}
