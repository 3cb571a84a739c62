// Somebody at the desk: invited by the command, with a password and an app of their own. The app is reckoned here.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { Visitor } from './visitor.mjs';

export const STAFF_PASSWORD = 'kawara tsumiki hotaru 27';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The six digits that an app shows at a time (RFC 6238), from the key as the page writes it. */
export function totp(key, at) {
  const bits = [...key.toUpperCase().replace(/[^A-Z2-7]/g, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const secret = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const place = hash[19] & 15;
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The desk's side of a world, as a visitor knows it. */
function deskOf(world) {
  return { base: world.deskBase, front: '/desk/login', engine: world.engine, mailbox: world.mailbox, clock: world.clock };
}

/** A new browser profile at the desk, in which nobody has logged in. The desk's pages are looked at on both engines. */
export function strangerAtTheDesk(browser, world, kind) {
  return Visitor.come(browser, deskOf(world), kind, { inspects: true });
}

/** Invites somebody, with this role at さくら健康保険組合 or as `operator` of the service. Resolves to the address in the mail. */
export async function invite(world, { role, email }) {
  const access = role === 'operator' ? ['--operator'] : ['--insurer', 'sakura', '--role', role];
  await world.command('staff', 'invite', '--email', email, ...access);
  return linkIn(await world.mailbox.mailTo(email));
}

/** The address that a mail of the desk leads to. */
export function linkIn({ text }) {
  // Lines of a mail are short: a long address may stand on two.
  const [link] = text.replaceAll(/\r?\n(?=[A-Za-z0-9_-]+\s)/g, '').match(/https?:\/\/\S+/) ?? [];
  assert.ok(link, `a mail with an address: ${text}`);
  return link;
}

/** Answers an invitation with a name and a password: then a second factor is asked for. */
export async function accept(visitor, link, name) {
  await visitor.goto(link);
  await visitor.fill({ お名前: name, 新しいパスワード: STAFF_PASSWORD });
  await visitor.press('登録して次へ');
  visitor.isAt('/desk/factor');
}

/** Sets an app up. Resolves to its key; the page shows the recovery codes, if there are new ones. */
export async function enrolApp(visitor) {
  await visitor.press('認証アプリを登録する');
  const key = await keyOfApp(visitor);
  await visitor.fill({ 認証アプリの番号: totp(key, visitor.world.clock.now()) });
  await visitor.press('登録する');
  return key;
}

/** The key of an app that is being set up, as the page writes it. */
export function keyOfApp(visitor) {
  return visitor.page.locator('.user-id').innerText();
}

/** The recovery codes on the page. */
export function recoveryCodes(visitor) {
  return visitor.page.locator('.recovery-codes code').allInnerTexts();
}

/** The number of an app that was used half a minute ago: each number works once, and that of the next step is taken already. */
export function nextTotp(visitor, key) {
  return totp(key, new Date(visitor.world.clock.now().getTime() + 30_000));
}

/** A browser at the desk in which somebody who was just invited has accepted, set an app up, and is logged in. */
export async function comeToTheDesk(browser, world, { role, email }, kind) {
  const link = await invite(world, { role, email });
  const visitor = await strangerAtTheDesk(browser, world, kind);
  await accept(visitor, link, `窓口 ${role}`);
  await enrolApp(visitor);
  await visitor.follow('保管しました。次へ');
  return visitor;
}
