// What can go wrong on the way of the first registration, step by step, and what then stands on the screen.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { beginSignUp, becomeMember, chooseAccount, fiveItems, identify } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, ryuya, hiroto, yoko, ryuyaJo } = PEOPLE_OF_SAKURA;

/** Six digits that are not the code. */
function wrong(code) {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

onEachEngine('sign-up errors', (come, installation) => {
  it('show one and the same refusal, with the ways that remain', async () => {
    const visitor = await come();
    await visitor.goto('/portal/signup');
    assert.equal(await identify(visitor, { ...yui, number: '99999' }), 422);
    for (const text of ['入力された内容では確認できませんでした', '03-0000-0000', '「ズ」と「ヅ」']) await visitor.finds(text);
    await visitor.look('signup-refused');
    assert.equal(await visitor.control('番号').inputValue(), '99999', 'what was typed stands there still');
    await visitor.leave();
  });

  it('point at each field that cannot be read, and keep what was typed', async () => {
    for (const kind of Object.values(VISITORS)) {
      const visitor = await come(kind);
      await visitor.goto('/portal/signup');
      await visitor.isRefused('認証', '保険者指定コード', '番号', '生年月日', '氏名（カナ）');
      await visitor.look('signup-empty');
      await visitor.fill({ ...fiveItems(yui), 保険者指定コード: 'tsubaki', 生年月日: '昭和65年1月1日', '氏名（カナ）': '福田 結衣' });
      await visitor.isRefused('認証', '保険者指定コード', '生年月日', '氏名（カナ）');
      assert.equal(await visitor.control('生年月日').inputValue(), '昭和65年1月1日');
      await visitor.look('signup-errors');
      await visitor.leave();
    }
  });

  it('lead a step out of order to the first open one', async () => {
    const visitor = await come();
    for (const step of ['/portal/signup/account', '/portal/signup/code']) {
      await visitor.goto(step);
      visitor.isAt('/portal/signup');
    }
    await beginSignUp(visitor, yoko);
    await visitor.goto('/portal/signup/code');
    visitor.isAt('/portal/signup/account');
    await visitor.leave();
  });

  it('say what is wrong with a user ID, a password and an address', async () => {
    const readers = { japanese: yui, english: chizuru, withoutScript: ryuya, withKeyboard: hiroto };
    for (const [kind, person] of Object.entries(readers)) {
      const visitor = await come(VISITORS[kind]);
      await beginSignUp(visitor, person);
      await visitor.isRefused('作成する', 'ユーザーID', 'パスワード', 'メールアドレス');
      await visitor.look('signup-account-empty');
      await visitor.fill({ ユーザーID: 'ゆい', パスワード: 'sakura', メールアドレス: 'yui@' });
      await visitor.isRefused('作成する', 'ユーザーID', 'パスワード', 'メールアドレス');
      assert.equal(await visitor.control('パスワード').inputValue(), '', 'a password never comes back');
      await visitor.look('signup-account-errors');
      await visitor.leave();
    }
  });

  it('offer other user IDs when somebody has the wanted one', async () => {
    const first = await come();
    await becomeMember(first, hiroto);
    await first.leave();
    const visitor = await come();
    await beginSignUp(visitor, ryuya);
    await visitor.fill({ ユーザーID: hiroto.userId.toUpperCase(), パスワード: ryuya.password, メールアドレス: ryuya.email });
    await visitor.isRefused('作成する', 'ユーザーID');
    await visitor.look('signup-account-taken');
    const suggestions = visitor.page.locator('button[name=suggestion]');
    const suggestion = await suggestions.first().textContent();
    await visitor.press(suggestion.trim());
    assert.equal(await visitor.control('ユーザーID').inputValue(), suggestion.trim());
    assert.equal(await visitor.control('メールアドレス').inputValue(), ryuya.email);
    await visitor.leave();
  });

  it("show the roster's address without a control for another one", async () => {
    const visitor = await come();
    await beginSignUp(visitor, ryuyaJo);
    assert.equal(await visitor.page.locator('[name=email]').count(), 0);
    await visitor.finds('ma***');
    await visitor.look('signup-account-roster-address');
    await chooseAccount(visitor, ryuyaJo);
    await visitor.look('signup-code-roster-address');
    await visitor.world.mailbox.codeFor(ryuyaJo.email);
    await visitor.leave();
  });

  it('count wrong codes, and end the registration at the fifth', async () => {
    const visitor = await come();
    await beginSignUp(visitor, yoko);
    await chooseAccount(visitor, yoko);
    const code = await visitor.world.mailbox.codeFor(yoko.email);
    await visitor.isRefused('認証する', '認証コード');
    await visitor.fill({ 認証コード: wrong(code) });
    await visitor.isRefused('認証する', '認証コード');
    await visitor.finds('あと4回入力できます');
    await visitor.look('signup-code-wrong');
    for (let left = 3; left > 0; left -= 1) {
      await visitor.fill({ 認証コード: wrong(code) });
      await visitor.press('認証する');
      await visitor.finds(`あと${left}回入力できます`);
    }
    await visitor.fill({ 認証コード: wrong(code) });
    assert.equal(await visitor.press('認証する'), 422);
    await visitor.finds('この登録の手続きは終わりました');
    await visitor.look('signup-ended');
    await visitor.leave();
  });

  it('send another code after a minute, and tell when one has expired', async () => {
    const visitor = await come(VISITORS.withoutScript);
    const watcher = await come();
    await beginSignUp(watcher, yui);
    await chooseAccount(watcher, { ...yui, email: 'watcher@example.jp' });
    await watcher.finds('秒で再送できます');
    await watcher.look('signup-code-waiting');
    await beginSignUp(visitor, chizuru);
    await chooseAccount(visitor, chizuru);
    assert.equal(await visitor.press('認証コードを再送する'), 422);
    await visitor.look('signup-code-too-early');
    await installation.world.later({ minutes: 11 });
    await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(chizuru.email) });
    await visitor.isRefused('認証する', '認証コード');
    await visitor.finds('有効期限が切れました');
    await watcher.goto('/portal/signup/code');
    await watcher.look('signup-code-expired');
    await watcher.leave();
    await visitor.press('認証コードを再送する');
    await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(chizuru.email, 2) });
    await visitor.press('認証する');
    visitor.isAt('/portal/');
    await visitor.finds('登録が完了しました');
    await visitor.leave();
  });
});
