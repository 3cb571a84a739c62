//! Who is the same person and who is not (contract, section 6, "Identity of a person").

use madoguchi_testkit::on_both_engines;

use super::*;

/// A household with 枝番 and one without.
const BEFORE: [&str; 5] = [
    "1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　次郎,1970-01-01,本人,2000-04-01,,jiro@example.jp",
    "1,0010,01,ｶﾄｳ ｱｵｲ,加藤　葵,1972-02-02,妻,2000-04-01,,",
    "1,0010,02,ｶﾄｳ ﾊﾙ,加藤　春,2015-03-03,長女,2015-03-03,,",
    "2,0020,,ｻﾄｳ ﾅｵ,佐藤　直,1980-05-05,本人,2010-04-01,,",
    "2,0020,,ｻﾄｳ ﾘﾝ,佐藤　凛,2012-06-06,家族,2012-06-06,,",
];

async fn after(story: &Story, files: &Files, mode: ImportMode, lines: &[&str]) -> ImportOutcome {
    run(story, &request(&files.roster(&BEFORE), ImportMode::Merge)).await;
    let outcome = run(story, &ImportRequest { allow_leavers: true, ..request(&files.roster(lines), mode) }).await;
    assert!(outcome.applied, "{:?}", outcome.errors);
    outcome
}

async fn id_before(story: &Story, files: &Files, number: &str, kana: &str) -> i64 {
    run(story, &request(&files.roster(&BEFORE), ImportMode::Merge)).await;
    person(story, number, kana).await.person_id
}

on_both_engines! {
    async fn a_different_person_under_an_old_number_is_another_person_and_the_old_one_leaves(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let jiro = id_before(&story, &files, "0010", "ｶﾄｳ ｼﾞﾛｳ").await;
        let nao = person(&story, "0020", "ｻﾄｳ ﾅｵ").await.person_id;
        let outcome = after(&story, &files, ImportMode::Merge, &[
            "1,0010,00,ｵｵｼﾏ ﾚｲｺ,大島　玲子,1979-02-11,本人,2026-11-01,,",
            "2,0020,,ｵｵｼﾏ ﾕｷ,大島　雪,1990-07-07,本人,2026-11-01,,",
        ]).await;
        assert_eq!(counts(&outcome), [2, 0, 0, 0, 2, 0]);
        assert_ne!(person(&story, "0010", "ｵｵｼﾏ ﾚｲｺ").await.person_id, jiro);
        let people = roster(&story).await;
        for old in [jiro, nao] {
            let old = people.iter().find(|entry| entry.person_id == old).unwrap();
            assert_eq!(old.lost_on.map(|day| day.0.to_string()).as_deref(), Some("2026-11-22"));
        }
        let again = run(&story, &request(&files.roster(&["1,0010,00,ｵｵｼﾏ ﾚｲｺ,大島　玲子,1979-02-11,本人,2026-11-01,,"]), ImportMode::Merge)).await;
        assert_eq!(counts(&again), [0, 0, 0, 1, 0, 0], "the holder of before is no candidate");
    }

    async fn one_item_that_differs_is_a_change(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let aoi = id_before(&story, &files, "0010", "ｶﾄｳ ｱｵｲ").await;
        let outcome = after(&story, &files, ImportMode::Merge, &[
            "1,10,01,ﾔﾏﾀﾞ ｱｵｲ,山田　葵,1972-02-02,妻,2000-04-01,,",
            "1,10,02,ｶﾄｳ ﾊﾙ,加藤　春,2015-03-04,長女,2015-03-03,,",
        ]).await;
        assert_eq!(counts(&outcome), [0, 2, 0, 0, 0, 0]);
        let after = person(&story, "0010", "ﾔﾏﾀﾞ ｱｵｲ").await;
        assert_eq!(after.person_id, aoi, "married, and the 番号 keeps the zeros that Excel took away");
        assert!(outcome.warnings.iter().any(|warning| warning.problem.contains("先頭の0")));
    }

    async fn within_a_household_people_are_recognised_by_birth_date_and_name(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let haru = id_before(&story, &files, "0010", "ｶﾄｳ ﾊﾙ").await;
        let nao = person(&story, "0020", "ｻﾄｳ ﾅｵ").await.person_id;
        let outcome = after(&story, &files, ImportMode::Merge, &[
            "1,0010,03,ｶﾄｳ ﾊﾙ,加藤　春,2015-03-03,長女,2015-03-03,,",
            "2,0020,00,ﾀｶﾊｼ ﾅｵ,高橋　直,1980-05-05,本人,2010-04-01,,",
        ]).await;
        assert_eq!(counts(&outcome), [0, 0, 2, 0, 0, 0]);
        assert_eq!(person(&story, "0010", "ｶﾄｳ ﾊﾙ").await.person_id, haru, "枝番 changed");
        assert_eq!(person(&story, "0020", "ﾀｶﾊｼ ﾅｵ").await.person_id, nao, "name changed and 枝番 given");
    }

    async fn a_branch_that_changed_hands_takes_no_account_along(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let aoi = id_before(&story, &files, "0010", "ｶﾄｳ ｱｵｲ").await;
        let haru = person(&story, "0010", "ｶﾄｳ ﾊﾙ").await.person_id;
        let outcome = after(&story, &files, ImportMode::Merge, &[
            "1,0010,01,ｶﾄｳ ﾊﾙ,加藤　春,2015-03-03,長女,2015-03-03,,",
            "1,0010,02,ｶﾄｳ ｱｵｲ,加藤　葵,1972-02-02,妻,2000-04-01,,",
        ]).await;
        assert_eq!(counts(&outcome), [0, 0, 2, 0, 0, 0]);
        assert_eq!(person(&story, "0010", "ｶﾄｳ ｱｵｲ").await.person_id, aoi);
        assert_eq!(person(&story, "0010", "ｶﾄｳ ﾊﾙ").await.person_id, haru);
    }

    async fn the_insurers_own_key_comes_before_the_number(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let header = "個人キー,記号,番号,枝番,氏名カナ,生年月日,続柄\n";
        let first = files.write(format!("{header}K1,1,0010,00,ｶﾄｳ ｼﾞﾛｳ,1970-01-01,本人\nK2,1,0010,01,ｶﾄｳ ｱｵｲ,1972-02-02,妻\n"));
        run(&story, &request(&first, ImportMode::Merge)).await;
        let jiro = person(&story, "0010", "ｶﾄｳ ｼﾞﾛｳ").await.person_id;
        let second = files.write(format!(
            "{header}K1,9,0999,00,ｶﾄｳ ｼﾞﾛｳ,1970-01-01,本人\nK2,1,0010,00,ｵｵｼﾏ ﾚｲｺ,1979-02-11,本人\n"
        ));
        let outcome = run(&story, &request(&second, ImportMode::Merge)).await;
        assert_eq!(counts(&outcome), [1, 1, 0, 0, 1, 0]);
        assert_eq!(person(&story, "0999", "ｶﾄｳ ｼﾞﾛｳ").await.person_id, jiro);
        let aoi = person(&story, "0010", "ｶﾄｳ ｱｵｲ").await;
        assert!(aoi.lost_by_import, "K2 means somebody else now");
    }

    async fn a_column_that_is_absent_leaves_and_one_that_is_blank_clears(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        run(&story, &request(&files.roster(&BEFORE), ImportMode::Merge)).await;
        let without = files.write("番号,枝番,氏名カナ,生年月日,続柄\n10,00,カトウ ジロウ,1970-01-01,本人\n");
        let outcome = run(&story, &request(&without, ImportMode::Merge)).await;
        assert_eq!(counts(&outcome), [0, 1, 0, 0, 0, 0], "{outcome:?}");
        let jiro = person(&story, "0010", "カトウ ジロウ").await;
        assert_eq!((jiro.symbol.as_str(), jiro.name.as_str(), jiro.email.as_deref()), ("1", "加藤　次郎", Some("jiro@example.jp")));
        let blank = files.roster(&["1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　次郎,1970-01-01,本人,2000-04-01,,"]);
        let outcome = run(&story, &request(&blank, ImportMode::Merge)).await;
        assert!(outcome.warnings.iter().any(|warning| warning.problem.contains("メールアドレスが空欄")));
        assert_eq!(person(&story, "0010", "ｶﾄｳ ｼﾞﾛｳ").await.email, None);
    }

    async fn who_reappears_without_an_end_is_eligible_again(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let outcome = after(&story, &files, ImportMode::Full, &BEFORE[..3]).await;
        assert_eq!(counts(&outcome), [0, 0, 0, 3, 2, 0]);
        assert!(person(&story, "0020", "ｻﾄｳ ﾅｵ").await.lost_on.is_some());
        let back = files.write("記号,番号,氏名カナ,生年月日,続柄\n2,0020,ｻﾄｳ ﾅｵ,1980-05-05,本人\n");
        let outcome = run(&story, &request(&back, ImportMode::Merge)).await;
        assert_eq!(counts(&outcome), [0, 1, 0, 0, 0, 0]);
        assert_eq!(person(&story, "0020", "ｻﾄｳ ﾅｵ").await.lost_on, None, "no column 資格喪失日, but the end was ours");
    }

    async fn numbers_that_differ_in_zeros_only_may_be_two_people(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let both = files.roster(&[
            "1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　次郎,1970-01-01,本人,2000-04-01,,",
            "1,10,00,ｵｵｼﾏ ﾚｲｺ,大島　玲子,1979-02-11,本人,2001-04-01,,",
        ]);
        let outcome = run(&story, &request(&both, ImportMode::Full)).await;
        assert_eq!(counts(&outcome), [2, 0, 0, 0, 0, 0]);
        assert_eq!(counts(&run(&story, &request(&both, ImportMode::Full)).await), [0, 0, 0, 2, 0, 0]);
    }

    async fn twins_stay_themselves_from_file_to_file(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let before = ["3,51,,ｵﾉ ﾕｳﾀ,小野　雄太,2013-08-01,家族,2013-08-01,,", "3,51,,ｵﾉ ﾕｳﾀﾞ,小野　雄大,2013-08-01,家族,2013-08-01,,"];
        run(&story, &request(&files.roster(&before), ImportMode::Merge)).await;
        let (yuta, yuda) = (person(&story, "51", "ｵﾉ ﾕｳﾀ").await.person_id, person(&story, "51", "ｵﾉ ﾕｳﾀﾞ").await.person_id);
        let with_branches = ["3,51,02,オノ ユウタ,小野　雄太,2013-08-01,家族,2013-08-01,,", "3,51,01,オノ ユウダ,小野　雄大,2013-08-01,家族,2013-08-01,,"];
        let outcome = run(&story, &request(&files.roster(&with_branches), ImportMode::Full)).await;
        assert_eq!(counts(&outcome), [0, 0, 2, 0, 0, 0]);
        assert_eq!(person(&story, "51", "オノ ユウタ").await.person_id, yuta);
        assert_eq!(person(&story, "51", "オノ ユウダ").await.person_id, yuda);
    }
}

on_both_engines! {
    async fn the_order_of_rows_and_columns_changes_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        let files = Files::new();
        let text = sample_text();
        let table: Vec<Vec<String>> = text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
        run(&story, &request(&madoguchi_testkit::samples::roster(), ImportMode::Merge)).await;
        let before = roster(&story).await;
        let mut dice = Dice(7);
        for _ in 0..3 {
            let columns = dice.shuffled(table[0].len());
            let line = |row: &Vec<String>| columns.iter().map(|place| row[*place].as_str()).collect::<Vec<_>>().join("\t");
            let rows = dice.shuffled(table.len() - 1);
            let lines: Vec<String> = std::iter::once(line(&table[0])).chain(rows.iter().map(|place| line(&table[place + 1]))).collect();
            let outcome = run(&story, &request(&files.write(lines.join("\n")), ImportMode::Full)).await;
            assert_eq!(counts(&outcome), [0, 0, 0, 1_154, 0, 0]);
        }
        assert!(roster(&story).await == before);
    }
}

/// A small generator with a fixed seed: the same shuffles in every run.
struct Dice(u64);

impl Dice {
    fn shuffled(&mut self, length: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..length).collect();
        for last in (1..length).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            places.swap(last, (self.0 >> 33) as usize % (last + 1));
        }
        places
    }
}
