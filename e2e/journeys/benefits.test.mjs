// 給付金支給決定通知: from the insurer's file to the member's hands, with the day of the first opening and the words of the appeal.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { comeToTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const run = promisify(execFile);
const { teppei, aoi } = PEOPLE_OF_SAKURA;
const LIST = '/portal/benefits';
const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));
const HEADER = '記号,番号,枝番,氏名カナ,生年月日,診療年月,決定番号,決定年月日,給付種別,対象期間開始,対象期間終了,支給額,不支給理由,支払予定日,支払方法';
const OF_TEPPEI = '2,0000002,00,オカダ テッペイ,19960330';
const OF_AOI = '2,0000002,01,オカダ アオイ,20010424';
const DECISIONS = [
  `${OF_TEPPEI},202608,K-0815,20261110,高額療養費,,,57180,,20261130,事業主経由`,
  `${OF_TEPPEI},202608,K-0902,20261118,傷病手当金,20260801,20260831,0,労務不能と認められる期間ではないため,,`,
  `${OF_AOI},202608,K-0777,20261112,家族療養費,,,3000,,20261130,銀行振込`,
];

/** Brings these lines as the insurer's file. */
async function bring(world, lines) {
  const file = world.file('benefits.csv');
  await writeFile(file, `${[HEADER, ...lines].join('\n')}\n`);
  await world.command('benefits', 'import', '--insurer', 'sakura', file);
}

/** What stands on a PDF, without white space; its pages are kept as pictures in `artifacts/`. */
async function text(pdf, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  await writeFile(`${ARTIFACTS}${name}.pdf`, pdf);
  await run('pdftoppm', ['-r', '70', '-png', `${ARTIFACTS}${name}.pdf`, `${ARTIFACTS}${name}`]);
  const { stdout } = await run('pdftotext', ['-layout', `${ARTIFACTS}${name}.pdf`, '-']);
  return stdout.replaceAll(/\s/g, '');
}

/** Follows the link that hands out the paper. */
async function take(member) {
  const link = member.page.getByRole('link', { name: '通知書をPDFで保存する' });
  const [file] = await Promise.all([member.page.waitForEvent('download'), link.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

onEachEngine('decisions on benefits', (come, installation) => {
  it('are read on the screen, on a telephone too, and taken along on paper', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=benefits', 'benefits_visibility=household', 'registrants=all');
    await bring(world, DECISIONS);
    const member = await come();
    await becomeMember(member, teppei);
    await member.finds('まだ開いていない通知が3件あります。');
    await member.follow('給付金支給決定通知');
    member.isAt(LIST);
    await member.look('benefits-list');
    const before = member.page.viewportSize();
    await member.page.setViewportSize({ width: 320, height: 800 });
    const first = member.page.locator('table.stacks tbody tr').first();
    const amount = await first.locator('td.amount').boundingBox();
    assert.ok(amount.x >= 0 && amount.x + amount.width <= 320, 'the amount is not beyond the edge');
    await member.page.setViewportSize(before);

    await member.follow('2026年11月18日');
    await member.finds('給付金不支給決定通知書');
    await member.finds('労務不能と認められる期間ではないため');
    await member.look('benefits-refused');
    assert.ok(!member.page.url().includes('K-0902'), 'the address has no number of the decision');
    const refused = await take(member);
    const paper = await text(refused.bytes, 'benefits-refused-paper');
    for (const words of ['給付金不支給決定通知書', 'K-0902', '労務不能と認められる期間ではないため', '社会保険審査官に審査請求', 'この通知を最初に開いた日']) assert.ok(paper.includes(words), `${words} in ${paper}`);
    await member.follow('給付金支給決定通知の一覧に戻る');
    await member.follow('2026年11月10日');
    await member.finds('57,180円');
    await member.look('benefits-granted');
    const granted = await take(member);
    assert.equal(granted.name, '給付金支給決定通知書_2026年11月10日.pdf');
    const other = await text(granted.bytes, 'benefits-granted-paper');
    for (const words of ['給付金支給決定通知書', '57,180円', '2026年11月30日', '事業主経由']) assert.ok(other.includes(words), `${words} in ${other}`);
    await member.goto('/portal/home');
    await member.finds('まだ開いていない通知が1件あります。');
    await member.look('benefits-home');
    await member.leave();
  });

  it('are taken along with the password once more, in English, without a script', async () => {
    const member = await come(VISITORS.english);
    await logIn(member, teppei);
    await installation.world.later({ minutes: 16 });
    await member.goto(LIST);
    await member.look('benefits-list');
    await member.page.locator('main tbody a').last().click();
    await member.look('benefits-decision');
    await member.follow('通知書をPDFで保存する');
    await member.look('benefits-confirm');
    await member.fill({ 現在のパスワード: teppei.password });
    const [file] = await Promise.all([member.page.waitForEvent('download'), member.press('確認する')]);
    assert.match(file.suggestedFilename(), /^給付金支給決定通知書_/);
    await member.leave();
    const plain = await come(VISITORS.withoutScript);
    await logIn(plain, teppei);
    await plain.goto(LIST);
    await plain.follow('2026年11月10日');
    await plain.finds('57,180円');
    await plain.leave();
  });

  it('are read by a relative about their own care, and addressed to the insured', async () => {
    const relative = await come(VISITORS.withKeyboard);
    await becomeMember(relative, aoi);
    await relative.goto(LIST);
    assert.equal(await relative.page.locator('main tbody tr').count(), 1, 'nothing of the insured');
    await relative.page.locator('main tbody a').click();
    await relative.finds('この通知は、被保険者あてのものです。');
    await relative.look('benefits-relative');
    await relative.leave();
  });

  it('are listed at the desk with the days of their opening, for a reason', async () => {
    const clerk = await comeToTheDesk(installation.browser, installation.world, { role: 'clerk', email: 'benefits@example.jp' });
    await clerk.goto('/desk/sakura/people');
    await clerk.fill({ さがす人: teppei.userId });
    await clerk.press('さがす');
    await clerk.follow('給付金支給決定通知を見る');
    await clerk.look('desk-benefits-reason');
    await clerk.isRefused('通知の一覧を表示する', '見る理由');
    await clerk.fill({ 見る理由: '開封日についてのお問い合わせ' });
    await clerk.press('通知の一覧を表示する');
    await clerk.finds('に開封');
    await clerk.look('desk-benefits');
    await clerk.leave();
  });
});
