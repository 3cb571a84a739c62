// パスワードを忘れた方 and ユーザーIDを忘れた方: what can go wrong, and that nobody learns who is registered.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, expectHome, fiveItems, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, hiroto, yoko, ryuya } = PEOPLE_OF_SAKURA;

async function ask(visitor, userId, address) {
  await visitor.goto('/portal/recover/password');
  await visitor.fill({ ユーザーID: userId, メールアドレス: address });
  return visitor.press('送信する');
}

onEachEngine('recovery', (come) => {
  it('points at what cannot be read', async () => {
    for (const kind of Object.values(VISITORS)) {
      const visitor = await come(kind);
      await visitor.goto('/portal/recover/password');
      await visitor.isRefused('送信する', 'ユーザーID', 'メールアドレス');
      await visitor.look('recover-password-errors');
      await visitor.goto('/portal/recover/user-id');
      await visitor.fill({ ...fiveItems(yui), 生年月日: '1986年13月1日' });
      await visitor.isRefused('送信する', '生年月日');
      await visitor.look('recover-user-id-errors');
      await visitor.leave();
    }
  });

  it('shows a stranger the same pages and counts the same tries', async () => {
    for (const [who, kind] of Object.entries(VISITORS)) {
      const visitor = await come(kind);
      const address = `nobody-${who}@example.jp`;
      await ask(visitor, `nobody-${who}`, address);
      visitor.isAt('/portal/recover/password/code');
      for (let left = 4; left > 0; left -= 1) {
        await visitor.fill({ 認証コード: '123456' });
        await visitor.isRefused('認証する', '認証コード');
        await visitor.finds(kind === VISITORS.english ? `Tries left: ${left}` : `あと${left}回入力できます`);
      }
      await visitor.look('recover-password-code-wrong');
      await visitor.fill({ 認証コード: '123456' });
      await visitor.press('認証する');
      await visitor.reads('手続きを終了しました');
      await visitor.look('recover-password-ended');
      assert.deepEqual(visitor.world.mailbox.to(address), []);
      await visitor.leave();
    }
  });

  it('judges the new password and ends every login', async () => {
    const readers = { japanese: yui, english: yoko, withoutScript: ryuya };
    for (const [kind, person] of Object.entries(readers)) {
      const member = await come();
      await becomeMember(member, person);
      const visitor = await come(VISITORS[kind]);
      await ask(visitor, person.userId, person.email);
      await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(person.email, 2) });
      await visitor.press('認証する');
      visitor.isAt('/portal/recover/password/new');
      await visitor.fill({ 新しいパスワード: 'sakura1986' });
      await visitor.isRefused('変更する', '新しいパスワード');
      await visitor.look('recover-password-new-errors');
      await visitor.fill({ 新しいパスワード: 'mizuumi=71karasu' });
      await visitor.press('変更する');
      visitor.isAt('/portal/');
      await member.goto('/portal/home');
      member.isAt('/portal/');
      assert.equal(await logIn(visitor, person), 422, 'the old password is void');
      await visitor.look('login-refused');
      await logIn(visitor, { ...person, password: 'mizuumi=71karasu' });
      await expectHome(visitor);
      await Promise.all([visitor.leave(), member.leave()]);
    }
  });

  it('answers everybody alike who forgot a user ID', async () => {
    const member = await come();
    await becomeMember(member, chizuru);
    await member.leave();
    const told = [];
    for (const person of [chizuru, hiroto, { ...hiroto, number: '99999' }]) {
      const visitor = await come();
      await visitor.goto('/portal/recover/user-id');
      await visitor.fill(fiveItems(person));
      assert.equal(await visitor.press('送信する'), 200);
      told.push(await visitor.page.locator('main').innerText());
      await visitor.leave();
    }
    assert.equal(new Set(told).size, 1);
  });
});
