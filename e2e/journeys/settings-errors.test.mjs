// ご登録内容: what can go wrong, other devices, and leaving the terms or the account for another day.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { beginSignUp, becomeMember, chooseAccount, expectHome, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, hiroto, yoko, ryuya, ryuyaJo } = PEOPLE_OF_SAKURA;

onEachEngine('settings', (come) => {
  const readers = [
    ['in Japanese', VISITORS.japanese, yui],
    ['in English', VISITORS.english, hiroto],
    ['without JavaScript', VISITORS.withoutScript, ryuya],
    ['by keyboard alone', VISITORS.withKeyboard, ryuyaJo],
  ];
  for (const [how, kind, person] of readers) {
    it(`say what is wrong, ${how}`, async () => {
      const visitor = await come(kind);
      await becomeMember(visitor, person);
      await visitor.goto('/portal/settings/password');
      await visitor.isRefused('変更する', '現在のパスワード', '新しいパスワード');
      await visitor.fill({ 現在のパスワード: person.password, 新しいパスワード: 'sakura' });
      await visitor.isRefused('変更する', '新しいパスワード');
      await visitor.look('settings-password-errors');

      await visitor.goto('/portal/settings/email');
      await visitor.fill({ 現在のパスワード: `${person.password}?`, 新しいメールアドレス: 'another@example.jp' });
      await visitor.isRefused('変更する', '現在のパスワード');
      assert.equal(await visitor.control('新しいメールアドレス').inputValue(), 'another@example.jp');
      await visitor.fill({ 現在のパスワード: person.password, 新しいメールアドレス: 'another@' });
      await visitor.isRefused('変更する', '新しいメールアドレス');
      await visitor.look('settings-email-errors');

      await visitor.fill({ 現在のパスワード: person.password, 新しいメールアドレス: `other-${person.email}` });
      await visitor.press('変更する');
      await visitor.isRefused('認証する', '認証コード');
      await visitor.look('settings-email-code-errors');
      for (let left = 5; left > 0; left -= 1) {
        await visitor.fill({ 認証コード: '12345６' });
        await visitor.press('認証する');
      }
      await visitor.look('settings-email-ended');

      await visitor.goto('/portal/settings/close');
      await visitor.isRefused('退会する', '上の内容を確認し、退会します', '現在のパスワード');
      await visitor.look('settings-close-errors');
      await visitor.leave();
    });
  }

  it('end the login of another device', async () => {
    const here = await come();
    await becomeMember(here, chizuru);
    const elsewhere = await come(VISITORS.english);
    await logIn(elsewhere, chizuru);
    await expectHome(elsewhere);
    await here.goto('/portal/settings/sessions');
    await here.look('settings-sessions-two');
    await elsewhere.goto('/portal/settings/sessions');
    await elsewhere.look('settings-sessions-two');
    await here.press('終了する');
    await here.reads('選んだ端末をログアウトしました');
    await elsewhere.goto('/portal/home');
    elsewhere.isAt('/portal/');
    await Promise.all([here.leave(), elsewhere.leave()]);
  });

  it('are reached only by those who agree to the terms', async () => {
    const visitor = await come();
    await beginSignUp(visitor, yoko);
    await chooseAccount(visitor, yoko);
    await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(yoko.email) });
    await visitor.press('認証する');
    await logIn(visitor, yoko);
    await visitor.isRefused('次へ', '利用規約に同意する');
    await visitor.look('terms-errors');
    await visitor.goto('/portal/settings');
    visitor.isAt('/portal/terms');
    await visitor.press('同意しない');
    visitor.isAt('/portal/');
    await logIn(visitor, yoko);
    visitor.isAt('/portal/terms');
    await visitor.leave();
  });
});
