// Rosters of any size, of invented people, as an insurer's system writes them: CP932, CRLF, kana of half width.
import { open, readFile, writeFile } from 'node:fs/promises';

import { ROSTER } from './world.mjs';

/** Bytes of CP932. Kana of half width are one byte each. */
const bytes = (hex) => Buffer.from(hex, 'hex').toString('latin1');
const FAMILIES = ['b6c4b3', 'c0b6cab8', 'cbd7c9', 'bcd0bdde'].map(bytes);
const GIVEN = ['b1b5b2', 'b6bddeba', 'c5b5b7', 'd5b2', 'bbb7', 'cfbac4'].map(bytes);
const INSURED = bytes('967b906c');
const DEPENDANT = bytes('89c691b0');
const AT_ONCE = 10_000;

/** The line of a row, from 0; nobody of the sample has such a number. Four rows are a household, the first of them its insured. */
function line(row) {
  const [household, branch] = [Math.floor(row / 4), row % 4];
  const kana = `${FAMILIES[household % FAMILIES.length]} ${GIVEN[(household + branch) % GIVEN.length]}`;
  const two = (number) => String(number).padStart(2, '0');
  const birth = `${branch < 2 ? 1955 + (household % 50) : 2006 + (household % 20)}${two(1 + (household % 12))}${two(1 + branch * 5 + (household % 5))}`;
  const email = branch === 0 ? `member.${row}@example.jp` : '';
  const card = `${1 + (household % 400)},${String(5_000_000 + household)},${two(branch)}`;
  return `${card},${kana},,${birth},${branch === 0 ? INSURED : DEPENDANT},20200401,,${email}\r\n`;
}

/** Writes a file of so many rows under the header line of the sample. */
export async function writeRoster(path, rows) {
  const sample = await readFile(ROSTER);
  const file = await open(path, 'w');
  try {
    await file.write(sample.subarray(0, sample.indexOf('\n') + 1));
    for (let first = 0; first < rows; first += AT_ONCE) {
      const lines = Array.from({ length: Math.min(AT_ONCE, rows - first) }, (_, place) => line(first + place));
      await file.write(Buffer.from(lines.join(''), 'latin1'));
    }
  } finally {
    await file.close();
  }
}

const HEADER = '記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,資格喪失日,事業所名,郵便番号,住所,負担割合,認定日';

/** Puts these lines, in the order of the header, on さくら健康保険組合's roster beside what is there. */
export async function enrol(world, ...lines) {
  const file = world.file('enrolled.csv');
  await writeFile(file, `${[HEADER, ...lines].join('\n')}\n`);
  await world.command('roster', 'import', '--insurer', 'sakura', file);
}
