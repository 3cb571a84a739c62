// The demo, as script/server starts it: a person to try, from the printed address to マイページ, with the mail read at /demo/mailbox.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { Demo } from '../lib/demo.mjs';
import { agree, expectHome, fiveItems, logIn } from '../lib/journey.mjs';
import { VISITORS, Visitor } from '../lib/visitor.mjs';

const WITHIN = 10_000;

/** Looks into the mailbox until a code is there. */
async function codeFromMailbox(visitor) {
  await visitor.goto('/demo/mailbox');
  const deadline = Date.now() + WITHIN;
  for (;;) {
    const code = (await visitor.page.locator('main').innerText()).match(/認証コード: (\d{6})/);
    if (code) return code[1];
    assert.ok(Date.now() < deadline, `no code in the mailbox after ${WITHIN} ms`);
    await visitor.follow('新しいメールを確認する');
  }
}

describe('the demo', { timeout: 120_000 }, () => {
  let demo;
  let browser;
  before(async () => {
    demo = await Demo.begin();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await demo?.end();
  });

  it('leads a person to try from the printed address to マイページ', async (t) => {
    const person = { ...demo.person('ふつうの登録'), userId: 'misaki.demo', password: 'hidamari7!soramame', email: 'misaki@example.jp' };
    const visitor = await Visitor.come(browser, demo, VISITORS.japanese);
    await visitor.goto('/demo/mailbox');
    await visitor.look('demo-mailbox-empty');
    const began = performance.now();
    await visitor.goto(demo.address('初回登録'));
    assert.equal(await visitor.control('保険者指定コード').inputValue(), person.insurer);
    const { 保険者指定コード: _filledIn, ...others } = fiveItems(person);
    await visitor.fill(others);
    await visitor.press('認証');
    visitor.isAt('/portal/signup/account');
    await visitor.fill({ ユーザーID: person.userId, パスワード: person.password, メールアドレス: person.email });
    await visitor.press('作成する');
    visitor.isAt('/portal/signup/code');
    const code = await codeFromMailbox(visitor);
    await visitor.goto('/portal/signup/code');
    await visitor.fill({ 認証コード: code });
    await visitor.press('認証する');
    await visitor.reads('登録が完了しました');
    await logIn(visitor, person);
    await agree(visitor);
    await expectHome(visitor);
    t.diagnostic(`from the printed address to マイページ: ${((performance.now() - began) / 1000).toFixed(1)} s of the machine's time`);
    await visitor.look('demo-home');

    await visitor.follow('医療費のお知らせ');
    await visitor.finds('医療機関別');
    await visitor.look('demo-costs-year');
    await visitor.page.locator('section[aria-labelledby=by-month] ul a').first().click();
    await visitor.finds('の医療費に戻る');
    await visitor.look('demo-costs-month');
    await visitor.leave();
  });

  it('shows the mails that it sent, in both languages', async () => {
    for (const kind of [VISITORS.japanese, VISITORS.english]) {
      const visitor = await Visitor.come(browser, demo, kind);
      await visitor.goto('/demo/mailbox');
      await visitor.finds('misaki@example.jp');
      await visitor.finds('misaki.demo');
      await visitor.look('demo-mailbox');
      await visitor.leave();
    }
  });

  it('is found at every address that it prints', async () => {
    const visitor = await Visitor.come(browser, demo, VISITORS.japanese);
    for (const words of ['初回登録', 'ログイン', '届いたメール', '登録のご案内']) {
      assert.equal(await visitor.goto(demo.address(words)), 200, words);
    }
    await visitor.look('demo-guide');
    await visitor.leave();
  });
});
