// ログイン and ログアウト: what can go wrong, the password that can be shown, the session that ends, and what is left behind.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { onEachEngine } from '../lib/installation.mjs';
import { agree, becomeMember, expectHome, logIn, logOut, signUp } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru } = PEOPLE_OF_SAKURA;
/** The costs of August 2026. */
const COSTS = fileURLToPath(new URL('../../tests/data/costs-sakura-2026-08.csv', import.meta.url));

/** A dependant, on line 4 of the roster. */
const aoi = {
  symbol: '2',
  number: '2',
  birthDate: '平成13年4月24日',
  kanaName: 'おかだ あおい',
  userId: 'aoi-okada',
  password: 'fuurin*58hotaru',
  email: 'aoi@example.jp',
};

/** Every page that a member can open, with the status of its answer. */
const PAGES = {
  '/portal/home': 200,
  '/portal/settings': 200,
  '/portal/settings/password': 200,
  '/portal/settings/email': 200,
  '/portal/settings/access': 200,
  '/portal/settings/notices': 200,
  '/portal/settings/sessions': 200,
  '/portal/settings/second-factor': 200,
  '/portal/settings/close': 200,
  '/portal/costs': 200,
  '/portal/sharing': 200,
  '/portal/costs/2026-08': 200,
  '/portal/guide?insurer=sakura': 200,
  '/portal/terms-of-use': 200,
  '/portal/accessibility': 200,
  '/portal/signup': 200,
  '/portal/recover/password': 200,
  '/portal/recover/user-id': 200,
  '/portal/nowhere': 404,
};

/** One button ends the session from here. */
async function offersLogout(visitor) {
  const button = visitor.page.getByRole('button', { name: visitor.word('ログアウト'), exact: true });
  assert.equal(await button.count(), 1, visitor.path);
  assert.equal(await button.isVisible(), true, visitor.path);
  const form = await button.evaluate(({ form }) => [form.method, new URL(form.action).pathname, form.elements.csrf.value !== '']);
  assert.deepEqual(form, ['post', '/portal/logout', true], visitor.path);
}

/** How the password stands: whether it can be read, what the button offers, and what was said. */
async function shown(visitor) {
  const field = visitor.control('パスワード');
  const button = visitor.page.locator('[data-show-password]');
  return {
    type: await field.getAttribute('type'),
    value: await field.inputValue(),
    button: await button.textContent(),
    said: await button.locator('xpath=following-sibling::*[@role="status"]').textContent(),
  };
}

onEachEngine('login', (come, installation) => {
  it('says what is wrong, to whoever reads and however they type', async () => {
    for (const kind of Object.values(VISITORS)) {
      const visitor = await come(kind);
      await visitor.goto('/portal/');
      await visitor.isRefused('ログイン', 'ユーザーID', 'パスワード');
      await visitor.look('login-empty');
      await visitor.fill({ ユーザーID: 'nobody-here', パスワード: 'wrong#password1' });
      await visitor.isRefused('ログイン', 'ユーザーID');
      await visitor.reads('ユーザーIDまたはパスワードが正しくありません');
      assert.equal(await visitor.control('ユーザーID').inputValue(), 'nobody-here');
      assert.equal(await visitor.control('パスワード').inputValue(), '', 'a password never comes back');
      await visitor.look('login-wrong');
      await visitor.leave();
    }
  });

  it('shows the password at the press of a button, and hides it again', async () => {
    for (const [kind, person] of [[VISITORS.japanese, yui], [VISITORS.english, hiroto], [VISITORS.withKeyboard, chizuru]]) {
      const visitor = await come(kind);
      await becomeMember(visitor, person);
      await logOut(visitor);
      const value = person.password;
      const [show, hide] = [visitor.word('パスワードを表示する'), visitor.word('パスワードを隠す')];
      await visitor.fill({ ユーザーID: person.userId, パスワード: value });
      assert.deepEqual(await shown(visitor), { type: 'password', value, button: show, said: '' });
      await visitor.pressHere('パスワードを表示する');
      assert.deepEqual(await shown(visitor), { type: 'text', value, button: hide, said: visitor.word('パスワードを表示しています。') });
      await visitor.look('login-password-shown');
      await visitor.pressHere('パスワードを隠す');
      assert.deepEqual(await shown(visitor), { type: 'password', value, button: show, said: visitor.word('パスワードを隠しています。') });
      await visitor.pressHere('パスワードを表示する');
      // A browser must not take it for a text to remember: it is sent from a field of passwords.
      const typeWhenSent = visitor.page.evaluate(() => new Promise((sent) => {
        document.querySelector('#password').form.addEventListener('submit', (event) => sent(event.target.elements.password.type));
      }));
      await Promise.all([typeWhenSent.then((type) => assert.equal(type, 'password')), visitor.press('ログイン')]);
      await expectHome(visitor);
      await visitor.leave();
    }
  });

  it('ends with ログアウト, which leaves nothing behind in the browser', async () => {
    for (const [kind, person] of [[VISITORS.japanese, yui], [VISITORS.withoutScript, chizuru]]) {
      const visitor = await come(kind);
      await logIn(visitor, person);
      await expectHome(visitor);
      await visitor.goto('/portal/settings');
      const cookies = (await visitor.page.context().cookies()).map(({ name }) => name);
      await logOut(visitor);
      const left = (await visitor.page.context().cookies()).map(({ name }) => name);
      const gone = cookies.filter((name) => !left.includes(name));
      assert.equal(gone.length, 1, `the session's cookie is gone: ${cookies} became ${left}`);
      const stored = await visitor.page.evaluate(() => [localStorage.length, sessionStorage.length]);
      assert.deepEqual(stored, [0, 0]);
      await visitor.page.goBack();
      visitor.isAt('/portal/');
      assert.equal(await visitor.page.getByText(person.email.slice(0, 2) + '***').count(), 0, 'Back shows nothing');
      await visitor.leave();
    }
  });

  it('is warned of its end, can be kept, and is over after thirty minutes without use', async () => {
    for (const [kind, person] of [[VISITORS.japanese, yui], [VISITORS.english, hiroto]]) {
      const visitor = await come(kind);
      await visitor.page.clock.install();
      await logIn(visitor, person);
      await expectHome(visitor);
      await installation.world.later({ minutes: 28, seconds: 30 });
      await visitor.page.clock.fastForward('28:30');
      await visitor.reads('まもなく自動的にログアウトします');
      await visitor.look('session-ends');
      await visitor.pressHere('ログインを続ける');
      await visitor.page.getByText(visitor.word('まもなく自動的にログアウトします')).waitFor({ state: 'detached' });
      await installation.world.later({ minutes: 29 });
      await visitor.goto('/portal/home');
      await expectHome(visitor);
      await installation.world.later({ minutes: 31 });
      await visitor.goto('/portal/home');
      visitor.isAt('/portal/');
      await visitor.leave();
    }
  });

  it('can end on every page', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=costs', 'cost_visibility=household', 'registrants=all');
    await world.command('costs', 'import', '--insurer', 'sakura', '--era', 'receipt', COSTS, '--release', '2026-11-01');
    const newcomer = await come();
    await signUp(newcomer, aoi);
    await logIn(newcomer, aoi);
    newcomer.isAt('/portal/terms');
    await offersLogout(newcomer);
    await agree(newcomer);
    const english = await come(VISITORS.english);
    await logIn(english, aoi);
    for (const member of [newcomer, english]) {
      for (const [address, status] of Object.entries(PAGES)) {
        assert.equal(await member.goto(address), status, address);
        member.isAt(address.split('?')[0]);
        await offersLogout(member);
        if (address === '/portal/sharing') await member.look('costs-sharing');
      }
      await logOut(member);
      await member.leave();
    }
  });
});
