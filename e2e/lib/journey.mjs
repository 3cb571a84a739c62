// The steps that many journeys begin with. Screens and labels are the contract's (section 4).
import assert from 'node:assert/strict';

export async function identify(visitor, person) {
  await visitor.fill(fiveItems(person));
  return visitor.press('認証');
}

/** What the first step asks for. */
export function fiveItems(person) {
  return {
    保険者指定コード: 'sakura',
    記号: person.symbol,
    番号: person.number,
    生年月日: person.birthDate,
    '氏名（カナ）': person.kanaName,
  };
}

/** From the login screen to the second step. */
export async function beginSignUp(visitor, person) {
  await visitor.goto('/portal/signup');
  await identify(visitor, person);
  visitor.isAt('/portal/signup/account');
}

/** From the second step to the third, where the code is asked for. */
export async function chooseAccount(visitor, person) {
  await visitor.fill({ ユーザーID: person.userId, パスワード: person.password });
  if (!person.isOnRoster) await visitor.fill({ メールアドレス: person.email });
  await visitor.press('作成する');
  visitor.isAt('/portal/signup/code');
}

/** From the first address to the login screen that greets the new user ID. */
export async function signUp(visitor, person) {
  await visitor.goto('/portal/');
  await visitor.follow('ユーザーIDの作成がまだの方はこちら');
  visitor.isAt('/portal/signup');
  await visitor.look('signup');
  await identify(visitor, person);
  visitor.isAt('/portal/signup/account');
  await visitor.look('signup-account');
  await chooseAccount(visitor, person);
  await visitor.look('signup-code');
  await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(person.email) });
  await visitor.press('認証する');
  visitor.isAt('/portal/');
  await visitor.reads('登録が完了しました');
  await visitor.finds(person.userId);
  await visitor.look('signup-done');
}

/** From the login screen; where it leads depends on the terms. Resolves to the HTTP status. */
export async function logIn(visitor, person) {
  if (visitor.path !== '/portal/') await visitor.goto('/portal/');
  await visitor.fill({ ユーザーID: person.userId, パスワード: person.password });
  return visitor.press('ログイン');
}

export async function agree(visitor) {
  visitor.isAt('/portal/terms');
  await visitor.tick('利用規約に同意する');
  await visitor.press('次へ');
}

export async function expectHome(visitor) {
  visitor.isAt('/portal/home');
  await visitor.page.getByRole('heading', { level: 1, name: visitor.word('マイページ') }).waitFor();
}

/** A member who has signed up and stands on マイページ. */
export async function becomeMember(visitor, person) {
  await beginSignUp(visitor, person);
  await chooseAccount(visitor, person);
  await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(person.email) });
  await visitor.press('認証する');
  await logIn(visitor, person);
  await agree(visitor);
  await expectHome(visitor);
}

/** Logs out: the browser is told to forget what it keeps of the pages, and マイページ is closed afterwards. */
export async function logOut(visitor) {
  const [answer] = await Promise.all([
    visitor.page.waitForResponse((response) => response.url().endsWith('/portal/logout')),
    visitor.press('ログアウト'),
  ]);
  assert.equal(answer.status(), 303);
  assert.equal(await answer.headerValue('clear-site-data'), '"cache", "storage"');
  await visitor.goto('/portal/home');
  visitor.isAt('/portal/');
  assert.equal(await visitor.control('ユーザーID').count(), 1);
}
