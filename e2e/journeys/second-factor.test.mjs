// 二つ目の認証手段 of members: offered, asked for at the login, never skipped, and asked for by some insurers.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { SecurityKey } from '../lib/authenticator.mjs';
import { enrolApp, nextTotp, recoveryCodes } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, expectHome, logIn, logOut } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru } = PEOPLE_OF_SAKURA;
const SETTINGS = '/portal/settings/second-factor';
const LOGIN = '/portal/login/factor';

onEachEngine('second factor', (come, installation) => {
  it('of an app is asked for at the login, and by who has a new password', async () => {
    const member = await come();
    const { mailbox } = member.world;
    await becomeMember(member, yui);
    await member.goto('/portal/settings');
    await member.follow('二つ目の認証手段（二要素認証）');
    member.isAt(SETTINGS);
    await member.look('second-factor');
    const key = await enrolApp(member);
    const codes = await recoveryCodes(member);
    assert.equal(codes.length, 10);
    await member.look('second-factor-codes');
    await member.follow('保管しました。次へ');
    member.isAt(SETTINGS);
    await member.look('second-factor-enrolled');
    await mailbox.mailTo(yui.email, 1, (mail) => mail.subject.includes('認証手段'));

    await logOut(member);
    await logIn(member, yui);
    member.isAt(LOGIN);
    await member.look('login-factor');
    await member.goto('/portal/home');
    member.isAt(LOGIN);
    await member.fill({ 認証アプリの番号: '000000' });
    await member.isRefused('ログイン', '認証アプリの番号');
    await member.fill({ 認証アプリの番号: nextTotp(member, key) });
    await member.press('ログイン');
    await expectHome(member);
    await logOut(member);

    await member.goto('/portal/recover/password');
    await member.fill({ ユーザーID: yui.userId, メールアドレス: yui.email });
    const sent = mailbox.codesTo(yui.email);
    await member.press('送信する');
    await member.fill({ 認証コード: await mailbox.codeFor(yui.email, sent + 1) });
    await member.press('認証する');
    const password = 'mizuumi+41hakucho';
    await member.fill({ 新しいパスワード: password });
    await member.press('変更する');
    await logIn(member, { ...yui, password });
    member.isAt(LOGIN);
    await member.page.locator('summary').click();
    await member.fill({ 回復コード: codes[0] });
    await member.press('回復コードでログイン');
    await expectHome(member);
    await member.leave();
  });

  it('can be a passkey', async () => {
    const member = await come(VISITORS.english);
    const usbKey = await SecurityKey.plugIn(member);
    await becomeMember(member, hiroto);
    await member.goto(SETTINGS);
    await member.fill({ パスキーの名前: 'USB' });
    await member.press('パスキーを登録する');
    assert.equal((await recoveryCodes(member)).length, 10);
    assert.equal((await usbKey.passkeys()).length, 1);
    await member.follow('保管しました。次へ');
    await member.look('second-factor-passkey');
    await logOut(member);
    await logIn(member, hiroto);
    member.isAt(LOGIN);
    await member.look('login-factor-passkey');
    await member.press('パスキーでログイン');
    await expectHome(member);
    await member.leave();
  });

  it('is asked for where the insurer says so, and removed with password and factor only', async () => {
    const member = await come();
    await becomeMember(member, chizuru);
    await member.world.command('insurer', 'set', 'sakura', 'member_second_factor=required');
    await installation.world.later({ minutes: 11 });
    await member.goto(SETTINGS);
    await member.finds('認証手段を登録してください');
    await member.follow('パスワードを入力する');
    await member.look('second-factor-confirm');
    await member.isRefused('確認する', '現在のパスワード');
    await member.fill({ 現在のパスワード: chizuru.password });
    await member.press('確認する');
    await member.look('second-factor-required');
    await enrolApp(member);
    const codes = await recoveryCodes(member);
    await member.follow('保管しました。次へ');
    assert.equal(await member.page.getByText('認証手段を登録してください').count(), 0);

    await installation.world.later({ minutes: 11 });
    await member.goto(SETTINGS);
    await member.follow('削除する');
    await member.look('second-factor-remove');
    await member.isRefused('削除する', '現在のパスワード', '認証アプリの番号または回復コード');
    await member.fill({ 現在のパスワード: chizuru.password, 認証アプリの番号または回復コード: codes[9] });
    await member.press('削除する');
    await member.finds('認証手段を削除しました');
    await logOut(member);
    await logIn(member, chizuru);
    member.isAt(SETTINGS);
    await member.finds('認証手段を登録してください');
    await member.leave();
  });
});
