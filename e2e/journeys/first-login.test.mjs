// From the insurer's leaflet to マイページ: sign-up, code from the mail, login, terms, マイページ, logout.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { PEOPLE, close, launch, open } from '../lib/browser.mjs';
import { ENGINES } from '../lib/database.mjs';
import { agree, expectHome, identify, logIn, logOut, signUp } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { control, enterOn, inspect, path, tabTo, typeInto } from '../lib/screen.mjs';
import { World } from '../lib/world.mjs';

const { yui, chizuru, ryuya } = PEOPLE_OF_SAKURA;

for (const engine of ENGINES) {
  describe(`the first login on ${engine}`, () => {
    let browser;
    let world;
    before(async () => {
      [browser, world] = await Promise.all([launch(), World.begin(engine)]);
    });
    after(async () => {
      await browser?.close();
      await world?.end();
    });

    it('leads a member from the first address to マイページ and out again', async () => {
      const page = await open(browser, world);
      await signUp(page, world, yui, inspect);
      await logIn(page, yui);
      await inspect(page, 'terms');
      await agree(page);
      await expectHome(page);
      await inspect(page, 'home');
      await logOut(page);
      await inspect(page, 'login');

      await logIn(page, yui);
      await expectHome(page);
      await close(page);
    });

    it('shows one and the same refusal, with the ways that remain', async () => {
      const page = await open(browser, world);
      await page.goto('/portal/signup');
      const status = await identify(page, { ...yui, number: '99999' });
      assert.equal(status, 422);
      await page.getByText('入力された内容では確認できませんでした').first().waitFor();
      await page.getByText('03-0000-0000').first().waitFor();
      await inspect(page, 'signup-refused');
      await close(page);
    });

    it('points at each field that cannot be read, and keeps what was typed', async () => {
      const page = await open(browser, world);
      await page.goto('/portal/signup');
      const status = await identify(page, { ...yui, birthDate: '昭和65年1月1日', kanaName: '福田 結衣' });
      assert.equal(status, 422);
      assert.equal(path(page), '/portal/signup');
      for (const label of ['生年月日', '氏名（カナ）']) {
        assert.equal(await control(page, label).getAttribute('aria-invalid'), 'true', label);
      }
      assert.equal(await control(page, '番号').getAttribute('aria-invalid'), null);
      assert.equal(await control(page, '生年月日').inputValue(), '昭和65年1月1日');
      await inspect(page, 'signup-errors');
      await close(page);
    });

    it('works without JavaScript', async () => {
      const page = await open(browser, world, PEOPLE.withoutScript);
      await signUp(page, world, chizuru);
      await logIn(page, chizuru);
      await agree(page);
      await expectHome(page);
      await logOut(page);
      await close(page);
    });

    it('works by keyboard alone', async () => {
      const page = await open(browser, world);
      await page.goto('/portal/signup?insurer=sakura');
      assert.equal(await control(page, '保険者指定コード').inputValue(), 'sakura');
      await typeInto(page, '記号', ryuya.symbol);
      await typeInto(page, '番号', ryuya.number);
      await typeInto(page, '生年月日', ryuya.birthDate);
      await typeInto(page, '氏名（カナ）', ryuya.kanaName);
      await enterOn(page, '認証');
      await typeInto(page, 'ユーザーID', ryuya.userId);
      await typeInto(page, 'パスワード', ryuya.password);
      await typeInto(page, 'メールアドレス', ryuya.email);
      await enterOn(page, '作成する');
      await typeInto(page, '認証コード', await world.mailbox.codeFor(ryuya.email));
      await enterOn(page, '認証する');
      await typeInto(page, 'ユーザーID', ryuya.userId);
      await typeInto(page, 'パスワード', ryuya.password);
      await enterOn(page, 'ログイン');
      await tabTo(page, '利用規約に同意する');
      await page.keyboard.press('Space');
      await enterOn(page, '次へ');
      await expectHome(page);
      await close(page);
    });

    it('speaks English at the same addresses', async () => {
      const page = await open(browser, world, PEOPLE.english);
      await page.goto('/portal/signup?lang=en');
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      await inspect(page, 'signup-en');
      await page.goto('/portal/');
      assert.equal(await page.locator('html').getAttribute('lang'), 'en', 'the cookie remembers the language');
      await inspect(page, 'login-en');
      await close(page);
    });
  });
}
