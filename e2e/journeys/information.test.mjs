// Pages for everybody: the guide of an insurer, the terms, accessibility, the login screen, and refusals.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const PAGES = {
  guide: '/portal/guide?insurer=sakura',
  'terms-of-use': '/portal/terms-of-use',
  accessibility: '/portal/accessibility',
  'login-of-insurer': '/portal/?insurer=sakura',
};

onEachEngine('information', (come) => {
  for (const [language, kind] of [['Japanese', VISITORS.japanese], ['English', VISITORS.english]]) {
    it(`is there for everybody, in ${language}`, async () => {
      const visitor = await come(kind);
      for (const [name, address] of Object.entries(PAGES)) {
        assert.equal(await visitor.goto(address), 200, address);
        await visitor.look(name);
      }
      assert.equal(await visitor.goto('/portal/nowhere'), 404);
      await visitor.look('not-found');
      await visitor.leave();
    });
  }

  it('remembers the language, and can be read in the other one', async () => {
    const visitor = await come(VISITORS.english);
    await visitor.goto('/portal/signup?insurer=sakura');
    assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'en');
    await visitor.page.getByRole('link', { name: '日本語' }).click();
    await visitor.finds('初回登録 1: ご本人の確認');
    assert.equal(await visitor.page.locator('[name=insurer_code]').inputValue(), 'sakura', 'the insurer stays');
    await visitor.leave();
  });

  it('leads from the guide into the registration, insurer filled in', async () => {
    const visitor = await come(VISITORS.withKeyboard);
    await visitor.goto('/portal/guide?insurer=sakura');
    await visitor.follow('初回登録をはじめる');
    visitor.isAt('/portal/signup');
    assert.equal(await visitor.control('保険者指定コード').inputValue(), 'sakura');
    await visitor.leave();
  });

  it('refuses a form that is not of this browser', async () => {
    const visitor = await come();
    await visitor.goto('/portal/signup');
    await visitor.page.context().clearCookies();
    assert.equal(await visitor.press('認証'), 403);
    await visitor.look('not-our-form');
    await visitor.leave();
  });
});
