// The steps that many journeys begin with. Screens and labels are the contract's (section 4).
import assert from 'node:assert/strict';

import { control, fillByLabel, path, press, tick } from './screen.mjs';

/** `look(page, name)` is called on every screen on the way; journeys that look elsewhere leave it out. */
const unseen = async () => {};

export async function identify(page, person) {
  await fillByLabel(page, '保険者指定コード', 'sakura');
  await fillByLabel(page, '記号', person.symbol);
  await fillByLabel(page, '番号', person.number);
  await fillByLabel(page, '生年月日', person.birthDate);
  await fillByLabel(page, '氏名（カナ）', person.kanaName);
  return press(page, '認証');
}

/** From the first address to the login screen that greets the new user ID. */
export async function signUp(page, world, person, look = unseen) {
  await page.goto('/portal/signup');
  await look(page, 'signup');
  await identify(page, person);
  assert.equal(path(page), '/portal/signup/account');
  await look(page, 'signup-account');
  await fillByLabel(page, 'ユーザーID', person.userId);
  await fillByLabel(page, 'パスワード', person.password);
  await fillByLabel(page, 'メールアドレス', person.email);
  await press(page, '作成する');
  assert.equal(path(page), '/portal/signup/code');
  await look(page, 'signup-code');
  await fillByLabel(page, '認証コード', await world.mailbox.codeFor(person.email));
  await press(page, '認証する');
  assert.equal(path(page), '/portal/');
  await page.getByText('登録が完了しました').first().waitFor();
  await page.getByText(person.userId).first().waitFor();
  await look(page, 'signup-done');
}

/** From the login screen; where it leads depends on the terms. */
export async function logIn(page, person) {
  if (path(page) !== '/portal/') await page.goto('/portal/');
  await fillByLabel(page, 'ユーザーID', person.userId);
  await fillByLabel(page, 'パスワード', person.password);
  return press(page, 'ログイン');
}

export async function agree(page) {
  assert.equal(path(page), '/portal/terms');
  await tick(page, '利用規約に同意する');
  await press(page, '次へ');
}

export async function expectHome(page) {
  assert.equal(path(page), '/portal/home');
  await page.getByRole('heading', { level: 1, name: 'マイページ' }).waitFor();
}

/** Logs out; マイページ is closed afterwards. */
export async function logOut(page) {
  await press(page, 'ログアウト');
  await page.goto('/portal/home');
  assert.equal(path(page), '/portal/');
  await control(page, 'ユーザーID').waitFor();
}
