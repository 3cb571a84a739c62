// 医療費のお知らせ: months and years, papers and files, the password that is asked for before them, and what a family hides.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logIn, logOut } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const run = promisify(execFile);
const { teppei, aoi } = PEOPLE_OF_SAKURA;
const MONTHS = ['2026-06', '2026-07', '2026-08'];
const FILES = '/portal/costs/files';
const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));

function sample(month) {
  return fileURLToPath(new URL(`../../tests/data/costs-sakura-${month}.csv`, import.meta.url));
}

/** Pictures of the pages of a PDF, in `artifacts/`. */
async function picture(pdf, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  await writeFile(`${ARTIFACTS}${name}.pdf`, pdf);
  await run('pdftoppm', ['-r', '70', '-png', `${ARTIFACTS}${name}.pdf`, `${ARTIFACTS}${name}`]);
}

/** What the member paid, as the page shows it large. */
async function paid(visitor) {
  return visitor.page.locator('.costs__sum').innerText();
}

onEachEngine('costs', (come, installation) => {
  it('are shown by year and month, on a telephone too', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=costs', 'cost_visibility=household', 'registrants=all');
    for (const month of MONTHS) {
      await world.command('costs', 'import', '--insurer', 'sakura', '--era', 'receipt', sample(month));
    }
    const member = await come();
    await becomeMember(member, teppei);
    await member.follow('医療費のお知らせ');
    await member.finds('2026年6月診療分から2026年8月診療分まで');
    await member.look('costs-year');
    await member.page.locator('section[aria-labelledby=by-month] ul a').last().click();
    await member.finds('2026年8月診療分の明細');
    await member.look('costs-month');

    const before = member.page.viewportSize();
    await member.page.setViewportSize({ width: 320, height: 800 });
    const first = member.page.locator('table.stacks tbody tr').first();
    const [row, amount] = [await first.boundingBox(), await first.locator('td.amount').first().boundingBox()];
    assert.ok(amount.x >= 0 && amount.x + amount.width <= 320, 'the own share is not beyond the edge');
    assert.ok(amount.y - row.y < 120, 'it stands at the top of its line');
    assert.equal(await first.locator('td.amount').first().getAttribute('data-head'), '自己負担額');
    assert.equal(await member.page.getByRole('rowheader').count(), await member.page.locator('tbody th, tfoot th').count(), 'it is still a table');
    await member.page.setViewportSize(before);
    await member.leave();
  });

  it('are taken along as paper and files', async () => {
    const member = await come();
    await logIn(member, teppei);
    await member.goto('/portal/costs');
    await member.follow('書面・データをダウンロードする');
    member.isAt(FILES);
    await member.look('costs-files');
    const paper = await member.download('PDFをダウンロード');
    assert.equal(paper.name, '年間医療費通知_2026年.pdf');
    assert.ok(paper.bytes.subarray(0, 5).equals(Buffer.from('%PDF-')));
    await picture(paper.bytes, 'costs-annual');
    await member.tick('保険者番号と記号・番号・枝番も入れる');
    await picture((await member.download('PDFをダウンロード')).bytes, 'costs-annual-numbers');
    const table = await member.download('Excelの表をダウンロード');
    assert.equal(table.name, '医療費集計フォームに貼り付ける表_2026年.xlsx');
    const csv = await member.download('CSVをダウンロード');
    assert.match(csv.bytes.toString(), /^\ufeffわたしの情報\r\n医療費通知情報\r\n/);
    const json = JSON.parse((await member.download('JSONをダウンロード')).bytes.toString());
    await member.goto('/portal/costs?year=2026');
    assert.equal(await paid(member), `${json.sums.own_share.toLocaleString('en')}円`);
    await member.goto('/portal/settings/access');
    await member.finds('医療費の書面・データのダウンロード（あなた）');
    await member.look('access-with-downloads');
    await member.leave();
  });

  it('are taken along with the password once more, when the login is fifteen minutes old', async () => {
    const member = await come(VISITORS.english);
    await logIn(member, teppei);
    await installation.world.later({ minutes: 16 });
    await member.goto(`${FILES}?year=2026`);
    await member.look('costs-files');
    await member.press('PDFをダウンロード');
    member.isAt('/portal/costs/confirm/2026-annual.pdf');
    await member.look('costs-confirm');
    await member.isRefused('確認する', '現在のパスワード');
    await member.fill({ 現在のパスワード: teppei.password });
    const [file] = await Promise.all([member.page.waitForEvent('download'), member.press('確認する')]);
    assert.equal(file.suggestedFilename(), '年間医療費通知_2026年.pdf');
    member.isAt(FILES);
    await member.finds('The download begins.');
    await member.look('costs-files-begun');
    await logOut(member);
    await member.leave();
  });

  it('are hidden from the family by who wants that', async () => {
    const insured = await come();
    await logIn(insured, teppei);
    await insured.goto('/portal/costs?year=2026');
    const together = await paid(insured);
    await insured.finds('岡田　葵');

    const relative = await come(VISITORS.withKeyboard);
    await becomeMember(relative, aoi);
    await relative.goto('/portal/costs');
    await relative.follow('ご家族への表示');
    await relative.look('costs-sharing');
    await relative.tick('私の医療費を被保険者に表示する');
    await relative.press('変更する');
    await relative.finds('ご家族への表示を変更しました');

    await insured.page.reload();
    assert.notEqual(await paid(insured), together);
    assert.equal(await insured.page.getByText('岡田　葵').count(), 0);
    await insured.goto(`${FILES}?year=2026`);
    const json = (await insured.download('JSONをダウンロード')).bytes.toString();
    assert.ok(!json.includes('岡田　葵') && json.includes('岡田　哲平'));
    await insured.leave();
    await relative.leave();
  });
});
