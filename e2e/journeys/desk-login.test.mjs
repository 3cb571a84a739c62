// Who works at the desk: invited, with a second factor always, by an app, a recovery code or a passkey alone.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { SecurityKey } from '../lib/authenticator.mjs';
import {
  STAFF_PASSWORD,
  accept,
  comeToTheDesk,
  enrolApp,
  invite,
  keyOfApp,
  nextTotp,
  recoveryCodes,
  strangerAtTheDesk,
  totp,
} from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { VISITORS } from '../lib/visitor.mjs';

async function givePassword(visitor, email) {
  if (visitor.path !== '/desk/login') await visitor.goto('/desk/login');
  await visitor.fill({ メールアドレス: email, パスワード: STAFF_PASSWORD });
  await visitor.press('次へ');
  visitor.isAt('/desk/login/factor');
}

async function openRecovery(visitor) {
  await visitor.page.locator('summary').click();
}

onEachEngine('desk: login', (_, installation) => {
  const stranger = (kind) => strangerAtTheDesk(installation.browser, installation.world, kind);
  const comeAs = (role, email, kind) => comeToTheDesk(installation.browser, installation.world, { role, email }, kind);

  it('is set up by invitation, then open with the app or a recovery code', async () => {
    const email = 'app@example.jp';
    const link = await invite(installation.world, { role: 'clerk', email });
    const clerk = await stranger();
    await clerk.goto('/desk/sakura/people');
    clerk.isAt('/desk/login');
    await clerk.look('desk-login');
    await clerk.isRefused('次へ', 'メールアドレス', 'パスワード');

    await clerk.goto(link);
    await clerk.look('desk-invitation');
    await clerk.isRefused('登録して次へ', 'お名前', '新しいパスワード');
    await clerk.look('desk-invitation-refused');
    await accept(clerk, link, '山田 花子');
    await clerk.look('desk-factor-first');
    assert.equal(await clerk.goto('/desk/sakura/'), 200);
    clerk.isAt('/desk/factor');
    await clerk.press('認証アプリを登録する');
    const key = await keyOfApp(clerk);
    await clerk.look('desk-factor-app');
    await clerk.fill({ 認証アプリの番号: '000000' });
    await clerk.isRefused('登録する', '認証アプリの番号');
    assert.equal(await keyOfApp(clerk), key, 'the key that the app has read goes on');
    await clerk.fill({ 認証アプリの番号: totp(key, installation.world.clock.now()) });
    await clerk.press('登録する');
    const codes = await recoveryCodes(clerk);
    assert.equal(codes.length, 10);
    await clerk.finds('予備の認証手段も登録しておくと');
    await clerk.look('desk-recovery-codes');
    await clerk.follow('保管しました。次へ');
    clerk.isAt('/desk/sakura/');
    await clerk.press('ログアウト');

    assert.equal(await clerk.goto(link), 404);
    await clerk.finds('この招待は使えません');
    await clerk.look('desk-invitation-void');

    await givePassword(clerk, email);
    await clerk.look('desk-login-factor');
    assert.equal(await clerk.goto('/desk/sakura/'), 200);
    clerk.isAt('/desk/login/factor');
    await clerk.fill({ 認証アプリの番号: '000000' });
    await clerk.isRefused('ログイン', '認証アプリの番号');
    await clerk.fill({ 認証アプリの番号: nextTotp(clerk, key) });
    await clerk.press('ログイン');
    clerk.isAt('/desk/sakura/');
    await clerk.press('ログアウト');

    await givePassword(clerk, email);
    await openRecovery(clerk);
    await clerk.fill({ 回復コード: codes[3].toLowerCase() });
    await clerk.press('回復コードでログイン');
    clerk.isAt('/desk/sakura/');
    await clerk.press('ログアウト');
    await givePassword(clerk, email);
    await openRecovery(clerk);
    await clerk.fill({ 回復コード: codes[3] });
    await clerk.isRefused('回復コードでログイン', '回復コード');
    await clerk.look('desk-login-recovery-refused');
    await clerk.leave();
  });

  it('opens with a passkey alone, and a spare is asked for', async () => {
    const email = 'passkey@example.jp';
    const clerk = await stranger();
    const usbKey = await SecurityKey.plugIn(clerk);
    await accept(clerk, await invite(installation.world, { role: 'clerk', email }), '佐藤 次郎');
    await clerk.fill({ パスキーの名前: '職場のUSBキー' });
    await clerk.press('パスキーを登録する');
    assert.equal((await recoveryCodes(clerk)).length, 10);
    await clerk.finds('予備の認証手段も登録しておくと');
    assert.equal((await usbKey.passkeys()).length, 1);
    await clerk.follow('保管しました。次へ');
    clerk.isAt('/desk/sakura/');

    await clerk.press('ログアウト');
    await clerk.press('パスキーでログイン');
    clerk.isAt('/desk/sakura/');

    await clerk.goto('/desk/factor');
    await clerk.finds('職場のUSBキー');
    await clerk.finds('予備の認証手段も登録しておくと');
    await clerk.look('desk-factor');
    await clerk.follow('削除する');
    await clerk.finds('最後の認証手段は削除できません');
    await clerk.look('desk-factor-last');
    await clerk.goto('/desk/factor');
    await enrolApp(clerk);
    await clerk.finds('認証手段を登録しました');
    await clerk.page.locator('.card', { hasText: '職場のUSBキー' }).getByRole('link', { name: '削除する' }).click();
    await clerk.look('desk-factor-remove');
    await clerk.isRefused('削除する', '現在のパスワード');
    await clerk.fill({ 現在のパスワード: STAFF_PASSWORD });
    await clerk.press('削除する');
    await clerk.finds('認証手段を削除しました');

    await clerk.press('ログアウト');
    await clerk.press('パスキーでログイン');
    clerk.isAt('/desk/login/passkey');
    await clerk.finds('このパスキーではログインできません');
    await clerk.look('desk-login-passkey-refused');
    await clerk.leave();
  });

  it('is refused a key whose PIN was not given, and says how to go on', async () => {
    const clerk = await stranger();
    const usbKey = await SecurityKey.plugIn(clerk);
    await accept(clerk, await invite(installation.world, { role: 'clerk', email: 'pin@example.jp' }), '鈴木 三郎');
    await usbKey.knowsThePin(false);
    await clerk.page.getByRole('button', { name: 'パスキーを登録する' }).click();
    await clerk.finds('パスキーを確認できませんでした');
    await clerk.look('desk-factor-passkey-failed');
    await usbKey.knowsThePin(true);
    await clerk.press('パスキーを登録する');
    assert.equal((await recoveryCodes(clerk)).length, 10);
    await clerk.leave();
  });

  it('is one\'s own to look after: password, devices', async () => {
    const email = 'account@example.jp';
    const clerk = await comeAs('clerk', email);
    await clerk.goto('/desk/account');
    await clerk.look('desk-account');
    await clerk.goto('/desk/account/password');
    await clerk.look('desk-account-password');
    await clerk.fill({ 現在のパスワード: 'chigau pasuwado 11', 新しいパスワード: 'tsukimi dango 15ya' });
    await clerk.isRefused('変更する', '現在のパスワード');
    await clerk.fill({ 現在のパスワード: STAFF_PASSWORD, 新しいパスワード: 'tsukimi dango 15ya' });
    await clerk.press('変更する');
    clerk.isAt('/desk/account');
    await clerk.finds('パスワードを変更しました');
    await clerk.finds('ほかにログイン中の端末はありません');
    assert.equal(await clerk.goto('/desk/sakura/'), 200);
    clerk.isAt('/desk/sakura/');
    await clerk.leave();
  });

  it('warns before fifteen minutes without use are over, then shows the login', async () => {
    const clerk = await stranger();
    await clerk.page.clock.install();
    await accept(clerk, await invite(installation.world, { role: 'clerk', email: 'idle@example.jp' }), '高橋 四郎');
    await enrolApp(clerk);
    await clerk.follow('保管しました。次へ');
    await installation.world.later({ minutes: 13, seconds: 30 });
    await clerk.page.clock.fastForward('13:30');
    await clerk.finds('まもなく自動的にログアウトします');
    await clerk.look('desk-session-ends');
    await clerk.page.getByRole('button', { name: 'ログインを続ける' }).click();
    await clerk.page.getByText('まもなく自動的にログアウトします').waitFor({ state: 'detached' });

    await installation.world.later({ minutes: 16 });
    await clerk.goto('/desk/sakura/people');
    clerk.isAt('/desk/login');
    await clerk.leave();
  });

  it('can be used in English', async () => {
    const operator = await comeAs('operator', 'english@example.jp', VISITORS.english);
    operator.isAt('/desk/');
    await operator.look('desk-service');
    await operator.goto('/desk/account');
    await operator.look('desk-account');
    await operator.goto('/desk/factor');
    await operator.look('desk-factor');
    await operator.leave();
  });

  it('needs no mouse', async () => {
    const manager = await comeAs('manager', 'keyboard@example.jp', VISITORS.withKeyboard);
    manager.isAt('/desk/sakura/');
    await manager.press('ログアウト');
    manager.isAt('/desk/login');
    await manager.leave();
  });
});
