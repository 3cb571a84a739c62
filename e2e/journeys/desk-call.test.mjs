// A member calls: the name was misspelt at the first login, the clerk sees the letter, lets them in, and they get in.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { ENGINES } from '../lib/database.mjs';
import { comeToTheDesk } from '../lib/desk.mjs';
import { chooseAccount, identify } from '../lib/journey.mjs';
import { Visitor } from '../lib/visitor.mjs';
import { World } from '../lib/world.mjs';

const chizuru = {
  symbol: '11',
  number: '3',
  birthDate: '1964/6/1',
  kanaName: 'もり ちずる',
  userId: 'chizuru.mori',
  password: 'komorebi#45tanpopo',
  email: 'chizuru@example.jp',
};

for (const engine of ENGINES) {
  describe(`a call at the desk on ${engine}`, { timeout: 240_000 }, () => {
    let world;
    let browser;

    before(async () => {
      world = await World.begin(engine);
      browser = await launch();
    });

    after(async () => {
      await browser?.close();
      await world?.end();
    });

    it('the clerk sees the letter and lets the member in', async () => {
      const member = await Visitor.come(browser, world);
      await member.goto('/portal/signup');
      assert.equal(await identify(member, chizuru), 422);

      const clerk = await comeToTheDesk(browser, world, { role: 'clerk', email: 'clerk@example.jp' });
      await clerk.goto('/desk/sakura/people');
      await clerk.look('desk-people');
      await clerk.fill({ さがす人: '森' });
      await clerk.press('さがす');
      await clerk.look('desk-people-found');
      await clerk.fill({ さがす人: '11-3' });
      await clerk.press('さがす');
      await clerk.finds('森　愛');
      await clerk.follow('森　千鶴');
      await clerk.finds('4文字目が違います：入力は「ズ」、台帳は「ヅ」');
      assert.deepEqual(await clerk.page.locator('.letters mark').allInnerTexts(), ['ズ', 'ヅ']);
      await clerk.look('desk-person');

      assert.equal(await clerk.page.getByRole('button', { name: '通話の記録を始める' }).getAttribute('accesskey'), 'n');
      await clerk.press('通話の記録を始める');
      await clerk.tick('「生年月日を教えてください」');
      await clerk.control('用件').selectOption('not_confirmed');
      await clerk.control('結果').selectOption('settled');
      await clerk.fill({ メモ: 'ヅとズの違い' });
      await clerk.look('desk-call');
      await clerk.press('記録する');
      await clerk.finds('通話を記録しました。');

      await clerk.follow('登録を許可する（24時間）');
      await clerk.look('desk-action');
      assert.equal(await clerk.press('許可する'), 422);
      await clerk.fill({ 理由: '本人からの電話' });
      await clerk.press('許可する');
      await clerk.finds('登録を許可しました');
      await clerk.look('desk-person-admitted');

      await member.goto('/portal/signup');
      await identify(member, chizuru);
      member.isAt('/portal/signup/account');
      await chooseAccount(member, chizuru);
      await member.fill({ 認証コード: await world.mailbox.codeFor(chizuru.email) });
      await member.press('認証する');
      await member.reads('登録が完了しました');
    });

    it('a second opening of an account within a week waits for a manager', async () => {
      const clerk = await comeToTheDesk(browser, world, { role: 'clerk', email: 'second@example.jp' });
      await clerk.goto('/desk/sakura/people');
      await clerk.fill({ さがす人: 'chizuru.mori' });
      await clerk.press('さがす');
      const person = clerk.page.url();
      await clerk.follow('パスワードの再設定を案内する');
      await clerk.fill({ 理由: 'パスワードを忘れた' });
      await clerk.press('案内を送る');
      await clerk.follow('アカウントのメールアドレスを直す');
      await clerk.fill({ 新しいメールアドレス: 'new@example.jp', 本人であることを確かめた方法: '折り返しの電話', 理由: '機種変更' });
      await clerk.look('desk-action-two');
      await clerk.press('承認を依頼する');
      await clerk.finds('承認を依頼しました');

      const manager = await comeToTheDesk(browser, world, { role: 'manager', email: 'manager@example.jp' });
      await manager.goto(person);
      await manager.look('desk-approval');
      await manager.press('承認して行う');
      await manager.finds('new@example.jp');
      await world.mailbox.mailTo('new@example.jp');
    });
  });
}
