// サイトからのお知らせ: of the service and of the insurer, dated, from a day until a day, on the login screen and on マイページ.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, expectHome, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui } = PEOPLE_OF_SAKURA;
const OF_ALL = '定期メンテナンスのお知らせ';
const OF_SAKURA = 'けんぽ健診の受付';
const FROM_TOMORROW = '明日からのお知らせ';
const UNTIL_TODAY = '今日までのお知らせ';
const OVER = '昨日までのお知らせ';
const TEXT = `**12月5日**の午前2時から5時まで、ご利用いただけません。

- 初回登録の途中の内容は残ります。
- お急ぎの方は、[お問い合わせ先](/portal/accessibility)をご覧ください。

### 対象となる画面

すべての画面です。
`;

async function announce(world) {
  await writeFile(world.file('notice.md'), TEXT);
  const add = (title, ...more) => world.command('announce', 'add', '--title', title, '--body-file', 'notice.md', ...more);
  await add(OF_ALL);
  await add(OF_SAKURA, '--insurer', 'sakura');
  await add(FROM_TOMORROW, '--from', '2026-11-23');
  await add(UNTIL_TODAY, '--until', '2026-11-22');
  await add(OVER, '--from', '2026-11-01', '--until', '2026-11-21');
}

/** The titles with their dates, in the order of the page. */
async function titles(visitor) {
  const items = visitor.page.locator('.notices__list > li');
  return items.evaluateAll((all) => all.map((item) => [item.querySelector('time').dateTime, item.querySelector('summary').textContent]));
}

/** Opens a notice, whose text is hidden until then. */
async function open(visitor, title) {
  const notice = visitor.page.locator('.notices__list > li', { hasText: title });
  const text = notice.getByText('午前2時から5時まで');
  assert.equal(await text.isVisible(), false);
  await notice.locator('summary').click();
  assert.equal(await text.isVisible(), true);
}

onEachEngine('notices', (come, installation) => {
  it('stand on the login screen and マイページ on their days, the insurer’s own once it is known', async () => {
    const { world } = installation;
    const visitor = await come();
    assert.equal(await visitor.goto('/portal/'), 200);
    await visitor.reads('現在、お知らせはありません。');
    await announce(world);
    const today = '2026-11-22';
    const everybodys = [OF_ALL, UNTIL_TODAY];

    for (const kind of [VISITORS.japanese, VISITORS.english, VISITORS.withoutScript]) {
      const stranger = await come(kind);
      await stranger.goto('/portal/');
      assert.deepEqual((await titles(stranger)).sort(), everybodys.map((title) => [today, title]).sort(), 'of everybody, who is not known');
      await open(stranger, OF_ALL);
      await stranger.look('login-notices');
      await stranger.goto('/portal/?insurer=sakura');
      assert.deepEqual((await titles(stranger)).sort(), [...everybodys, OF_SAKURA].map((title) => [today, title]).sort());
      await open(stranger, OF_SAKURA);
      await stranger.look('login-notices-of-insurer');
      await stranger.leave();
    }

    await becomeMember(visitor, yui);
    assert.deepEqual((await titles(visitor)).map(([, title]) => title).sort(), [...everybodys, OF_SAKURA].sort());
    await open(visitor, OF_SAKURA);
    await visitor.look('home-notices');
    const english = await come(VISITORS.english);
    await logIn(english, yui);
    await expectHome(english);
    await open(english, OF_ALL);
    await english.look('home-notices');
    await english.leave();

    await world.later({ days: 1 });
    await visitor.goto('/portal/?insurer=sakura');
    const tomorrow = [['2026-11-23', FROM_TOMORROW], [today, OF_ALL], [today, OF_SAKURA]];
    assert.deepEqual((await titles(visitor)).sort(), tomorrow.sort(), 'one has come, one is over');
    assert.equal((await titles(visitor))[0][0], '2026-11-23', 'the latest first');
    await visitor.leave();
  });
});
