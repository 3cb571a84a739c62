// A whole roster through the browser: progress is shown, the server's memory stays flat, and members log in meanwhile.
// MADOGUCHI_UPLOAD_ROWS=1000000 sends a roster of a million people; MADOGUCHI_UPLOAD_MOST_KIB is what the server may hold at most.
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { it } from 'node:test';

import { comeToTheDesk } from '../lib/desk.mjs';
import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logOut } from '../lib/journey.mjs';
import { keepLoggingIn } from '../lib/logins.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { writeRoster } from '../lib/rosters.mjs';

const ROWS = Number(process.env.MADOGUCHI_UPLOAD_ROWS ?? 20_000);
const MOST_KIB = Number(process.env.MADOGUCHI_UPLOAD_MOST_KIB ?? 400_000);
/** The slowest login that is an answer. */
const MOST_MS = 10_000;
const LONG = 30 * 60_000;

async function peakMemory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmHWM:\s+(\d+) kB$/m)[1]);
}

onEachEngine('a whole roster through the browser', (come, installation) => {
  it('is sent and takes effect while members log in', { timeout: LONG }, async () => {
    const { browser, world } = installation;
    const member = await come();
    await becomeMember(member, PEOPLE_OF_SAKURA.yui);
    await logOut(member);
    const clerk = await comeToTheDesk(browser, world, { role: 'clerk', email: 'clerk@example.jp' });
    const file = world.file('whole.csv');
    await writeRoster(file, ROWS);
    const { size } = await stat(file);
    const stop = keepLoggingIn(world.base, PEOPLE_OF_SAKURA.yui);
    const words = new Set();
    await clerk.page.exposeFunction('tellWords', (text) => words.add(text));
    await clerk.page.addInitScript(() => {
      new MutationObserver(() => {
        for (const told of document.querySelectorAll('[data-upload-words], [data-task-words]')) window.tellWords(told.textContent);
      }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });

    await clerk.goto('/desk/sakura/roster/new');
    await clerk.control('取込の方法').selectOption('merge');
    await clerk.page.locator('#file').setInputFiles(file);
    const begun = performance.now();
    await clerk.page.getByRole('button', { name: '送って内容を確認する' }).click();
    await clerk.page.getByRole('heading', { level: 1, name: /^取込の内容/ }).waitFor({ timeout: LONG });
    const looked = performance.now();
    await clerk.page.getByRole('button', { name: '台帳に反映する' }).click();
    await clerk.page.getByRole('heading', { level: 1, name: /取込済み/ }).waitFor({ timeout: LONG });
    const done = performance.now();
    const times = (await stop()).sort((one, other) => one - other);

    const peak = await peakMemory(world.pid);
    const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
    console.log(
      `${world.engine}: ${ROWS} rows, ${size} bytes; sent and compared in ${seconds(begun, looked)} s, in force after ${seconds(looked, done)} s; ` +
        `VmHWM ${peak} KiB; ${times.length} logins, middle ${times[times.length >> 1].toFixed(0)} ms, slowest ${times.at(-1).toFixed(0)} ms; ` +
        `told: ${[...words].join(', ')}`,
    );
    assert.ok(words.has('ファイルを送っています'), 'sending is told');
    assert.ok(peak < MOST_KIB, `the server held ${peak} KiB`);
    assert.ok(times.length > 0 && times.at(-1) < MOST_MS, 'logins are answered meanwhile');
    await clerk.leave();
    await member.leave();
  });
}, LONG);
