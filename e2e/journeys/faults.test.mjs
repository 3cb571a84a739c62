// When the service itself fails: the page says so, under a number, and the next request is served again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { launch } from '../lib/browser.mjs';
import { VISITORS, Visitor } from '../lib/visitor.mjs';
import { World } from '../lib/world.mjs';

const run = promisify(execFile);

// Only PostgreSQL can be broken from outside while the server runs; the page knows nothing of engines.
describe('faults', { timeout: 120_000 }, () => {
  let world;
  let browser;
  before(async () => {
    world = await World.begin('postgres', { roster: null });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await world?.end();
  });

  const rename = (from, to) => run('psql', ['--quiet', '--dbname', world.databaseUrl, '--command', `ALTER TABLE ${from} RENAME TO ${to}`]);

  for (const kind of [VISITORS.japanese, VISITORS.english, VISITORS.withoutScript]) {
    it(`of ours are told with a number, and nothing of their cause${kind.name}`, async () => {
      const visitor = await Visitor.come(browser, world, kind, { inspects: true });
      visitor.expects(500);
      await rename('announcements', 'announcements_gone');
      try {
        assert.equal(await visitor.goto('/portal/'), 500);
        await visitor.reads('処理できませんでした');
        const text = await visitor.page.locator('body').innerText();
        assert.match(text, /\b[0-9A-F]{8}\b/);
        assert.doesNotMatch(text, /announcements|postgres|sqlx|SELECT/i);
        await visitor.look('fault');
      } finally {
        await rename('announcements_gone', 'announcements');
      }
      assert.equal(await visitor.goto('/portal/'), 200);
      await visitor.leave();
    });
  }
});
