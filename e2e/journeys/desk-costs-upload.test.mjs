// Files of 医療費: sent, looked at without anything of a person, approved where two must, in force, seen by members from their day on; with
// keyboard alone, and without JavaScript.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { comeToTheDesk } from '../lib/desk.mjs';
import { arrives, count, declines, withoutScript } from '../lib/files.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { enterOn } from '../lib/screen.mjs';

const AT = '/desk/sakura/costs';
const TOMORROW = '2026-11-23';

function sample(month) {
  return fileURLToPath(new URL(`../../tests/data/costs-sakura-${month}.csv`, import.meta.url));
}

/** Chooses a file on the page that stands open and sends it. */
async function send(visitor, file, { mode = 'add', month = '', release } = {}) {
  await visitor.control('取込の方法').selectOption(mode);
  await visitor.control('和暦の数字の読み方').selectOption('receipt');
  await visitor.fill({ 置き換える診療年月: month });
  if (release) await visitor.fill({ 公開日: release });
  await visitor.page.locator('#file').setInputFiles(file);
  await visitor.page.getByRole('button', { name: '送って内容を確認する' }).click();
}

onEachEngine('files of costs at the desk', (comeAsMember, installation) => {
  const come = (role, email) => comeToTheDesk(installation.browser, installation.world, { role, email });

  it('a clerk sends the files of three months, and members see each from its day on', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=costs', 'cost_visibility=household', 'registrants=all');
    const member = await comeAsMember();
    await becomeMember(member, PEOPLE_OF_SAKURA.teppei);
    const clerk = await come('clerk', 'clerk@example.jp');
    await clerk.follow('医療費などの取込');
    await clerk.follow('ファイルを取り込む');
    await clerk.look('desk-costs-send');
    await clerk.page.getByRole('button', { name: '送って内容を確認する' }).click();
    await clerk.finds('ファイルを選んでください。');
    await clerk.look('desk-costs-send-refused');
    for (const [month, release] of [['2026-06'], ['2026-07'], ['2026-08', TOMORROW]]) {
      await clerk.goto(`${AT}/new`);
      await send(clerk, sample(month), { release });
      await arrives(clerk, /^取込の内容/);
      assert.equal(await count(clerk, '読み取れない行'), '0');
      if (release) await clerk.look('desk-costs-import');
      await enterOn(clerk.page, '確定する');
      await arrives(clerk, /取込済み/);
    }
    await clerk.goto(AT);
    await clerk.finds('costs-sakura-2026-08.csv');
    await clerk.look('desk-costs');
    await clerk.follow('公開の予定');
    await clerk.finds('公開前');
    await clerk.look('desk-costs-calendar');
    await clerk.goto('/desk/sakura/');
    await clerk.finds('最近の取込（医療費など）');
    await clerk.look('desk-costs-today');

    await member.follow('医療費のお知らせ');
    await member.finds('2026年6月診療分から2026年7月診療分まで');
    await clerk.goto(`${AT}/calendar`);
    await clerk.follow('公開日を変える');
    await clerk.look('desk-costs-release');
    await clerk.fill({ 公開日: '2026-11-22', 理由: '' });
    await clerk.isRefused('公開日を変える', '理由');
    await clerk.fill({ 理由: '予定より早く届いたため' });
    await clerk.press('公開日を変える');
    await clerk.finds('公開日を変えました。');
    await member.page.reload();
    await member.finds('2026年6月診療分から2026年8月診療分まで');
    await clerk.leave();
    await member.leave();
  });

  it('asks what unknown columns mean, and tells line, column and remedy and nothing of a person', async () => {
    const clerk = await come('clerk', 'columns@example.jp');
    const strange = installation.world.file('strange.csv');
    await writeFile(strange, '記号,番号,枝番,氏名カナ,生年月日,診療年月,区分,総額,患者さんの分\n12,00001,,ﾌｸﾀﾞ ﾕｲ,19860804,202609,医科外来,7654x,321\n12,99991,,ﾏﾎﾞﾛｼ ｹﾝ,19860804,202609,医科外来,7654,321\n');
    await clerk.goto(`${AT}/new`);
    await send(clerk, strange);
    await arrives(clerk, '列の対応');
    await clerk.look('desk-costs-columns');
    await clerk.isRefused('この対応で読み取る', '自己負担額');
    await clerk.control('自己負担額').selectOption('患者さんの分');
    await clerk.press('この対応で読み取る');
    await arrives(clerk, /受け付けませんでした/);
    await clerk.finds('総額');
    await clerk.look('desk-costs-refused');
    const text = await clerk.page.content();
    for (const secret of ['7654', 'ﾏﾎﾞﾛｼ', 'ﾌｸﾀﾞ', '99991']) assert.ok(!text.includes(secret), `${secret} is on the page`);
    await clerk.leave();
  });

  it('waits for a second person when a released month loses much', async () => {
    const cut = installation.world.file('cut.csv');
    const june = (await readFile(sample('2026-06'))).toString('latin1');
    const lines = june.split('\n');
    await writeFile(cut, lines.slice(0, lines.length / 2).join('\n'), 'latin1');
    const clerk = await come('clerk', 'cut@example.jp');
    await clerk.goto(`${AT}/new`);
    await send(clerk, cut, { mode: 'replace', month: '2026-06' });
    await arrives(clerk, /^取込の内容/);
    await clerk.finds('反映には、もう一人の承認が必要です');
    await clerk.look('desk-costs-two');
    await clerk.press('承認を依頼する');
    await clerk.finds('管理者か代理承認者が承認すると反映されます。');

    const manager = await come('manager', 'manager@example.jp');
    await declines(manager, AT, 'cut.csv', 'desk-costs-approval');
    await manager.leave();
    await clerk.leave();
  });

  it('works without JavaScript', async () => {
    const clerk = await come('clerk', 'plain@example.jp');
    const plain = await withoutScript(installation, clerk);
    await plain.goto(`${AT}/new`);
    await send(plain, sample('2026-07'));
    await arrives(plain, /^取込の内容/);
    assert.equal(await count(plain, '加わる明細'), '0');
    await plain.press('取りやめる');
    await arrives(plain, /取りやめ/);
    await plain.leave();
    await clerk.leave();
  });
});
