// Maintenance in the middle of a registration: the page, and going on afterwards.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { beginSignUp, chooseAccount } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { hiroto } = PEOPLE_OF_SAKURA;

/** Opens the page until it answers so: a server looks once a second. */
async function opens(visitor, address, status) {
  const deadline = Date.now() + 10_000;
  while ((await visitor.goto(address)) !== status) assert.ok(Date.now() < deadline, `${address} does not answer ${status}`);
}

onEachEngine('maintenance', (come) => {
  it('stops members and loses nothing', async () => {
    const visitor = await come();
    const { world } = visitor;
    await beginSignUp(visitor, hiroto);
    await chooseAccount(visitor, hiroto);
    const code = await world.mailbox.codeFor(hiroto.email);
    await world.command('maintenance', 'on', '--until', '2026-11-23T06:00', '--note', '機器の入れ替えを行っています。');
    await opens(visitor, '/portal/signup/code', 503);
    await visitor.finds('03-0000-0000');
    await visitor.look('maintenance');
    for (const kind of [VISITORS.english, VISITORS.withoutScript]) {
      const other = await come(kind);
      assert.equal(await other.goto('/portal/?insurer=sakura'), 503);
      await other.look('maintenance');
      await other.leave();
    }
    await world.command('maintenance', 'off');
    await opens(visitor, '/portal/signup/code', 200);
    await visitor.fill({ 認証コード: code });
    await visitor.press('認証する');
    await visitor.reads('登録が完了しました');
    await visitor.leave();
  });
});
