// Registration with the code of a letter: issued by the command, read from its file, typed on the screen.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';

import { launch } from '../lib/browser.mjs';
import { ENGINES } from '../lib/database.mjs';
import { chooseAccount, fiveItems, identify } from '../lib/journey.mjs';
import { VISITORS, Visitor } from '../lib/visitor.mjs';
import { World } from '../lib/world.mjs';

// People with addresses: the sample roster has none. Yuta and Yudai are twins whom the five items do not tell apart.
const ROSTER = `記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,郵便番号,住所
12,00001,,フクダ ユイ,福田　結衣,19860804,本人,20061225,100-0001,東京都千代田区千代田1-1　千代田ハイツ203
11,000003,00,モリ チヅル,森　千鶴,19640601,本人,20190309,1500001,東京都渋谷区神宮前9-99-9
3,0000051,01,オノ ユウタ,小野　雄太,20040801,本人,20240401,5300001,大阪府大阪市北区梅田9-9-9
3,0000051,02,オノ ユウダ,小野　雄大,20040801,本人,20240401,5300001,大阪府大阪市北区梅田9-9-9
`;

const yui = {
  symbol: '12',
  number: '00001',
  birthDate: '昭和61年8月4日',
  kanaName: 'ふくだ ゆい',
  userId: 'yui-fukuda',
  password: 'hidamari7!soramame',
  email: 'yui@example.jp',
};
const chizuru = {
  symbol: '11',
  number: '3',
  birthDate: '1964/6/1',
  kanaName: 'モリ チヅル',
  userId: 'chizuru.mori',
  password: 'komorebi#45tanpopo',
  email: 'chizuru@example.jp',
};
const yudai = {
  symbol: '3',
  number: '51',
  birthDate: '2004-08-01',
  kanaName: 'おの ゆうだ',
  userId: 'yudai-ono',
  password: 'asagao%16tsubame',
  email: 'yudai@example.jp',
};
const twin = { ...yudai, kanaName: 'おの ゆうた' };

/** The codes of a file for a printing house, by name. */
async function codesIn(file) {
  const [header, ...rows] = (await readFile(file, 'utf8')).replace('\ufeff', '').trim().split('\r\n').map((line) => line.split(','));
  const [name, code] = ['氏名', '初回登録コード'].map((column) => header.indexOf(column));
  return Object.fromEntries(rows.map((row) => [row[name], row[code]]));
}

/** The last screens: user ID, code by mail, the login screen that greets. */
async function finish(visitor, person) {
  visitor.isAt('/portal/signup/account');
  await chooseAccount(visitor, person);
  await visitor.fill({ 認証コード: await visitor.world.mailbox.codeFor(person.email) });
  await visitor.press('認証する');
  await visitor.reads('登録が完了しました');
}

for (const engine of ENGINES) {
  describe(`letters on ${engine}`, { timeout: 240_000 }, () => {
    let world;
    let browser;
    let codes;

    before(async () => {
      world = await World.begin(engine, { roster: null });
      const roster = world.file('roster.csv');
      await writeFile(roster, ROSTER);
      await world.command('roster', 'import', '--insurer', 'sakura', roster);
      await world.command('insurer', 'set', 'sakura', 'signup_proof=letter');
      const letters = world.file('letters.csv');
      await world.command('letters', 'issue', '--insurer', 'sakura', '--out', letters);
      codes = await codesIn(letters);
      browser = await launch();
    });

    after(async () => {
      await browser?.close();
      await world?.end();
    });

    it('brings who holds one to an account', async () => {
      const visitor = await Visitor.come(browser, world);
      await visitor.goto('/portal/signup');
      await identify(visitor, yui);
      visitor.isAt('/portal/signup/letter');
      await visitor.look('signup-letter');
      await visitor.fill({ 初回登録コード: '33333-33333' });
      await visitor.isRefused('認証する', '初回登録コード');
      await visitor.look('signup-letter-wrong');
      await visitor.fill({ 初回登録コード: codes['福田　結衣'].toLowerCase() });
      await visitor.press('認証する');
      await finish(visitor, yui);
      await visitor.leave();
    });

    it('is there in English', async () => {
      const visitor = await Visitor.come(browser, world, VISITORS.english);
      await visitor.goto('/portal/signup/with-letter');
      await visitor.reads('書面がお手元にない方');
      await visitor.look('signup-with-letter');
      await visitor.goto('/portal/signup');
      await identify(visitor, chizuru);
      visitor.isAt('/portal/signup/letter');
      await visitor.reads('書面がお手元にない方');
      await visitor.finds('03-0000-0000');
      await visitor.look('signup-letter');
      await visitor.fill({ 初回登録コード: '33333-33333' });
      await visitor.isRefused('認証する', '初回登録コード');
      await visitor.look('signup-letter-wrong');
      await visitor.fill({ 初回登録コード: codes['森　千鶴'] });
      await visitor.press('認証する');
      await finish(visitor, chizuru);
      await visitor.leave();
    });

    it('tells twins apart, without JavaScript too', async () => {
      const visitor = await Visitor.come(browser, world, VISITORS.withoutScript);
      await visitor.goto('/portal/signup');
      await identify(visitor, twin);
      visitor.isAt('/portal/signup/letter');
      await visitor.isRefused('認証する', '初回登録コード');
      await visitor.look('signup-letter-empty');
      await visitor.fill({ 初回登録コード: codes['小野　雄大'] });
      await visitor.press('認証する');
      await finish(visitor, yudai);
      await visitor.leave();
    });

    it('lets in whom the five items alone do not', async () => {
      await world.command('insurer', 'set', 'sakura', 'signup_proof=email');
      const letters = world.file('one.csv');
      await world.command('letters', 'issue', '--insurer', 'sakura', '--symbol', '3', '--number', '51', '--branch', '01', '--out', letters);
      const code = (await codesIn(letters))['小野　雄太'];
      const person = { ...twin, userId: 'yuta-ono', email: 'yuta@example.jp' };
      const visitor = await Visitor.come(browser, world);
      await visitor.goto('/portal/signup');
      assert.equal(await identify(visitor, person), 422);
      await visitor.look('unconfirmed-with-letter');
      await visitor.follow('初回登録コードを入力する');
      visitor.isAt('/portal/signup/with-letter');
      await visitor.look('signup-with-letter');
      await visitor.isRefused('認証', '保険者指定コード', '番号', '生年月日', '氏名（カナ）', '初回登録コード');
      await visitor.fill({ ...fiveItems(person), 初回登録コード: code });
      await visitor.press('認証');
      await finish(visitor, person);
      await visitor.leave();
      await world.command('insurer', 'set', 'sakura', 'signup_proof=letter');
    });
  });
}
