// What the office does between calls: staff, notices by mail and on paper, numbers, the trail; and what members see of it.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { accept, comeToTheDesk, linkIn, strangerAtTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui } = PEOPLE_OF_SAKURA;
const BOM = '\ufeff';

onEachEngine('desk: office', (come, installation) => {
  const comeAs = (role, email, kind) => comeToTheDesk(installation.browser, installation.world, { role, email }, kind);

  it('a manager invites, changes and removes colleagues', async () => {
    const { world, browser } = installation;
    const manager = await comeAs('manager', 'manager@example.jp');
    await manager.follow('担当者');
    await manager.look('desk-staff');
    await manager.isRefused('招待する', 'メールアドレス');
    await manager.finds('権限を選んでください');
    await manager.look('desk-staff-refused');
    await manager.fill({ メールアドレス: 'new@example.jp' });
    await manager.page.getByLabel('担当：').check();
    await manager.press('招待する');
    await manager.finds('招待のメールを送りました。');
    await manager.finds('招待中');

    const colleague = await strangerAtTheDesk(browser, world);
    await accept(colleague, linkIn(await world.mailbox.mailTo('new@example.jp')), '木村 梅子');
    await colleague.leave();

    await manager.goto('/desk/sakura/staff');
    await manager.follow('木村 梅子');
    await manager.look('desk-staff-member');
    await manager.tick('代理承認者にする');
    await manager.press('権限を変更する');
    await manager.finds('担当者を変更しました。');
    await manager.finds('担当（代理承認者）');
    await manager.follow('木村 梅子');
    await manager.press('担当から外す');
    assert.equal(await manager.page.getByText('木村 梅子').count(), 0);
    await manager.leave();
  });

  it('a clerk publishes a notice, by mail and on paper', async () => {
    const { world } = installation;
    const member = await come();
    await becomeMember(member, yui);
    const clerk = await comeAs('clerk', 'notices@example.jp');
    await clerk.follow('お知らせ');
    await clerk.look('desk-notices-none');
    await clerk.follow('お知らせを書く');
    await clerk.isRefused('プレビューを見る', '件名', '本文');
    await clerk.look('desk-notice-refused');
    await clerk.fill({ 件名: '予防接種の補助', 本文: '**12月1日**から受け付けます。\n\n- インフルエンザ', 掲載を終える日: '2026年12月31日' });
    const limits = await clerk.page.locator('input[type=date]').evaluateAll((calendars) => calendars.map((calendar) => calendar.max));
    assert.deepEqual(limits, ['', ''], 'the calendars go on after today');
    await clerk.tick('メールでも送る');
    await clerk.press('プレビューを見る');
    await clerk.finds('今日の対象は1通です');
    await clerk.look('desk-notice-preview');
    await clerk.press('内容を直す');
    assert.equal(await clerk.control('件名').inputValue(), '予防接種の補助');
    await clerk.fill({ 件名: '予防接種の補助について' });
    await clerk.press('プレビューを見る');
    await clerk.press('この内容で掲載する');
    await clerk.finds('お知らせを掲載しました。');
    await clerk.look('desk-notice');

    await member.goto('/portal/home');
    await member.finds('予防接種の補助について');
    await world.later({ minutes: 1 });
    await world.mailbox.mailTo(yui.email, 1, (mail) => mail.subject.endsWith('予防接種の補助について'));

    await clerk.page.reload();
    const refused = await clerk.press('ダウンロードする');
    assert.equal(refused, 422);
    await clerk.look('desk-notice-paper-refused');
    await clerk.fill({ 利用目的: 'お知らせの郵送のため' });
    const csv = await clerk.download('ダウンロードする');
    assert.match(csv.name, /^宛名_予防接種の補助について.*\.csv$/);
    const lines = csv.bytes.toString('utf8').split('\r\n');
    assert.ok(lines[0].startsWith(`${BOM}郵便番号,住所,`), lines[0]);
    assert.ok(lines.length > 400, `${lines.length} lines`);
    await clerk.control('ファイルの種類').selectOption({ label: 'Excel（XLSX）' });
    const xlsx = await clerk.download('ダウンロードする');
    assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');
    await clerk.press('取り下げる');
    await clerk.finds('お知らせを取り下げました。');
    await member.leave();
    await clerk.leave();
  });

  it('numbers are shown, and taken out with a purpose', async () => {
    const clerk = await comeAs('clerk', 'numbers@example.jp');
    await clerk.follow('集計');
    await clerk.look('desk-numbers');
    await clerk.fill({ 利用目的: '組合会の資料' });
    const csv = await clerk.download('ダウンロードする');
    assert.ok(csv.bytes.toString('utf8').startsWith(BOM));
    await clerk.control('ファイルの種類').selectOption({ label: 'CSV（Shift_JIS／CP932）' });
    const cp932 = await clerk.download('ダウンロードする');
    assert.equal(new TextDecoder('shift_jis').decode(cp932.bytes).trim(), csv.bytes.toString('utf8').replace(BOM, '').trim());
    await clerk.leave();
  });

  it('who did and who looked is in the trail, and the member sees it', async () => {
    const clerk = await comeAs('clerk', 'looks@example.jp');
    await clerk.follow('加入者の検索');
    await clerk.fill({ さがす人: yui.userId });
    await clerk.press('さがす');
    await clerk.leave();

    const manager = await comeAs('manager', 'trail@example.jp');
    await manager.follow('操作の記録');
    await manager.control('だれの操作').selectOption({ label: '職員' });
    await manager.control('操作の種類').selectOption({ label: '加入者の情報' });
    await manager.press('絞り込む');
    await manager.finds('登録内容の閲覧');
    assert.equal(await manager.page.getByRole('cell', { name: 'ログイン', exact: true }).count(), 0);
    await manager.look('desk-trail');
    await manager.fill({ いつから: '2026-11-23', いつまで: '2026-11-22' });
    assert.equal(await manager.press('絞り込む'), 422);
    await manager.look('desk-trail-refused');
    await manager.goto('/desk/sakura/trail');
    await manager.fill({ 利用目的: '監査のため' });
    const csv = await manager.download('ダウンロードする');
    assert.match(csv.bytes.toString('utf8'), /person\.viewed/);
    await manager.leave();

    const member = await come();
    await member.goto('/portal/');
    await member.fill({ ユーザーID: yui.userId, パスワード: yui.password });
    await member.press('ログイン');
    await member.goto('/portal/settings/access');
    await member.finds('登録内容の閲覧');
    await member.look('settings-access');
    await member.leave();
  });

  it('all of it stands in English too', async () => {
    const manager = await comeAs('manager', 'english@example.jp', VISITORS.english);
    for (const page of ['', 'people', 'notices', 'notices/new', 'numbers', 'terms', 'settings', 'staff', 'trail']) {
      assert.equal(await manager.goto(`/desk/sakura/${page}`), 200, page);
      await manager.look(`desk-${page.replace('/', '-') || 'today'}`);
    }
    await manager.leave();
  });
});
