// Passwords that nobody thought up: those of browsers, and the example that the page makes.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { beginSignUp } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, hiroto } = PEOPLE_OF_SAKURA;
/** As Chrome makes one up: fifteen letters and digits. */
const OF_CHROME = 'gQ8dZtbuWn5xRcE';

/** Which lines of the list are ticked: length, letter, digit, symbol. */
function ticks(visitor) {
  return visitor.page.locator('[data-rule]').evaluateAll((lines) => lines.map((line) => line.dataset.met));
}

async function pressToMake(visitor) {
  await visitor.page.getByRole('button', { name: visitor.word('パスワードの例を作る'), exact: true }).click();
  return visitor.control('パスワード').inputValue();
}

onEachEngine('passwords', (come) => {
  for (const [kind, person] of [[VISITORS.japanese, yui], [VISITORS.english, hiroto]]) {
    it(`of a browser are refused with what they lack, and pass with it${kind.name}`, async () => {
      const visitor = await come(kind);
      await beginSignUp(visitor, person);
      assert.deepEqual(await ticks(visitor), ['false', 'false', 'false', 'false']);
      await visitor.fill({ ユーザーID: person.userId, パスワード: OF_CHROME, メールアドレス: person.email });
      assert.deepEqual(await ticks(visitor), ['true', 'true', 'true', 'false'], 'the list ticks itself while one types');
      await visitor.isRefused('作成する', 'パスワード');
      await visitor.reads('記号がひとつも入っていません');
      await visitor.look('signup-account-browsers-password');
      await visitor.fill({ パスワード: `${OF_CHROME}-` });
      await visitor.press('作成する');
      visitor.isAt('/portal/signup/code');
      await visitor.leave();
    });

    it(`are made by the page, shown, and accepted${kind.name}`, async () => {
      const visitor = await come(kind);
      await beginSignUp(visitor, person);
      const examples = new Set();
      for (let time = 0; time < 20; time += 1) examples.add(await pressToMake(visitor));
      assert.equal(examples.size, 20, 'no two are the same');
      for (const example of examples) assert.match(example, /^(?=.*[a-z])(?=.*[2-9])[a-hjkmnp-z2-9]{3}(-[a-hjkmnp-z2-9]{3}){3}$/);
      assert.equal(await visitor.control('パスワード').getAttribute('type'), 'text', 'it can be written down');
      assert.deepEqual(await ticks(visitor), ['true', 'true', 'true', 'true'], 'every line of the list is ticked');
      await visitor.reads('例を入力し');
      await visitor.look('signup-account-example-password');
      await visitor.fill({ ユーザーID: person.userId, メールアドレス: person.email });
      await visitor.press('作成する');
      visitor.isAt('/portal/signup/code');
      await visitor.leave();
    });
  }

  it('are thought up by people where no script runs', async () => {
    const visitor = await come(VISITORS.withoutScript);
    await beginSignUp(visitor, chizuru);
    assert.equal(await visitor.page.locator('[data-make-password]').isVisible(), false);
    assert.deepEqual(await ticks(visitor), [undefined, undefined, undefined, undefined], 'a list that nothing ticks');
    await visitor.finds('最後に「-」を1つ足してください');
    await visitor.fill({ ユーザーID: chizuru.userId, パスワード: chizuru.password, メールアドレス: chizuru.email });
    await visitor.press('作成する');
    visitor.isAt('/portal/signup/code');
    await visitor.leave();
  });
});
