// Who is not, not yet or no longer a member, as the screens say it; and what マイページ tells of the end of an eligibility.
import assert from 'node:assert/strict';
import { before, it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { beginSignUp, becomeMember, expectHome, identify, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { enrol } from '../lib/rosters.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { yui, hiroto, chizuru, yoko } = PEOPLE_OF_SAKURA;

/** Somebody with symbol 97 of whom the roster says what `line` says. */
function person(number, birthDate, kanaName, userId) {
  return { symbol: '97', number, birthDate, kanaName, userId, password: 'komorebi#45tanpopo', email: `${userId}@example.jp` };
}

const joinsLater = person('8001', '1990-05-05', 'あおき さくや', 'joins-later');
const hasLeft = person('8002', '1991-06-06', 'いとう かえで', 'has-left');
const doubled = person('8003', '2001-07-07', 'うえだ ひかる', 'doubled');
const twin = person('8004', '2004-08-01', 'おの ゆうた', 'twin');
const unknown = person('8005', '1992-09-09', 'えんどう みのり', 'unknown');
const ends = person('8006', '1985-03-03', 'おかだ すみれ', 'ends-soon');
const turns75 = person('8007', '1952-01-15', 'かとう みどり', 'turns-75');
const leaves = person('8008', '1979-04-04', 'きむら あかね', 'leaves');
const postponed = person('8009', '1988-12-12', 'くどう つばさ', 'postponed');

const ON_THE_ROSTER = [
  '97,8001,,アオキ サクヤ,青木 咲也,19900505,本人,20261201,,,,,,',
  '97,8002,,イトウ カエデ,伊藤 楓,19910606,本人,20200401,20261101,,,,,',
  '97,8003,01,ウエダ ヒカル,上田 光,20010707,本人,20200401,,,,,,',
  '97,8003,02,ウエダ ヒカル,上田 輝,20010707,本人,20200401,,,,,,',
  '97,8004,01,オノ ユウタ,小野 雄太,20040801,本人,20240401,,,,,,',
  '97,8004,02,オノ ユウダ,小野 雄大,20040801,本人,20240401,,,,,,',
  '97,8006,00,オカダ スミレ,岡田 菫,19850303,本人,20100401,20261231,みなと物産株式会社,1500001,東京都渋谷区神宮前9-99-9,3割,20100501',
  '97,8007,,カトウ ミドリ,加藤 翠,19520115,本人,19800401,,,,,,',
  '97,8008,,キムラ アカネ,木村 茜,19790404,本人,20050401,,,,,,',
  '97,8009,,クドウ ツバサ,工藤 翼,19881212,本人,20150401,,,,,,',
];

/** What a stranger reads on the answer to these five items. */
async function answerTo(come, kind, who, name) {
  const visitor = await come(kind);
  await visitor.goto('/portal/signup');
  assert.equal(await identify(visitor, who), 422);
  await visitor.reads('入力された内容では確認できませんでした');
  if (name) await visitor.look(name);
  const read = { title: await visitor.page.title(), text: await visitor.page.locator('main').innerText() };
  await visitor.leave();
  return read;
}

/** ご本人の情報: label and value. */
function facts(visitor) {
  return visitor.page.locator('section[aria-labelledby=own] .facts > div').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

onEachEngine('membership', (come, installation) => {
  before(() => enrol(installation.world, ...ON_THE_ROSTER));

  it('not yet, no longer, twice, ambiguous, or with an account already: whoever cannot register reads one and the same page', async () => {
    const { world } = installation;
    const member = await come();
    await becomeMember(member, yui);
    await member.leave();
    const answers = [await answerTo(come, VISITORS.japanese, unknown)];
    for (const who of [joinsLater, hasLeft, doubled, twin, yui]) answers.push(await answerTo(come, VISITORS.japanese, who));
    await world.command('insurer', 'set', 'sakura', 'signup_proof=roster_email');
    answers.push(await answerTo(come, VISITORS.japanese, hiroto));
    await world.command('insurer', 'set', 'sakura', 'signup_proof=email');
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    const told = await world.mailbox.mailTo(yui.email, 1, (mail) => mail.subject.includes('登録'));
    assert.ok(told, 'who has an account hears of it');
    for (const kind of Object.values(VISITORS)) await answerTo(come, kind, joinsLater, 'signup-unconfirmed');
  });

  it('is begun once: the newer of two registrations ends the older', async () => {
    const [older, newer] = [await come(), await come()];
    await beginSignUp(older, chizuru);
    await beginSignUp(newer, chizuru);
    await older.goto('/portal/signup/account');
    older.isAt('/portal/signup');
    await newer.goto('/portal/signup/account');
    newer.isAt('/portal/signup/account');
    await Promise.all([older.leave(), newer.leave()]);
  });

  it('opens on the day that the insurer named', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'signup_opens=2026-12-01');
    for (const kind of [VISITORS.japanese, VISITORS.english, VISITORS.withoutScript]) {
      const visitor = await come(kind);
      await visitor.goto('/portal/signup?insurer=sakura');
      await visitor.reads('登録の受付はまだ始まっていません');
      await visitor.look('signup-not-open-yet');
      await visitor.goto('/portal/signup');
      assert.equal(await identify(visitor, yoko), 422);
      await visitor.reads('登録の受付はまだ始まっていません');
      await visitor.leave();
    }
    await world.command('insurer', 'set', 'sakura', 'signup_opens=');
  });

  it('that ends soon is announced on マイページ, with what remains visible until when', async () => {
    const { world } = installation;
    const told = {
      'home-ends': [ends, ['2026年12月31日に資格を喪失する予定です', '前日の2026年12月30日までです', '2028年12月30日までご覧いただけます']],
      'home-seventy-five': [turns75, ['2027年1月15日に75歳の誕生日を迎えられます', '前日の2027年1月14日までです', '2029年1月14日までご覧いただけます']],
    };
    for (const [name, [who, sentences]] of Object.entries(told)) {
      const visitor = await come();
      await becomeMember(visitor, who);
      for (const sentence of sentences) await visitor.finds(sentence);
      await visitor.look(name);
      await visitor.leave();
      const english = await come(VISITORS.english);
      await logIn(english, who);
      await expectHome(english);
      await english.page.locator('section[aria-labelledby=eligibility]').waitFor();
      await english.look(name);
      await world.command('insurer', 'set', 'sakura', 'after_leaving=close');
      await english.goto('/portal/home');
      await english.finds('From the day on which your membership ends you cannot use this service');
      await world.command('insurer', 'set', 'sakura', 'after_leaving=read_only_months:24');
      await english.leave();
    }
    const other = await come();
    await logIn(other, yui);
    await expectHome(other);
    assert.equal(await other.page.locator('section[aria-labelledby=eligibility]').count(), 0, 'nothing is announced to who stays');
    await other.leave();
  });

  it('stands on マイページ as the roster has it', async () => {
    const visitor = await come();
    await logIn(visitor, ends);
    await expectHome(visitor);
    assert.deepEqual(await facts(visitor), [
      ['氏名', '岡田 菫'],
      ['氏名（カナ）', 'オカダ スミレ'],
      ['生年月日', '1985年（昭和60年）3月3日'],
      ['記号', '97'],
      ['番号', '8006'],
      ['枝番', '00'],
      ['区分', '被保険者（ご本人）'],
      ['資格取得日', '2010年（平成22年）4月1日'],
      ['資格喪失日', '2026年（令和8年）12月31日'],
      ['事業所名', 'みなと物産株式会社'],
      ['郵便番号', '1500001'],
      ['住所', '東京都渋谷区神宮前9-99-9'],
      ['負担割合', '3割'],
      ['認定日', '2010年（平成22年）5月1日'],
    ]);
    await visitor.finds('岡田 菫 様');
    await visitor.finds('さくら健康保険組合');
    await visitor.finds('前回のログイン：2026年11月22日');
    await visitor.leave();
  });

  it('that is lost takes effect with the next request: first reading only, then nothing', async () => {
    const { world } = installation;
    const [visitor, english] = [await come(), await come(VISITORS.english)];
    await becomeMember(visitor, leaves);
    await logIn(english, leaves);
    await expectHome(english);
    await enrol(world, '97,8008,,キムラ アカネ,木村 茜,19790404,本人,20050401,20261122,,,,,');
    for (const reader of [visitor, english]) {
      await reader.goto('/portal/home');
      await reader.reads('閲覧のみご利用いただけます');
      await reader.look('home-read-only');
      await reader.goto('/portal/settings');
      await reader.look('settings-read-only');
      await reader.goto('/portal/settings/password');
      reader.isAt('/portal/settings/password');
      await reader.goto('/portal/settings/email');
      assert.equal(await reader.page.locator('[name=email]').count(), 0, 'an address cannot be changed any more');
    }
    await visitor.goto('/portal/home');
    await visitor.finds('パスワードの変更や、ログイン中の端末の確認ができます。');

    await world.command('insurer', 'set', 'sakura', 'after_leaving=close');
    for (const reader of [visitor, english]) {
      await reader.goto('/portal/home');
      reader.isAt('/portal/');
      assert.equal(await logIn(reader, { ...leaves, password: 'wrong#password1' }), 422);
      await reader.reads('ユーザーIDまたはパスワードが正しくありません');
      assert.equal(await reader.page.getByText('03-0000-0000').count(), 0, 'nothing of the insurer is told to who does not know the password');
      assert.equal(await logIn(reader, leaves), 422);
      await reader.reads('資格を喪失されたため、このアカウントはご利用いただけません');
      await reader.finds('03-0000-0000');
      await reader.look('login-left');
    }
    await world.command('insurer', 'set', 'sakura', 'after_leaving=read_only_months:24');
    await Promise.all([visitor.leave(), english.leave()]);
  });

  it('that has not begun is told to who knows the password', async () => {
    const { world } = installation;
    const [visitor, english] = [await come(), await come(VISITORS.english)];
    await becomeMember(visitor, postponed);
    await enrol(world, '97,8009,,クドウ ツバサ,工藤 翼,19881212,本人,20261201,,,,,,');
    await visitor.goto('/portal/home');
    visitor.isAt('/portal/');
    for (const reader of [visitor, english]) {
      assert.equal(await logIn(reader, { ...postponed, password: 'wrong#password1' }), 422);
      await reader.reads('ユーザーIDまたはパスワードが正しくありません');
      assert.equal(await logIn(reader, postponed), 422);
      await reader.reads('資格取得日より前のため、まだご利用いただけません');
      await reader.finds('03-0000-0000');
      await reader.look('login-not-yet');
    }
    await Promise.all([visitor.leave(), english.leave()]);
  });
});
