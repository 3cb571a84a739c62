// Mail that does not arrive, and notices that come by mail.
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru } = PEOPLE_OF_SAKURA;

/** What a relay reports about a mail that it could not deliver. */
function report(mail, address) {
  const messageId = mail.headers.find((header) => header.key === 'message-id').value;
  const lines = [
    'From: MAILER-DAEMON@relay.example.jp',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; relay.example.jp',
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${messageId}`,
    '',
    '--b--',
    '',
  ];
  return lines.join('\r\n');
}

onEachEngine('mail', (come, installation) => {
  for (const [language, kind, person] of [['Japanese', VISITORS.japanese, yui], ['English', VISITORS.english, hiroto]]) {
    it(`that does not arrive is told, and a code shows that it does again, in ${language}`, async () => {
      const visitor = await come(kind);
      const { world } = visitor;
      await becomeMember(visitor, person);
      const maildir = world.file(`bounces-${language}`);
      for (const folder of ['new', 'cur']) await mkdir(`${maildir}/${folder}`, { recursive: true });
      await writeFile(`${maildir}/new/1.report`, report(await world.mailbox.mailTo(person.email), person.email));
      const { stdout } = await world.command('mail', 'bounce', '--maildir', maildir);
      assert.match(stdout, /hard bounce \(5\.1\.1\); mail to this address is stopped/);
      assert.deepEqual(await readdir(`${maildir}/cur`), ['1.report:2,S']);

      await visitor.goto('/portal/home');
      await visitor.reads('ご登録のメールアドレスにメールが届いていません');
      await visitor.look('home-mail-stopped');
      await visitor.goto('/portal/settings');
      await visitor.look('settings-mail-stopped');
      const codes = world.mailbox.codesTo(person.email);
      await visitor.press('届くようになった');
      visitor.isAt('/portal/settings/email/code');
      await visitor.look('settings-mail-check');
      await visitor.fill({ 認証コード: await world.mailbox.codeFor(person.email, codes + 1) });
      await visitor.press('認証する');
      await visitor.reads('メールが届くことを確認しました。');
      await visitor.goto('/portal/home');
      assert.equal(await visitor.page.getByText(visitor.word('ご登録のメールアドレスにメールが届いていません')).count(), 0);
      await visitor.leave();
    });
  }

  it('with a notice comes to who wants it, and its link ends that', async () => {
    const { world } = installation;
    const visitor = await come();
    await becomeMember(visitor, chizuru);
    await writeFile(world.file('notice.md'), '**12月1日**から受け付けます。\n');
    const notice = ['announce', 'add', '--insurer', 'sakura', '--title', '予防接種の補助', '--body-file', 'notice.md', '--mail'];
    const dry = await world.command(...notice, '--dry-run', '--json');
    assert.ok(JSON.parse(dry.stdout).mail >= 1);
    await world.command(...notice);
    await world.later({ minutes: 1 });
    const is = (mail) => mail.subject.endsWith('予防接種の補助');
    const mail = await world.mailbox.mailTo(chizuru.email, 1, is);
    const address = mail.headers.find((header) => header.key === 'list-unsubscribe').value.match(/<(.+)>/)[1];

    await visitor.goto('/portal/home');
    await visitor.finds('予防接種の補助');
    await visitor.goto(address);
    await visitor.look('unsubscribe');
    await visitor.press('停止する');
    await visitor.reads('これからは、お知らせのメールをお送りしません。');
    await visitor.look('unsubscribe-done');
    await visitor.goto('/portal/settings/notices');
    if (visitor.path === '/portal/') {
      await logIn(visitor, chizuru);
      await visitor.goto('/portal/settings/notices');
    }
    assert.equal(await visitor.control('お知らせをメールで受け取る').isChecked(), false);
    await visitor.look('settings-notices');
    await visitor.tick('お知らせをメールで受け取る');
    await visitor.press('変更する');
    await visitor.reads('お知らせのメールの設定を変更しました。');

    const oneClick = await fetch(address, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    assert.equal(oneClick.status, 200);
    await visitor.goto('/portal/settings/notices');
    assert.equal(await visitor.control('お知らせをメールで受け取る').isChecked(), false);
    await visitor.leave();
  });
});
