// Somebody at a browser: with a mouse or a keyboard, in Japanese or English. Journeys name controls, buttons and links by
// their Japanese words; whoever reads English knows what stands there instead.
import assert from 'node:assert/strict';

import { PEOPLE, close, expectAnswer, open } from './browser.mjs';
import { ENGLISH } from './english.mjs';
import {
  control,
  download,
  enterOn,
  expectFocusOnSummary,
  fillByLabel,
  follow,
  followSummary,
  inspect,
  inspectWithoutScript,
  path,
  press,
  summaryLinks,
  tabTo,
  tick,
  typeInto,
  walkSummary,
} from './screen.mjs';

const MOUSE = {
  fill: fillByLabel,
  press,
  follow,
  tick,
  pressHere: (page, button) => page.getByRole('button', { name: button, exact: true }).click(),
};
const KEYBOARD = {
  async pressHere(page, button) {
    await tabTo(page, button);
    await page.keyboard.press('Enter');
  },
  fill: typeInto,
  press: enterOn,
  follow: enterOn,
  async tick(page, label) {
    await tabTo(page, label);
    await page.keyboard.press('Space');
  },
};

/** Who may come. `name` ends the names of the pictures that are taken. */
export const VISITORS = {
  japanese: { person: PEOPLE.japanese, hands: MOUSE, name: '' },
  english: { person: PEOPLE.english, hands: MOUSE, name: '-en', isEnglish: true },
  withoutScript: { person: PEOPLE.withoutScript, hands: MOUSE, name: '-no-script' },
  withKeyboard: { person: PEOPLE.japanese, hands: KEYBOARD, name: '-keyboard' },
};

export class Visitor {
  #kind;
  #inspects;

  /** A new browser profile. With `inspects` every `look` is a full one; pages do not differ between engines. */
  static async come(browser, world, kind = VISITORS.japanese, { inspects = world.engine === 'sqlite' } = {}) {
    const visitor = new Visitor();
    visitor.world = world;
    visitor.page = await open(browser, world, kind.person);
    visitor.#kind = kind;
    visitor.#inspects = inspects;
    if (kind.isEnglish) await visitor.goto(`${world.front}?lang=en`);
    return visitor;
  }

  /** The words that stand on this visitor's screen. */
  word(japanese) {
    if (!this.#kind.isEnglish) return japanese;
    assert.ok(japanese in ENGLISH, `lib/english.mjs lacks ${japanese}`);
    return ENGLISH[japanese];
  }

  get path() {
    return path(this.page);
  }

  async goto(address) {
    const answer = await this.page.goto(address);
    return answer.status();
  }

  control(label) {
    return control(this.page, this.word(label));
  }

  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) await this.#kind.hands.fill(this.page, this.word(label), value);
  }

  tick(label) {
    return this.#kind.hands.tick(this.page, this.word(label));
  }

  /** Presses a button. Resolves to the HTTP status of the page that follows. */
  press(button) {
    return this.#kind.hands.press(this.page, this.word(button));
  }

  /** Presses a button that hands out a file. */
  download(button) {
    return download(this.page, this.word(button));
  }

  /** Follows a link, which must lead to a page. */
  async follow(link) {
    const status = await this.#kind.hands.follow(this.page, this.word(link));
    assert.ok(status < 400, `${link} leads to ${status} at ${this.page.url()}`);
  }

  /** From now on pages may answer so too. */
  expects(status) {
    expectAnswer(this.page, status);
  }

  /** Presses a button that is no form's, and stays on the page: with the mouse or with Enter. */
  async pressHere(button) {
    await this.#kind.hands.pressHere(this.page, this.word(button));
  }

  /** The form is refused, and each of these controls, and no other, says why; the summary on top leads to each of them. */
  async isRefused(button, ...labels) {
    assert.equal(await this.press(button), 422);
    await this.saysWhy(...labels);
    const title = await this.page.title();
    assert.ok(title.startsWith(this.#kind.isEnglish ? 'Error: ' : 'エラー：'), title);
  }

  /** Each of these controls, and no other, says what is wrong with it; the summary on top leads to each of them. */
  async saysWhy(...labels) {
    const ids = [];
    for (const label of labels) {
      assert.equal(await this.control(label).getAttribute('aria-invalid'), 'true', `${label} is marked as wrong`);
      ids.push(await this.control(label).getAttribute('id'));
    }
    const marked = await this.page.locator('[aria-invalid=true]').count();
    assert.equal(marked, labels.length, 'no other control is marked as wrong');
    const links = await summaryLinks(this.page);
    assert.deepEqual(ids.filter((id) => !links.includes(id)), [], 'the summary has a link to each');
    for (const id of links) assert.equal(await this.page.locator(`[id="${id}"]`).count(), 1, `the summary's link to ${id} leads somewhere`);
    if (this.#kind === VISITORS.withoutScript) return followSummary(this.page);
    await expectFocusOnSummary(this.page);
    if (this.#kind === VISITORS.withKeyboard) await walkSummary(this.page);
  }

  /** Waits until these words can be read. */
  async reads(text) {
    await this.page.getByText(this.word(text)).first().waitFor();
  }

  /** Waits until this can be read, in whatever language the page is. */
  async finds(text) {
    await this.page.getByText(text).first().waitFor();
  }

  isAt(address) {
    assert.equal(this.path, address);
  }

  /** Looks at the page as it stands, and keeps pictures. */
  async look(name) {
    if (!this.#inspects) return;
    const hasScript = this.#kind !== VISITORS.withoutScript;
    await (hasScript ? inspect : inspectWithoutScript)(this.page, `${name}${this.#kind.name}`);
  }

  leave() {
    return close(this.page);
  }
}
