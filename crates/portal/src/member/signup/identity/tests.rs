use madoguchi_store::{At, Work, insurers::Insurer};
use madoguchi_testkit::{
    browserless::Page,
    on_both_engines,
    people::{AOI_DEPENDANT, CHIZURU, INSURER, JUNICHI_NOT_YET, KOJI_WITH_MAIL, Person, RYUYA_IN_KANJI, SHO_LEFT, TWINS, YUI},
};

use crate::{
    mail::Letter,
    member::signup::story::{at_code, identify, identify_as, is_confirmed, register},
    testing::{Story, entry},
};

on_both_engines! {
    async fn the_service_converts_and_never_the_member(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.enrol(&RYUYA_IN_KANJI).await;
        let written: [[&str; 5]; 4] = [
            ["ＳＡＫＵＲＡ ", "１２", "1", "S61.8.4", "ふくだ ゆい"],
            ["sakura", " 12 ", "００００１", "昭和六十一年八月四日", "フクタユイ"],
            ["Sakura", "012", "0001", "19860804", "ﾌｸﾀﾞ　ﾕｲ"],
            ["sakura", "12", "00001", "1986年8月4日", "フクダ・ユイ"],
        ];
        for [insurer, symbol, number, birth_date, kana_name] in written {
            let page = identify_as(&story.client, &YUI, |form| {
                let form = form.fill("insurer_code", insurer).fill("symbol", symbol).fill("number", number);
                form.fill("birth_date", birth_date).fill("kana_name", kana_name)
            });
            let page = page.await;
            if birth_date.contains("六十一") && page.status() == 422 {
                assert!(!page.error_on("birth_date").is_empty(), "kanji digits are read or pointed at");
            } else {
                assert!(is_confirmed(&page), "{symbol} {number} {birth_date} {kana_name}");
            }
        }
        assert!(is_confirmed(&identify_as(&story.client, &RYUYA_IN_KANJI, |form| form.fill("記号", "健３")).await));
    }
}

on_both_engines! {
    async fn what_cannot_be_read_is_an_error_at_its_field_and_no_failed_identification(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let page = story.client.get("/portal/signup").await.press("認証").await;
        let places: Vec<String> = page.errors().into_iter().map(|error| error.field).collect();
        assert_eq!((page.status(), places), (422, vec!["insurer_code", "number", "birth_date", "kana_name"].into_iter().map(str::to_owned).collect()));
        assert!(page.title().starts_with("エラー："));

        for (field, typed, told) in [
            ("kana_name", "福田 結衣", "漢字"),
            ("birth_date", "1986/13/4", "13月"),
            ("birth_date", "昭和65年1月1日", "平成2年"),
            ("number", "00001-01", "枝番"),
            ("insurer_code", "tsubaki", "登録されていません"),
        ] {
            let page = identify_as(&story.client, &YUI, |form| form.fill(field, typed)).await;
            assert!(page.error_on(field).contains(told), "{field} {typed}: {}", page.error_on(field));
            assert_eq!((page.status(), page.value_of(field).as_str(), page.value_of("symbol").as_str()), (422, typed, "12"));
            assert_eq!(page.markup_errors(), Vec::<String>::new());
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM audit_events").await, 0);
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 0);
    }
}

on_both_engines! {
    async fn the_insurers_number_is_as_good_as_its_code(database: TestDatabase) {
        let story = Story::begin(database).await;
        let at = At::from(story.portal.clock.now());
        let insurer = &Insurer {
            id: 77,
            code: "tsubaki".to_owned(),
            name: "つばき健康保険組合".to_owned(),
            insurer_number: Some("06139992".to_owned()),
            kind: "kenpo".to_owned(),
            roster_version: 1,
            created_at: at,
        };
        let person = &entry(77, 5, &YUI);
        let add = |work: Work| async move {
            work.add_insurer(insurer).await?;
            work.add_roster_entry(person).await
        };
        story.portal.store.write(add).await.unwrap();
        assert!(is_confirmed(&identify_as(&story.client, &YUI, |form| form.fill("insurer_code", "０６１３９９９２")).await));
        assert!(!is_confirmed(&identify(&story.client, &YUI).await), "nobody is looked for at another insurer");
    }
}

on_both_engines! {
    async fn every_failure_is_one_page_to_the_byte(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        story.set("support_hours", "平日 9時〜17時").await;
        let same = |page: &Page, first: &Page| assert!(!is_confirmed(page) && page.bytes() == first.bytes(), "{}", page.text());
        let no_match = identify(&story.client, &YUI).await;
        assert!(!is_confirmed(&no_match));
        for sentence in ["さくら健康保険組合", "03-0000-0000", "平日 9時〜17時", "まだ載っていない", "「ズ」と「ヅ」、「ー」"] {
            assert!(no_match.says(sentence), "{sentence}");
        }
        assert_eq!((no_match.link("ログイン画面へ").as_str(), no_match.link("ユーザーIDを忘れた方はこちら").as_str()), ("/portal/", "/portal/recover/user-id"));
        assert_eq!((no_match.value_of("symbol").as_str(), no_match.value_of("氏名（カナ）").as_str()), (YUI.symbol, YUI.kana_name));
        assert_eq!(no_match.markup_errors(), Vec::<String>::new());

        story.enrol(&YUI).await;
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = '2026-11-22' RETURNING person_id").await;
        same(&identify(&story.client, &YUI).await, &no_match);
        story.rows::<(i64,)>("UPDATE roster_entries SET lost_on = NULL, acquired_on = '2026-11-23' RETURNING person_id").await;
        same(&identify(&story.client, &YUI).await, &no_match);
        story.rows::<(i64,)>("UPDATE roster_entries SET acquired_on = NULL, relation = 'dependant' RETURNING person_id").await;
        same(&identify(&story.client, &YUI).await, &no_match);
        story.rows::<(i64,)>("UPDATE roster_entries SET relation = 'insured' RETURNING person_id").await;
        story.set("signup_proof", "roster_email").await;
        same(&identify(&story.client, &YUI).await, &no_match);
        story.set("signup_proof", "email").await;
        register(&story, &story.client.another(), &YUI, "hanako").await;
        same(&identify(&story.client, &YUI).await, &no_match);
        story.enrol(&YUI).await;
        same(&identify(&story.client, &YUI).await, &no_match);

        let causes: Vec<(String,)> = story.rows("SELECT detail FROM audit_events WHERE action = 'signup.not_confirmed'").await;
        let mut causes: Vec<&str> = causes.iter().filter_map(|(detail,)| detail.split('"').nth(3)).collect();
        causes.sort_unstable();
        let expected = ["ambiguous", "no_match", "no_proof", "not_eligible", "not_eligible", "not_eligible", "registered"];
        assert_eq!(causes, expected);
    }
}

on_both_engines! {
    async fn a_twin_is_never_bound(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("registrants", "all").await;
        story.set("registrant_min_age", "0").await;
        story.enrol(&TWINS[0]).await;
        assert!(is_confirmed(&identify(&story.client.another(), &TWINS[0]).await), "alone, either would be confirmed");
        story.enrol(&TWINS[1]).await;
        for twin in &TWINS {
            assert!(!is_confirmed(&identify(&story.client.another(), twin).await));
        }
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 1, "no flow but the one from before the second came");
    }
}

on_both_engines! {
    async fn only_who_is_eligible_today_and_may_register_is_confirmed(database: TestDatabase) {
        let story = Story::begin(database).await;
        for person in [&SHO_LEFT, &JUNICHI_NOT_YET, &AOI_DEPENDANT, &TWINS[0]] {
            story.enrol(person).await;
        }
        let confirmed = async |person: &Person| is_confirmed(&identify(&story.client, person).await);
        assert!(!confirmed(&SHO_LEFT).await && !confirmed(&JUNICHI_NOT_YET).await && !confirmed(&AOI_DEPENDANT).await);
        story.set("registrants", "all").await;
        assert!(confirmed(&AOI_DEPENDANT).await && !confirmed(&TWINS[0]).await, "dependants from 15 years on");
        // 2026-12-12 begins in Tokyo at 15:00 UTC of the day before.
        story.later("2026-12-11T14:59:59Z".parse::<jiff::Timestamp>().unwrap().duration_since(story.portal.clock.now()));
        assert!(!confirmed(&JUNICHI_NOT_YET).await);
        story.later(jiff::SignedDuration::from_secs(1));
        assert!(confirmed(&JUNICHI_NOT_YET).await);
    }
}

on_both_engines! {
    async fn zu_and_du_are_one_only_where_the_insurer_is_lenient(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&CHIZURU).await;
        let typed = async || is_confirmed(&identify_as(&story.client, &CHIZURU, |form| form.fill("氏名（カナ）", "もり ちずる")).await);
        assert!(!typed().await);
        story.set("kana_lenient", "true").await;
        assert!(typed().await);
    }
}

on_both_engines! {
    async fn leading_zeros_count_only_where_two_people_would_coincide(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (short, long) = (Person { number: "1", ..YUI }, YUI);
        story.enrol(&long).await;
        assert!(is_confirmed(&identify(&story.client, &short).await));
        let other = story.enrol(&short).await;
        story.later(jiff::SignedDuration::from_secs(1));
        assert!(is_confirmed(&identify(&story.client, &short).await));
        let flows: Vec<(i64,)> = story.rows("SELECT person_id FROM signup_flows ORDER BY created_at DESC, id DESC").await;
        assert_eq!(flows[0].0, other);
        assert!(!is_confirmed(&identify(&story.client, &Person { number: "01", ..YUI }).await));
    }
}

on_both_engines! {
    async fn the_owner_of_an_account_is_told_once_a_day_that_it_exists(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        register(&story, &story.client, &YUI, "hanako").await;
        let told = async || story.letters().await.into_iter().filter(|letter| letter.1 == Letter::AccountExists).map(|(to, _)| to).collect::<Vec<_>>();
        let stranger = story.client.another();
        stranger.get("/portal/signup").await;
        let tries = (0..6).map(|_| stranger.clone()).map(|client| async move { identify(&client, &YUI).await });
        for page in futures_of(tries).await {
            assert!(!is_confirmed(&page));
        }
        assert_eq!(told().await, ["hanako@example.jp"]);
        story.later(jiff::SignedDuration::from_hours(24));
        identify(&stranger, &YUI).await;
        assert_eq!(told().await.len(), 2);
        assert!(!is_confirmed(&identify_as(&stranger, &YUI, |form| form.fill("生年月日", "1986-08-05")).await));
        assert_eq!(told().await.len(), 2, "all five items must match");
    }
}

on_both_engines! {
    async fn only_who_has_an_address_on_the_roster_registers_where_the_insurer_wants_it_so(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("signup_proof", "roster_email").await;
        story.enrol(&YUI).await;
        story.enrol(&KOJI_WITH_MAIL).await;
        assert!(!is_confirmed(&identify(&story.client, &YUI).await));
        assert!(is_confirmed(&identify(&story.client, &KOJI_WITH_MAIL).await));
    }
}

on_both_engines! {
    async fn before_the_insurer_opens_its_sign_up_the_page_says_from_when_on(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        story.set("signup_opens", "2026-11-23").await;
        let page = story.client.get("/portal/signup?insurer=sakura").await;
        assert!(page.status() == 200 && page.says("2026年11月23日から") && !page.has_control("number"));
        let page = identify(&story.client, &YUI).await;
        assert!(page.status() == 422 && page.says("2026年11月23日から"));
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 0);
        story.later(jiff::SignedDuration::from_hours(14));
        assert!(is_confirmed(&identify(&story.client, &YUI).await), "it opens at 00:00 in Tokyo");
    }
}

on_both_engines! {
    async fn printed_addresses_open_the_first_login(database: TestDatabase) {
        let story = Story::begin_with(database, |config| config.signup_aliases = vec!["/portal/signup.old".to_owned()]).await;
        let page = story.client.get("/portal/signup.old?insurer=SAKURA").await;
        assert_eq!((page.status(), page.heading().as_str()), (200, "初回登録 1: ご本人の確認"));
        assert_eq!(page.value_of("保険者指定コード"), INSURER);
        assert!(page.says("さくら健康保険組合"), "the insurer's desk is on the page once it is known");
        let page = story.client.get("/portal/signup?insurer=%E2%98%83").await;
        assert_eq!((page.status(), page.value_of("insurer_code").as_str()), (200, ""));
    }
}

on_both_engines! {
    async fn the_first_page_says_what_to_have_at_hand_and_why_it_asks(database: TestDatabase) {
        let story = Story::begin(database).await;
        let page = story.client.get("/portal/signup").await;
        for sentence in ["資格情報のお知らせ", "資格確認書", "マイナポータル", "枝番（2桁の数字）は入力しません", "空欄のまま", "使えなくなりました", "ステップ 1／3", "法律により"] {
            assert!(page.says(sentence), "{sentence}");
        }
        assert_eq!(page.select_texts("figure").len(), 3);
        assert_eq!(page.markup_errors(), Vec::<String>::new());
        let english = story.client.get("/portal/signup?lang=en").await;
        assert_eq!((english.language().as_str(), english.markup_errors()), ("en", vec![]));
        let refused = english.form().fill("number", "1-01").press("Confirm").await;
        assert!(refused.error_on("number").contains("without it"));
    }
}

on_both_engines! {
    async fn a_closed_browser_comes_back_to_the_same_step(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        identify(&story.client, &YUI).await;
        let page = story.client.get("/portal/signup?insurer=sakura").await;
        assert_eq!((page.status(), page.location()), (303, "/portal/signup/account"));
        assert!(story.client.cookie("madoguchi-signup").unwrap().max_age.unwrap() > 0, "it outlives the browser");
        at_code(&story.client, &YUI, "hanako").await;
        assert_eq!(story.client.get("/portal/signup").await.location(), "/portal/signup/code");
        assert_eq!(story.client.get("/portal/signup?again=1").await.status(), 200, "somebody else can begin");
        story.later(jiff::SignedDuration::from_mins(30));
        assert_eq!(story.client.get("/portal/signup/code").await.location(), "/portal/signup");
        assert_eq!(story.client.get("/portal/signup").await.status(), 200);
    }
}

on_both_engines! {
    async fn a_newer_flow_ends_the_older_one(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        let (older, newer) = (story.client.clone(), story.client.another());
        let page = at_code(&older, &YUI, "hanako").await;
        let code = story.code().await;
        at_code(&newer, &YUI, "hanako").await;
        assert_eq!(older.get("/portal/signup/code").await.location(), "/portal/signup");
        let page = page.form().fill("認証コード", &code).press("認証する").await;
        assert_eq!(page.location(), "/portal/signup");
        assert_eq!(story.count("SELECT COUNT(*) FROM signup_flows").await, 1);
        assert_eq!(story.count("SELECT COUNT(*) FROM accounts").await, 0);
    }
}

on_both_engines! {
    async fn a_cookie_that_is_nobodys_leads_to_the_beginning(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.enrol(&YUI).await;
        identify(&story.client, &YUI).await;
        let mut cookie = story.client.cookie("madoguchi-signup").unwrap();
        cookie.value = cookie.value.chars().rev().collect();
        let thief = story.client.another();
        thief.put_cookie(cookie);
        for address in ["/portal/signup/account", "/portal/signup/code"] {
            assert_eq!(thief.get(address).await.location(), "/portal/signup");
            assert_eq!(story.client.another().get(address).await.location(), "/portal/signup");
        }
    }
}

/// All of them at the same time.
async fn futures_of<F: Future<Output = Page> + Send + 'static>(tries: impl Iterator<Item = F>) -> Vec<Page> {
    let mut pages = Vec::new();
    for task in tries.map(tokio::spawn).collect::<Vec<_>>() {
        pages.push(task.await.unwrap());
    }
    pages
}

on_both_engines! {
    async fn the_desk_of_the_insurer_that_was_named_stands_beside_what_cannot_be_read(database: TestDatabase) {
        let story = Story::begin(database).await;
        story.set("support_phone", "03-0000-0000").await;
        let page = identify_as(&story.client, &YUI, |form| form.fill("番号", "")).await;
        assert_eq!(page.status(), 422);
        assert!(page.says("さくら健康保険組合") && page.says("03-0000-0000"));
    }
}
