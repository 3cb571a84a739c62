// 利用規約: a new version is asked for again when it takes effect; who declines is logged out and may come back.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { agree, becomeMember, expectHome, logIn, logOut } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru } = PEOPLE_OF_SAKURA;
const NEW_TERMS = `# けんぽの窓口 利用規約

## 第1条（適用）

この規約は、令和8年12月から新しくなります。

## 第2条（個人情報）

1. 取り扱いは、保険者が定めます。
2. くわしくは、保険者の窓口へお尋ねください。

<!-- lang: en -->

# Terms of use

## Article 1 (Scope)

These terms are new from December 2026 on.
`;

onEachEngine('terms', (come, installation) => {
  it('of a new version are asked for from their day on, and declining logs out', async () => {
    const { world } = installation;
    const readers = [
      [await come(), yui, 'この規約は、令和8年12月から新しくなります。'],
      [await come(VISITORS.english), hiroto, 'These terms are new from December 2026 on.'],
      [await come(VISITORS.withoutScript), chizuru, 'この規約は、令和8年12月から新しくなります。'],
    ];
    for (const [visitor, person] of readers) await becomeMember(visitor, person);
    await writeFile(world.file('terms.md'), NEW_TERMS);
    await world.command('terms', 'publish', 'terms.md', '--effective', '2026-11-23');
    for (const [visitor, person] of readers) {
      await logOut(visitor);
      await logIn(visitor, person);
      await expectHome(visitor);
    }

    await world.later({ days: 1 });
    for (const [visitor, person, sentence] of readers) {
      await logIn(visitor, person);
      visitor.isAt('/portal/terms');
      await visitor.reads('利用規約を改定しました');
      await visitor.finds(sentence);
      await visitor.look('terms-new-version');
      await visitor.press('同意しない');
      visitor.isAt('/portal/');
      await visitor.goto('/portal/home');
      visitor.isAt('/portal/');

      await logIn(visitor, person);
      visitor.isAt('/portal/terms');
      await visitor.goto('/portal/settings');
      visitor.isAt('/portal/terms');
      await visitor.isRefused('次へ', '利用規約に同意する');
      await agree(visitor);
      await expectHome(visitor);
      await logOut(visitor);
      await logIn(visitor, person);
      await expectHome(visitor);
      await visitor.goto('/portal/terms');
      visitor.isAt('/portal/home');
      await visitor.leave();
    }
    const { stdout } = await world.command('terms', 'list', '--json');
    assert.deepEqual(JSON.parse(stdout).map(({ version, state }) => [version, state]).sort(), [[1, 'over'], [2, 'in force']]);
  });

  it('that take effect while somebody is logged in are asked for with the next page', async () => {
    const { world } = installation;
    const visitor = await come();
    await logIn(visitor, yui);
    await expectHome(visitor);
    await writeFile(world.file('terms.md'), NEW_TERMS.replace('12月', '11月'));
    await world.command('terms', 'publish', 'terms.md');
    await visitor.goto('/portal/settings');
    visitor.isAt('/portal/terms');
    await agree(visitor);
    await expectHome(visitor);
    await visitor.leave();
  });
});
