// Somebody at the insurer's desk: invited by the command, logged in with an authenticator app.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { Visitor } from './visitor.mjs';

export const STAFF_PASSWORD = 'kawara tsumiki hotaru 27';

/** A browser in which somebody with this role at さくら健康保険組合 has accepted the invitation and logged in to the desk. */
export async function comeToTheDesk(browser, world, { role, email }) {
  await world.command('staff', 'invite', '--insurer', 'sakura', '--email', email, '--role', role);
  const visitor = await Visitor.come(browser, world);
  const mail = await world.mailbox.mailTo(email);
  const link = mail.text.replaceAll(/\s/g, '').match(/https?:\/\/[^　-鿿＀-￯]+invitation\?token=[A-Za-z0-9_-]+/);
  assert.ok(link, `an invitation with its address: ${mail.text}`);
  await visitor.goto(link[0]);
  await visitor.fill({ お名前: `窓口 ${role}`, 新しいパスワード: STAFF_PASSWORD });
  await visitor.press('登録して次へ');
  await visitor.follow('認証アプリを登録する');
  const secret = (await visitor.page.locator('code').first().innerText()).replaceAll(/\s/g, '');
  await visitor.fill({ 認証アプリの番号: totp(secret, world.clock.now().getTime()) });
  await visitor.press('登録する');
  await visitor.press('保管しました。次へ');
  return visitor;
}

/** The six digits that an app shows (RFC 6238: SHA-1, 30 seconds). */
function totp(secret, milliseconds) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/=+$/, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
