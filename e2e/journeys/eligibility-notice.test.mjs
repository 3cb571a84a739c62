// 資格情報のお知らせ: read on the screen, taken along on paper, for oneself and the family.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const run = promisify(execFile);
const { teppei } = PEOPLE_OF_SAKURA;
const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));

/** What stands on a PDF; its pages are kept as pictures in `artifacts/`. */
async function text(pdf, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  await writeFile(`${ARTIFACTS}${name}.pdf`, pdf);
  await run('pdftoppm', ['-r', '70', '-png', `${ARTIFACTS}${name}.pdf`, `${ARTIFACTS}${name}`]);
  return (await run('pdftotext', ['-layout', `${ARTIFACTS}${name}.pdf`, '-'])).stdout;
}

onEachEngine('the notice of eligibility', (come, installation) => {
  it('is read on the screen and taken along on paper', async () => {
    await installation.world.command('insurer', 'set', 'sakura', 'services=eligibility_notice');
    const member = await come();
    await becomeMember(member, teppei);
    await member.follow('資格情報のお知らせ');
    member.isAt('/portal/eligibility-notice');
    await member.finds('このお知らせだけでは、医療機関等を受診できません。');
    await member.look('eligibility-notice');
    const button = member.page.getByRole('button', { name: 'PDFで保存する' }).first();
    const [download] = await Promise.all([member.page.waitForEvent('download'), button.click()]);
    assert.equal(download.suggestedFilename(), 'shikaku-joho.pdf');
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const sheet = await text(Buffer.concat(chunks), 'eligibility-notice-sheet');
    for (const words of ['資格情報のお知らせ', '0000002', '岡田 哲平', '医療機関等を受診できません']) assert.ok(sheet.replaceAll('\u3000', ' ').includes(words), `${words} in\n${sheet}`);
    await member.leave();
  });

  it('is there in English and without a script', async () => {
    for (const kind of [VISITORS.english, VISITORS.withoutScript]) {
      const member = await come(kind);
      await logIn(member, teppei);
      await member.goto('/portal/eligibility-notice');
      await member.look('eligibility-notice');
      await member.leave();
    }
  });
});
