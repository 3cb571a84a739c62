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
  return { base: world.deskBase, engine: world.engine, mailbox: world.mailbox, clock: world.clock };
}

/**
 * A browser at the desk in which somebody who was just invited has accepted and logged in, with this role at さくら健康保険組合 or as
 * `operator` of the service.
 */
export async function comeToTheDesk(browser, world, { role, email }) {
  const access = role === 'operator' ? ['--operator'] : ['--insurer', 'sakura', '--role', role];
  await world.command('staff', 'invite', '--email', email, ...access);
  const { text } = await world.mailbox.mailTo(email);
  const visitor = await Visitor.come(browser, deskOf(world));
  // Lines of a mail are short: a long address may stand on two.
  const [link] = text.replaceAll(/\r?\n(?=[A-Za-z0-9_-]+\s)/g, '').match(/https?:\/\/\S+/) ?? [];
  assert.ok(link, `an invitation with its address: ${text}`);
  await visitor.goto(link);
  await visitor.fill({ お名前: `窓口 ${role}`, 新しいパスワード: STAFF_PASSWORD });
  await visitor.press('登録して次へ');
  await visitor.press('認証アプリを登録する');
  const key = await visitor.page.locator('.user-id').innerText();
  await visitor.fill({ 認証アプリの番号: totp(key, world.clock.now()) });
  await visitor.press('登録する');
  await visitor.follow('保管しました。次へ');
  return visitor;
}
