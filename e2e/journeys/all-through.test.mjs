// A member's whole way, from the leaflet to closing the account: with a mouse, in English, without JavaScript, by keyboard alone.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { agree, expectHome, fiveItems, logIn, logOut, signUp } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, ryuya, hiroto } = PEOPLE_OF_SAKURA;

async function enter(visitor, person) {
  await logIn(visitor, person);
  await visitor.look('terms');
  await agree(visitor);
  await expectHome(visitor);
  await visitor.look('home');
}

async function changePassword(visitor, person, password) {
  await visitor.follow('ご登録内容');
  visitor.isAt('/portal/settings');
  await visitor.look('settings');
  await visitor.follow('パスワードの変更');
  await visitor.look('settings-password');
  await visitor.fill({ 現在のパスワード: person.password, 新しいパスワード: password });
  await visitor.press('変更する');
  visitor.isAt('/portal/settings');
  await visitor.reads('パスワードを変更しました');
  await visitor.look('settings-password-changed');
}

async function changeAddress(visitor, person, address) {
  await visitor.follow('メールアドレスの変更');
  await visitor.look('settings-email');
  await visitor.fill({ 現在のパスワード: person.password, 新しいメールアドレス: address });
  await visitor.press('変更する');
  visitor.isAt('/portal/settings/email/code');
  await visitor.look('settings-email-code');
  await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(address) });
  await visitor.press('認証する');
  visitor.isAt('/portal/settings');
  await visitor.reads('メールアドレスを変更しました');
  await visitor.finds(`${address.slice(0, 2)}***@`);
}

async function seeDevices(visitor) {
  await visitor.follow('ログイン中の端末');
  await visitor.reads('ほかにログイン中の端末はありません');
  await visitor.look('settings-sessions');
}

async function recoverPassword(visitor, person, password) {
  const codesBefore = visitor.world.mailbox.codesTo(person.email);
  await visitor.follow('パスワードを忘れた方はこちら');
  visitor.isAt('/portal/recover/password');
  await visitor.look('recover-password');
  await visitor.fill({ ユーザーID: person.userId, メールアドレス: person.email });
  await visitor.press('送信する');
  visitor.isAt('/portal/recover/password/code');
  await visitor.look('recover-password-code');
  await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(person.email, codesBefore + 1) });
  await visitor.press('認証する');
  visitor.isAt('/portal/recover/password/new');
  await visitor.look('recover-password-new');
  await visitor.fill({ 新しいパスワード: password });
  await visitor.press('変更する');
  visitor.isAt('/portal/');
  await visitor.reads('パスワードを変更しました');
  await visitor.look('recover-password-done');
}

async function recoverUserId(visitor, person) {
  await visitor.follow('ユーザーIDを忘れた方はこちら');
  visitor.isAt('/portal/recover/user-id');
  await visitor.look('recover-user-id');
  await visitor.fill(fiveItems(person));
  await visitor.press('送信する');
  await visitor.reads('受け付けました');
  await visitor.look('recover-user-id-sent');
  await visitor.world.mailbox.mailTo(person.email, 1, (mail) => /^(ユーザーID|User ID): /m.test(mail.text) && mail.text.includes(person.userId));
}

async function closeAccount(visitor, person) {
  await visitor.follow('ご登録内容');
  await visitor.follow('退会');
  visitor.isAt('/portal/settings/close');
  await visitor.look('settings-close');
  await visitor.tick('上の内容を確認し、退会します');
  await visitor.fill({ 現在のパスワード: person.password });
  await visitor.press('退会する');
  visitor.isAt('/portal/');
  await visitor.reads('退会の手続きが完了しました');
  await visitor.look('closed');
  assert.equal(await logIn(visitor, person), 422, 'a closed account is closed');
}

/** Everything that a member ever does, in one sitting. */
async function wholeWay(visitor, person) {
  await signUp(visitor, person);
  await enter(visitor, person);
  const changed = { ...person, password: 'fuurin*58hotaru', email: `new-${person.email}` };
  await changePassword(visitor, person, changed.password);
  await changeAddress(visitor, changed, changed.email);
  await seeDevices(visitor);
  await logOut(visitor);
  await visitor.look('login');
  const recovered = { ...changed, password: 'mizuumi=71karasu' };
  await recoverPassword(visitor, recovered, recovered.password);
  await recoverUserId(visitor, recovered);
  await logIn(visitor, recovered);
  await expectHome(visitor);
  await closeAccount(visitor, recovered);
}

const WAYS = {
  'is open to everybody': [VISITORS.japanese, yui],
  'is open in English': [VISITORS.english, hiroto],
  'is open without JavaScript': [VISITORS.withoutScript, chizuru],
  'is open by keyboard alone': [VISITORS.withKeyboard, ryuya],
};

onEachEngine("a member's whole way", (come, { engine }) => {
  for (const [claim, [kind, person]] of Object.entries(WAYS)) {
    it(claim, async () => {
      // What the keyboard comes to are the pages of the others.
      const inspects = engine === 'sqlite' && kind !== VISITORS.withKeyboard;
      const visitor = await come(kind, { inspects });
      await wholeWay(visitor, person);
      await visitor.leave();
    });
  }
});
