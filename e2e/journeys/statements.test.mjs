// ジェネリック医薬品のお知らせ and 適正受診・適正服薬のお知らせ: from the insurer's file to the member's hands.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { onEachEngine } from '../lib/installation.mjs';
import { becomeMember, logIn } from '../lib/journey.mjs';
import { PEOPLE_OF_SAKURA } from '../lib/people.mjs';
import { VISITORS } from '../lib/visitor.mjs';

const { teppei, aoi } = PEOPLE_OF_SAKURA;
const PERSON = '記号,番号,枝番,氏名カナ,生年月日,診療年月';
const OF_TEPPEI = '2,2,,ｵｶﾀﾞ ﾃﾂﾍﾟｲ,1996-03-30';
const OF_AOI = '2,2,,ｵｶﾀﾞ ｱｵｲ,2001-04-24';

const SAVINGS = [
  `${PERSON},薬局名,先発医薬品名,数量,現在の自己負担額,後発に変えた場合の削減可能額`,
  `${OF_TEPPEI},202607,ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1240,430`,
  `${OF_TEPPEI},202608,ひまわり薬局,先発医薬品Ａ錠 5mg,28錠,1240,430`,
  `${OF_AOI},202608,東薬局,先発医薬品Ｂカプセル 20mg（長い名前のお薬が折り返されるか確かめるための行）,56カプセル,2310,920`,
];
const ADVICE = [
  `${PERSON},種別,医療機関名・薬局名,対象,回数,留意事項`,
  `${OF_TEPPEI},202608,重複服薬,ひまわり薬局,先発医薬品Ａ錠 5mg,2,お薬手帳を1冊にまとめると、薬局で重なりを確認できます。`,
  `${OF_TEPPEI},202608,頻回受診,さくら内科クリニック,,16,`,
  `${OF_AOI},202607,時間外加算,中央総合病院,,3,`,
];

const folder = await mkdtemp(join(tmpdir(), 'statements-'));
after(() => rm(folder, { recursive: true }));

/** A file of these lines. */
async function file(name, lines) {
  const path = join(folder, name);
  await writeFile(path, lines.join('\r\n'));
  return path;
}

/** Nothing of the page is beyond the edge of the narrowest telephone, and its tables are tables still. */
async function fitsANarrowTelephone(visitor) {
  const { page } = visitor;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 800 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${page.url()} is ${width} wide`);
  assert.equal(await page.getByRole('rowheader').count(), await page.locator('tbody th, tfoot th').count(), 'it is still a table');
  await page.setViewportSize(before);
}

onEachEngine('statements', (come, installation) => {
  it('are brought as files, refused with line and column, and seen from their release on', async () => {
    const { world } = installation;
    await world.command('insurer', 'set', 'sakura', 'services=costs,savings,advice', 'registrants=all');
    await world.command('insurer', 'set', 'sakura', 'savings_visibility=household', 'advice_visibility=self');
    const wrong = await file('wrong.csv', [SAVINGS[0], SAVINGS[1].replace('1240', 'x')]);
    await assert.rejects(world.command('savings', 'import', '--insurer', 'sakura', wrong), /現在の自己負担額/);
    await world.command('savings', 'import', '--insurer', 'sakura', await file('savings.csv', SAVINGS));
    await world.command('advice', 'import', '--insurer', 'sakura', await file('advice.csv', ADVICE));
    for (const kind of [VISITORS.japanese, VISITORS.english]) {
      const member = await come(kind);
      if (kind === VISITORS.japanese) await becomeMember(member, teppei);
      else await logIn(member, teppei);
      await member.goto('/portal/home');
      await member.look('home-statements');
      await member.goto('/portal/savings');
      await member.finds('1,780');
      await member.look('savings');
      await fitsANarrowTelephone(member);
      await member.goto('/portal/advice');
      await member.finds('さくら内科クリニック');
      await member.look('advice');
      await fitsANarrowTelephone(member);
      assert.equal(await member.page.getByText('中央総合病院').count(), 0, 'advice about Aoi is hers alone');
      await member.leave();
    }
  });

  it('are hidden from the family, and not wanted at all, by who wants that', async () => {
    const relative = await come(VISITORS.withKeyboard);
    await becomeMember(relative, aoi);
    await relative.goto('/portal/advice');
    await relative.finds('中央総合病院');
    await relative.goto('/portal/savings');
    await relative.finds('920円');
    await relative.follow('ご家族への表示');
    await relative.look('sharing-statements');
    await relative.tick('私のジェネリック医薬品のお知らせを被保険者に表示する');
    await relative.press('変更する');
    await relative.finds('ご家族への表示を変更しました');
    const insured = await come();
    await logIn(insured, teppei);
    await insured.goto('/portal/savings');
    await insured.finds('860円');
    assert.equal(await insured.page.getByText('岡田　葵').count(), 0);

    await insured.press('このお知らせを希望しない');
    await insured.finds('ご希望により停止しています');
    await insured.look('savings-stopped');
    assert.equal(await insured.page.getByText('860円').count(), 0);
    await insured.press('お知らせを再開する');
    await insured.finds('860円');
    await insured.leave();
    await relative.leave();
  });
});
