// What a person does on a screen, and what a screen must be.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { AxeBuilder } from '@axe-core/playwright';

const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const WIDTHS = [375, 1280];

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
      return { names: names.map((text) => text.trim()), isSeen, isNowhere: element === document.body };
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
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.html}`));
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

/** A picture of the whole page at 375 and 1280 pixels, in `artifacts/`. */
export async function screenshot(page, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  await eachWidth(page, WIDTHS, (width) => page.screenshot({ path: `${ARTIFACTS}${name}-${width}.png`, fullPage: true }));
}

/** WCAG 1.4.10 and 1.4.4: nothing to scroll sideways at 320 pixels, nor with the text at 200 %. */
export async function expectReflow(page) {
  await eachWidth(page, [320], () => expectNoSidewaysScroll(page, 'at 320 pixels'));
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  try {
    await eachWidth(page, WIDTHS, (width) => expectNoSidewaysScroll(page, `with text at 200 % at ${width} pixels`));
  } finally {
    await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
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

/** All that every page in every state must be; needs JavaScript in the browser (axe is a script). */
export async function inspect(page, name) {
  await expectOutline(page);
  await expectNoAxeViolations(page);
  await expectLargeTargets(page);
  await expectReflow(page);
  await screenshot(page, name);
}

async function expectNoSidewaysScroll(page, when) {
  const excess = await page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      return element.getBoundingClientRect().right > root.clientWidth + 1;
    });
    const scrolls = root.scrollWidth > root.clientWidth;
    return scrolls ? wide.map((element) => element.outerHTML.slice(0, 120)) : null;
  });
  assert.equal(excess, null, `${page.url()} scrolls sideways ${when}`);
}

async function eachWidth(page, widths, look) {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await look(width);
  }
  await page.setViewportSize(before);
}
