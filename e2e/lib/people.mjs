// People of tests/data/roster-sakura.csv, as they would type themselves in. The line numbers are those of the file.

/** The passwords meet the default policy (`guide`: 8 to 20, a letter, a digit and a symbol). */
export const PEOPLE_OF_SAKURA = {
  // Line 2. Not on the roster: a mail address.
  yui: {
    symbol: '１２',
    number: '00001',
    birthDate: '昭和61年8月4日',
    kanaName: 'ふくだ ゆい',
    userId: 'yui-fukuda',
    password: 'hidamari7!soramame',
    email: 'yui@example.jp',
  },
  // Lines 3 and 4: the insured and a relative.
  teppei: {
    symbol: '2',
    number: '2',
    birthDate: '平成8年3月30日',
    kanaName: 'おかだ てっぺい',
    userId: 'teppei.okada',
    password: 'suzukaze5?hotaru',
    email: 'teppei@example.jp',
  },
  aoi: {
    symbol: '2',
    number: '0000002',
    birthDate: '2001-04-24',
    kanaName: 'オカダ アオイ',
    userId: 'aoi.okada',
    password: 'asatsuyu8#kaede',
    email: 'aoi@example.jp',
  },
  // Line 5: dakuten left out, no space.
  chizuru: {
    symbol: '11',
    number: '3',
    birthDate: '1964/6/1',
    kanaName: 'モリチツル',
    userId: 'chizuru.mori',
    password: 'komorebi#45tanpopo',
    email: 'chizuru@example.jp',
  },
  // Line 223: a symbol with kanji.
  ryuya: {
    symbol: '健３',
    number: '０００１０３',
    birthDate: 'S38.4.27',
    kanaName: 'いしい　りゅうや',
    userId: 'ryuya_ishii',
    password: 'yukidoke?88ringo',
    email: 'ryuya@example.jp',
  },
  // Line 224.
  hiroto: {
    symbol: '1',
    number: '104',
    birthDate: '1980-03-29',
    kanaName: 'モリ ヒロト',
    userId: 'hiroto-mori',
    password: 'asagao%16tsubame',
    email: 'hiroto@example.jp',
  },
  // Line 225: voiced kana in half width.
  yoko: {
    symbol: '12',
    number: '105',
    birthDate: '昭和52年7月24日',
    kanaName: 'ｺﾝﾄﾞｳ ﾖｳｺ',
    userId: 'yoko.kondo',
    password: 'yamabuki&20shigure',
    email: 'yoko@example.jp',
  },
  // Line 222. On the roster: a mail address.
  ryuyaJo: {
    symbol: '2',
    number: '102',
    birthDate: 'H6.8.8',
    kanaName: 'じょう りゅうや',
    userId: 'ryuya-jo',
    password: 'kazaguruma+93sora',
    email: 'mai.101@example.jp',
    isOnRoster: true,
  },
};
