// Somebody at a browser: with a mouse or a keyboard, in Japanese or English. Journeys name controls, buttons and links by
// their Japanese words; whoever reads English knows what stands there instead.
import assert from 'node:assert/strict';

import { PEOPLE, close, open } from './browser.mjs';
import { ENGLISH } from './english.mjs';
import { control, download, enterOn, fillByLabel, follow, inspect, path, press, screenshot, tabTo, tick, typeInto } from './screen.mjs';

const MOUSE = { fill: fillByLabel, press, follow, tick };
const KEYBOARD = {
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

  follow(link) {
    return this.#kind.hands.follow(this.page, this.word(link));
  }

  /** The form is refused, and each of these controls, and no other, says why. */
  async isRefused(button, ...labels) {
    assert.equal(await this.press(button), 422);
    for (const label of labels) {
      assert.equal(await this.control(label).getAttribute('aria-invalid'), 'true', `${label} is marked as wrong`);
    }
    const marked = await this.page.locator('[aria-invalid=true]').count();
    assert.equal(marked, labels.length, 'no other control is marked as wrong');
    const title = await this.page.title();
    assert.ok(title.startsWith(this.#kind.isEnglish ? 'Error: ' : 'エラー：'), title);
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

  /** Looks at the page as it stands, and keeps a picture. Without JavaScript axe, a script, never answers: a picture only. */
  async look(name) {
    if (!this.#inspects) return;
    const hasScript = this.#kind !== VISITORS.withoutScript;
    await (hasScript ? inspect : screenshot)(this.page, `${name}${this.#kind.name}`);
  }

  leave() {
    return close(this.page);
  }
}
