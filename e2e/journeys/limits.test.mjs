// Limits as a visitor meets them: the proof of work with and without JavaScript, and limits that are told.
import assert from 'node:assert/strict';
import { it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, expectHome, fiveItems, identify, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, chizuru, ryuya, yoko } = PEOPLE_OF_SAKURA;
const FREE_FAILURES = 5;

/** So many tries that identify nobody, each with other values. */
async function fail(visitor, times, values) {
  await visitor.goto('/portal/signup');
  for (let time = 0; time < times; time += 1) {
    assert.equal(await identify(visitor, { ...yui, ...values(time) }), 422);
    await visitor.reads('入力された内容では確認できませんでした');
  }
}

onEachEngine('limits', (come, installation) => {
  it('let a browser that failed five times prove work by itself', async () => {
    for (const [kind, person, first] of [[VISITORS.japanese, yui, 91000], [VISITORS.english, chizuru, 92000]]) {
      const visitor = await come(kind);
      await fail(visitor, FREE_FAILURES, (time) => ({ number: String(first + time) }));
      // Its script comes late, so that the page can be looked at before the sum is solved.
      await visitor.page.route('**/proof*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }), { times: 1 });
      await identify(visitor, person);
      await visitor.reads('安全の確認をしています');
      await visitor.look('proof-of-work');
      await visitor.press('続ける');
      await visitor.page.waitForURL('**/portal/signup/account');
      await visitor.leave();
    }
  });

  it('let a browser without JavaScript wait instead', async () => {
    const visitor = await come(VISITORS.withoutScript);
    await fail(visitor, FREE_FAILURES, (time) => ({ number: String(93000 + time) }));
    await identify(visitor, ryuya);
    await visitor.reads('安全の確認をしています');
    await visitor.look('proof-of-work');
    assert.equal(await visitor.press('続ける'), 422, 'pressed too early it asks to wait on');
    await visitor.reads('安全の確認をしています');
    await installation.world.later({ seconds: 31 });
    await visitor.press('続ける');
    visitor.isAt('/portal/signup/account');
    await visitor.leave();
  });

  it('tell until when the tries of a number are used up', async () => {
    // The failures of this hour would call for proof of work from everybody at this source.
    await installation.world.later({ hours: 1 });
    for (const [kind, first] of [[VISITORS.withoutScript, 10], [VISITORS.withoutScript, 20]]) {
      const visitor = await come(kind);
      await fail(visitor, FREE_FAILURES, (time) => ({ number: '94000', birthDate: `1970-01-${first + time}` }));
      await visitor.leave();
    }
    for (const kind of [VISITORS.japanese, VISITORS.english]) {
      const visitor = await come(kind);
      await visitor.goto('/portal/signup');
      await visitor.fill(fiveItems({ ...yui, number: '94000' }));
      assert.equal(await visitor.press('認証'), 429);
      await visitor.reads('しばらくお待ちください');
      await visitor.finds('03-0000-0000');
      await visitor.look('limit-number');
      await visitor.leave();
    }
  });

  it('tell until when a login waits, and let recovery pass', async () => {
    const member = await come();
    await becomeMember(member, yoko);
    await member.press('ログアウト');
    const stranger = await come();
    for (let time = 0; time < 10; time += 1) {
      assert.equal(await logIn(stranger, { ...yoko, password: 'wrong#password1' }), 422);
    }
    assert.equal(await logIn(stranger, yoko), 429, 'the right password has to wait too');
    await stranger.look('limit-login');
    await logIn(member, yoko);
    await expectHome(member);
    await Promise.all([stranger.leave(), member.leave()]);
  });

  it('tell when an address has had its mails', async () => {
    for (const [kind, name] of [[VISITORS.japanese, 'a'], [VISITORS.english, 'b']]) {
      const visitor = await come(kind);
      for (let time = 0; time <= 5; time += 1) {
        await visitor.goto('/portal/recover/password');
        await visitor.fill({ ユーザーID: `nobody-${name}${time}`, メールアドレス: `nobody-${name}@example.jp` });
        const status = await visitor.press('送信する');
        assert.equal(status, time < 5 ? 200 : 429);
      }
      await visitor.reads('しばらくお待ちください');
      await visitor.look('limit-mails');
      await visitor.leave();
    }
  });
});
