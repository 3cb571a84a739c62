// The monthly file: sent, looked at, approved where two must, in force; with keyboard alone, and without JavaScript.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { comeToTheDesk } from '../lib/desk.mjs';
import { arrives, count, declines, withoutScript } from '../lib/files.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { writeRoster } from '../lib/rosters.mjs';
import { enterOn } from '../lib/screen.mjs';
import { ROSTER } from '../lib/world.mjs';

const DECEMBER = fileURLToPath(new URL('../../tests/data/roster-sakura-2026-12.csv', import.meta.url));
const AT = '/desk/sakura/roster';

/** Chooses a file on the page that stands open and sends it. */
async function send(visitor, file, { mode = 'full', era = 'receipt' } = {}) {
  await visitor.control('取込の方法').selectOption(mode);
  await visitor.control('和暦の数字の読み方').selectOption(era);
  await visitor.page.locator('#file').setInputFiles(file);
  await visitor.page.getByRole('button', { name: '送って内容を確認する' }).click();
}

onEachEngine('roster files at the desk', (_, installation) => {
  const come = (role, email) => comeToTheDesk(installation.browser, installation.world, { role, email });

  it('a clerk sends a file, sees what it would change, and lets it take effect with the keyboard', async () => {
    const clerk = await come('clerk', 'clerk@example.jp');
    await clerk.follow('加入者データの取込');
    await clerk.follow('ファイルを取り込む');
    await clerk.look('desk-roster-send');
    await clerk.page.getByRole('button', { name: '送って内容を確認する' }).click();
    await clerk.finds('ファイルを選んでください。');
    assert.equal(await clerk.page.evaluate(() => document.activeElement.className), 'error-summary');
    await clerk.look('desk-roster-send-refused');

    await send(clerk, DECEMBER);
    await arrives(clerk, /^取込の内容/);
    assert.equal(await count(clerk, '新しく加わる人'), '15');
    await clerk.look('desk-roster-import');
    const address = clerk.path;
    await clerk.goto(`${address}?list=changed`);
    await clerk.finds('資格喪失日：（空欄） → 2026年12月1日');
    await clerk.look('desk-roster-changed');
    await clerk.goto(`${address}?list=moves`);
    await clerk.page.getByRole('button', { name: '同じ人と確認する' }).first().click();
    await clerk.finds('確認済み');
    await clerk.look('desk-roster-moves');
    await enterOn(clerk.page, '問題のない人をまとめて確認する');
    assert.equal(await clerk.page.locator('td .chip--good').count(), 6);
    await enterOn(clerk.page, '台帳に反映する');
    await arrives(clerk, /取込済み/);
    await clerk.look('desk-roster-applied');
    await clerk.goto(AT);
    await clerk.finds('roster-sakura-2026-12.csv');
    await clerk.look('desk-roster');
    await clerk.leave();
  });

  it('asks what unknown columns mean, and tells line, column and remedy of what cannot be read', async () => {
    const clerk = await come('clerk', 'columns@example.jp');
    const strange = installation.world.file('strange.csv');
    await writeFile(strange, '加入者一覧,,,,\nメンバー№,枝番,ヨミ,生年月日,備考\n90001,00,カトウ アイ,1990-01-01,x\n90002,00,カトウ ケン,1990-13-01,\n');
    await clerk.goto(`${AT}/new`);
    await send(clerk, strange, { mode: 'merge', era: 'western' });
    await arrives(clerk, '列の対応');
    await clerk.look('desk-roster-columns');
    await clerk.isRefused('この対応で読み取る', '番号', '氏名カナ');
    await clerk.control('番号').selectOption('メンバー№');
    await clerk.control('氏名カナ').selectOption('ヨミ');
    await clerk.press('この対応で読み取る');
    await arrives(clerk, /受け付けませんでした/);
    await clerk.finds('生年月日');
    await clerk.look('desk-roster-refused');
    await clerk.leave();
  });

  it('waits for a second person when many leave', async () => {
    const cut = installation.world.file('cut.csv');
    const sample = (await readFile(ROSTER)).toString('latin1');
    await writeFile(cut, sample.split('\n').slice(0, 500).join('\n'), 'latin1');
    const clerk = await come('clerk', 'cut@example.jp');
    await clerk.goto(`${AT}/new`);
    await send(clerk, cut);
    await arrives(clerk, /^取込の内容/);
    await clerk.finds('反映には、もう一人の承認が必要です');
    await clerk.look('desk-roster-two');
    await clerk.press('承認を依頼する');
    await clerk.finds('管理者か代理承認者が承認すると反映されます。');

    const manager = await come('manager', 'manager@example.jp');
    await declines(manager, AT, 'cut.csv', 'desk-roster-approval');
    await manager.leave();
    await clerk.leave();
  });

  it('works without JavaScript', async () => {
    const clerk = await come('clerk', 'plain@example.jp');
    const plain = await withoutScript(installation, clerk);
    await plain.goto(`${AT}/new`);
    await plain.look('desk-roster-send');
    await send(plain, DECEMBER);
    await arrives(plain, /^取込の内容/);
    assert.equal(await count(plain, '変わらない人'), '1,163');
    await plain.look('desk-roster-import');
    await plain.press('取りやめる');
    await arrives(plain, /取りやめ/);
    await plain.leave();
    await clerk.leave();
  });

  it('shows how far a large file is, and goes on to what it would change', async () => {
    const large = installation.world.file('large.csv');
    await writeRoster(large, 40_000);
    const clerk = await come('clerk', 'large@example.jp');
    await clerk.goto(`${AT}/new`);
    await send(clerk, large, { mode: 'merge', era: 'western' });
    await arrives(clerk, 'ファイルを処理しています');
    assert.equal(await clerk.page.getByRole('progressbar').count(), 1);
    await clerk.look('desk-roster-working');
    await arrives(clerk, /^取込の内容/);
    assert.equal(await count(clerk, '新しく加わる人'), '40,000');
    await clerk.leave();
  });
});
