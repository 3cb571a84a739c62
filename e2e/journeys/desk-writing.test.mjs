// What staff write is saved while they write; letters for many; staff and maintenance at the service's own desk.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { comeToTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';

// Somebody with an address: the sample roster has none.
const ROSTER = `記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,郵便番号,住所
77,1,00,ヤマダ ハナコ,山田 花子,19800102,本人,20200401,100-0001,東京都千代田区千代田1-1
`;

onEachEngine('desk: writing, letters, service', (come, installation) => {
  const staff = (role) => comeToTheDesk(installation.browser, installation.world, { role, email: `${role}-w@example.jp` });

  it('brings back what a clerk was writing, also what was typed in the last moment', async () => {
    const clerk = await staff('clerk');
    await clerk.goto('/desk/sakura/notices/new');
    await clerk.fill({ 件名: '年末年始の窓口' });
    await clerk.finds('書いた内容を自動保存しました');
    await clerk.fill({ 本文: '12月28日まで受け付けます。' });
    await clerk.goto('/desk/sakura/');
    await clerk.finds('書きかけの内容');
    await clerk.look('desk-today-unfinished');
    await clerk.follow('お知らせを書く');
    await clerk.finds('送信する前に書いていた内容を戻しました');
    assert.equal(await clerk.control('本文').inputValue(), '12月28日まで受け付けます。');
    await clerk.look('desk-notice-restored');
    await clerk.press('プレビューを見る');
    await clerk.press('この内容で掲載する');
    await clerk.goto('/desk/sakura/notices/new');
    assert.equal(await clerk.control('件名').inputValue(), '', 'it was sent');
    await clerk.leave();
  });

  it('makes letters for many people, with a plan first', async () => {
    const roster = installation.world.file('addresses.csv');
    await writeFile(roster, ROSTER);
    await installation.world.command('roster', 'import', '--insurer', 'sakura', roster);
    const manager = await staff('manager');
    await manager.goto('/desk/sakura/letters');
    await manager.look('desk-letters');
    await manager.isRefused('対象を確かめる', '理由');
    await manager.look('desk-letters-refused');
    await manager.control('ファイルの種類').selectOption('csv');
    await manager.fill({ 理由: '秋のご案内のため' });
    await manager.press('対象を確かめる');
    await manager.finds('作る書面の確認');
    await manager.look('desk-letters-plan');
    const button = manager.page.getByRole('button', { name: '1通を作って保存する' });
    const [file] = await Promise.all([manager.page.waitForEvent('download'), button.click()]);
    assert.match(file.suggestedFilename(), /^初回登録コード_.*\.csv$/);
    await manager.goto('/desk/sakura/letters');
    await manager.finds('秋のご案内のため');
    await manager.look('desk-letters-issued');
    await manager.leave();
  });

  it('lets an operator invite staff of an insurer, and begin and end a maintenance', async () => {
    const operator = await staff('operator');
    await operator.goto('/desk/service/staff');
    await operator.control('権限').selectOption('clerk');
    await operator.fill({ メールアドレス: 'hanako@example.jp' });
    await operator.isRefused('招待する', '保険者指定コード');
    await operator.look('desk-service-staff-refused');
    await operator.fill({ 保険者指定コード: 'sakura' });
    await operator.press('招待する');
    await operator.finds('hanako@example.jp');
    await operator.look('desk-service-staff');
    await operator.page.getByRole('row', { name: 'hanako@example.jp' }).getByRole('link').click();
    await operator.finds('利用を停止する');
    await operator.look('desk-service-staff-member');

    await operator.follow('メンテナンス');
    await operator.look('desk-maintenance');
    await operator.isRefused('メンテナンスをはじめる', '終了の予定');
    await operator.fill({ 終了の予定: '23:30', 会員へのひとこと: '機器を入れ替えています。' });
    await operator.press('メンテナンスをはじめる');
    await operator.finds('数秒のうちに');
    await operator.look('desk-maintenance-on');
    const member = await come();
    await member.page.waitForTimeout(1500);
    assert.equal(await member.goto('/portal/'), 503);
    await operator.press('メンテナンスを終了する');
    await operator.finds('いまはメンテナンス中ではありません。');
    await member.page.waitForTimeout(1500);
    assert.equal(await member.goto('/portal/'), 200);
    await member.leave();
    await operator.leave();
  });
});
