// A person's page: a call without a mouse, a mail that came back, and health data that is shown for a reason.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { comeToTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, identify } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { enterOn, tabTo, typeInto } from '../lib/screen.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru } = PEOPLE_OF_SAKURA;
const COSTS = fileURLToPath(new URL('../../tests/data/costs-sakura-2026-06.csv', import.meta.url));
const REASON = '6月の医療費について、ご本人からの電話';

/** What a relay reports about a mail that it could not deliver. */
function report(mail, address) {
  const messageId = mail.headers.find((header) => header.key === 'message-id').value;
  const status = ['Reporting-MTA: dns; relay.example.jp', '', `Final-Recipient: rfc822; ${address}`, 'Action: failed', 'Status: 5.1.1', ''];
  const parts = [['message/delivery-status', status], ['text/rfc822-headers', [`Message-ID: ${messageId}`, '']]];
  const lines = parts.flatMap(([type, text]) => ['--b', `Content-Type: ${type}`, '', ...text]);
  return ['From: MAILER-DAEMON@relay.example.jp', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', ...lines, '--b--', ''].join('\r\n');
}

/** Alt and a letter as a keyboard sends them: Playwright's own key presses with Alt carry no letter. */
async function pressAccessKey(page, letter) {
  const devtools = await page.context().newCDPSession(page);
  const key = { key: letter, code: `Key${letter.toUpperCase()}`, windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0), modifiers: 1 };
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', unmodifiedText: letter, text: letter, ...key });
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  await devtools.detach();
}

/** Goes down a list with the arrow until this stands in it. */
async function chooseByKeyboard(page, label, option) {
  await tabTo(page, label);
  const chosen = () => page.evaluate(() => document.activeElement.selectedOptions[0].text);
  for (let step = 0; step < 20 && !(await chosen()).startsWith(option); step += 1) await page.keyboard.press('ArrowDown');
  assert.ok((await chosen()).startsWith(option), `${option} is in the list of ${label}`);
}

onEachEngine('the page of a person', (come, installation) => {
  const comeAs = (role, email, kind) => comeToTheDesk(installation.browser, installation.world, { role, email }, kind);
  const find = async (clerk, words) => {
    await clerk.goto('/desk/sakura/people');
    await clerk.fill({ さがす人: words });
    await clerk.press('さがす');
  };

  it('takes a call without a mouse, the note beginning with one keystroke, in under a minute', async () => {
    const member = await come();
    await member.goto('/portal/signup');
    assert.equal(await identify(member, { ...chizuru, kanaName: 'もり ちずる' }), 422);
    const clerk = await comeAs('clerk', 'keyboard@example.jp');
    const { page } = clerk;
    const began = performance.now();
    await clerk.goto('/desk/sakura/people');
    await typeInto(page, 'さがす人', '11-3');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await enterOn(page, '森　千鶴');
    await clerk.finds('4文字目が違います：入力は「ズ」、台帳は「ヅ」');
    await Promise.all([page.waitForURL(/#call$/), pressAccessKey(page, 'n')]);
    await tabTo(page, '「生年月日を教えてください」');
    await page.keyboard.press('Space');
    await chooseByKeyboard(page, '用件', '初回登録');
    await chooseByKeyboard(page, '結果', '解決');
    await typeInto(page, 'メモ', 'ヅとズの違い');
    await enterOn(page, '記録する');
    await clerk.finds('通話を記録しました。');
    await enterOn(page, '登録を許可する（24時間）');
    await typeInto(page, '理由', '本人からの電話');
    await enterOn(page, '許可する');
    await clerk.finds('登録を許可しました');
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds < 60, `the call took ${seconds} s`);
    await member.goto('/portal/signup');
    await identify(member, { ...chizuru, kanaName: 'もり ちずる' });
    member.isAt('/portal/signup/account');
    await member.leave();
    await clerk.leave();
  });

  it('tells of a mail that came back, reported by a pipe, and lets mail go again', async () => {
    const { world } = installation;
    const member = await come();
    await becomeMember(member, hiroto);
    const message = report(await world.mailbox.mailTo(hiroto.email), hiroto.email);
    const { stdout } = await world.pipe(message, 'mail', 'bounce');
    assert.match(stdout, /mail to this address is stopped/);
    const clerk = await comeAs('clerk', 'bounces@example.jp');
    await find(clerk, hiroto.userId);
    await clerk.finds('届かずに戻りました（5.1.1）');
    await clerk.look('desk-person-bounced');
    await clerk.follow('メールの停止を解く');
    await clerk.fill({ 理由: '届くようになったとのお電話' });
    await clerk.press('停止を解く');
    await clerk.finds('メールの停止を解きました。');
    await clerk.leave();
    await member.leave();
  });

  it('shows costs for a reason, and the member sees that somebody looked', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=costs');
    await world.command('costs', 'import', '--insurer', 'sakura', '--era', 'receipt', COSTS);
    const member = await come();
    await becomeMember(member, yui);
    for (const kind of [VISITORS.japanese, VISITORS.english]) {
      const clerk = await comeAs('clerk', `costs${kind.name}@example.jp`, kind);
      const { page } = clerk;
      const words = kind.isEnglish
        ? { look: 'Look at medical costs', why: /Why you look/, show: 'Show medical costs' }
        : { look: '医療費を見る', why: /見る理由/, show: '医療費を表示する' };
      await clerk.goto('/desk/sakura/people');
      await page.locator('input[name=q]').fill(yui.userId);
      await Promise.all([page.waitForURL(/people\/\d+$/), page.keyboard.press('Enter')]);
      await Promise.all([page.waitForURL(/costs$/), page.getByRole('link', { name: words.look }).click()]);
      await clerk.look('desk-costs-ask');
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words.show }).click()]);
      assert.equal(await page.getByLabel(words.why).getAttribute('aria-invalid'), 'true');
      await clerk.look('desk-costs-ask-refused');
      await page.getByLabel(words.why).fill(REASON);
      await Promise.all([page.waitForURL(/costs\/shown$/), page.getByRole('button', { name: words.show }).click()]);
      await clerk.finds(REASON);
      await clerk.look('desk-costs-year');
      await Promise.all([page.waitForURL(/costs\/shown\/2026-06$/), page.locator('a[href$="/2026-06"]').first().click()]);
      await clerk.look('desk-costs-month');
      await clerk.leave();
    }
    await member.goto('/portal/settings/access');
    await member.finds('医療費のお知らせの閲覧');
    await member.leave();
  });
});
