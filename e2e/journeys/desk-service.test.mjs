// Today, the settings, the terms and the operators' pages.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { comeToTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';

onEachEngine('desk: today, settings, terms, service', (_, installation) => {
  it('shows a manager today, and changes, keeps and undoes a setting', async () => {
    const manager = await comeToTheDesk(installation.browser, installation.world, { role: 'manager', email: 'manager@example.jp' });
    manager.isAt('/desk/sakura/');
    await manager.finds('登録の状況');
    await manager.finds('roster-sakura.csv');
    await manager.look('desk-today');
    await manager.page.getByRole('link', { name: /人$/ }).first().click();
    manager.isAt('/desk/sakura/ending');
    await manager.look('desk-ending');

    await manager.follow('設定');
    assert.equal(await manager.control('窓口の電話番号').inputValue(), '03-0000-0000', 'what the command set');
    await manager.finds(/^コマンド（/);
    await manager.fill({ 窓口の電話番号: '03-0000-1234', '喪失になる人の上限（全件の取込）': '101', 変更の理由: '移転' });
    await manager.isRefused('変更する', '喪失になる人の上限（全件の取込）');
    await manager.look('desk-settings-refused');
    await manager.fill({ '喪失になる人の上限（全件の取込）': '10' });
    await manager.press('変更する');
    await manager.finds('設定を変更しました。');
    await manager.look('desk-settings');
    await manager.page.getByRole('link', { name: '「窓口の電話番号」の変更を元に戻す' }).first().click();
    await manager.finds('変更を元に戻す');
    await manager.look('desk-settings-undo');
    await manager.fill({ 変更の理由: '誤り' });
    await manager.press('元に戻す');
    assert.equal(await manager.control('窓口の電話番号').inputValue(), '03-0000-0000');

    assert.equal(await manager.goto('/desk/service/health'), 404);
    await manager.leave();
  });

  it('lets an operator add an insurer, publish terms and look at the service', async () => {
    const operator = await comeToTheDesk(installation.browser, installation.world, { role: 'operator', email: 'operator@example.jp' });
    operator.isAt('/desk/');
    await operator.follow('稼働状況');
    await operator.finds('稼働中');
    await operator.look('desk-health');

    await operator.follow('保険者');
    await operator.follow('保険者を追加する');
    await operator.isRefused('追加する', '保険者指定コード', '名称');
    await operator.look('desk-insurer-new');
    await operator.fill({ 保険者指定コード: 'kaede', 名称: 'かえで共済組合' });
    await operator.press('追加する');
    operator.isAt('/desk/service/insurers/kaede');
    await operator.look('desk-insurer');

    await operator.follow('利用規約');
    await operator.follow('新しい版を公開する');
    const text = await operator.control('本文').inputValue();
    await operator.fill({ 本文: text.replace('## 第1条（適用）', '## 第1条（適用の範囲）'), 発効日: '2027-04-01' });
    await operator.press('内容を確認する');
    assert.deepEqual(await operator.page.locator('.diff__added ins').allInnerTexts(), ['## 第1条（適用の範囲）']);
    await operator.look('desk-terms-preview');
    await operator.press('公開する');
    await operator.finds('利用規約を公開しました。');
    await operator.finds('発効前');
    await operator.look('desk-terms');

    await operator.follow('送信メール');
    await operator.look('desk-outbox');
    await operator.page.getByRole('link', { name: '送信済み' }).click();
    await operator.finds('example.jp');

    assert.equal(await operator.goto('/desk/sakura/'), 404);
    await operator.leave();
  });
});
