// Files that are sent to the desk: what the journeys of every room share.
import { VISITORS, Visitor } from './visitor.mjs';

const PATIENCE = 60_000;

/** Waits for the page with this heading, past the one that tells how far it is. */
export async function arrives(visitor, heading) {
  await visitor.page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: PATIENCE });
}

/** The number beside these words, this time. */
export function count(visitor, words) {
  return visitor.page.locator('.counts tr', { has: visitor.page.getByRole('rowheader', { name: words, exact: true }) }).locator('.counts__now').innerText();
}

/** The same person at the desk in a browser without JavaScript. */
export async function withoutScript({ browser, world }, visitor) {
  const desk = { base: world.deskBase, engine: world.engine, mailbox: world.mailbox, clock: world.clock };
  const plain = await Visitor.come(browser, desk, VISITORS.withoutScript);
  await plain.page.context().addCookies(await visitor.page.context().cookies());
  return plain;
}

/** A second person opens the file that waits, at this address of the list, and does not approve it. */
export async function declines(manager, list, file, picture) {
  await manager.finds('承認待ちの取込');
  await manager.goto(list);
  await manager.follow(file);
  await manager.look(picture);
  await manager.isRefused('承認しない', '承認しない理由');
  await manager.fill({ 承認しない理由: 'ファイルが途中で切れています' });
  await manager.press('承認しない');
  await arrives(manager, /承認されませんでした/);
}
