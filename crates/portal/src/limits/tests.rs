use jiff::{SignedDuration, civil::date};
use madoguchi_rules::{limits::Pressure, mail_address::MailAddress, settings::InsurerSettings};
use madoguchi_store::Work;
use madoguchi_testkit::on_both_engines;

use super::{
    identification::{Gate, IdentificationAttempt, Reservation, reserve},
    login::{self, LoginGate, LoginReservation},
    mails, pressure,
    proof_of_work::Challenge,
    recovery, user_ids,
};
use crate::{
    portal::Portal,
    testing::{Story, solve, visit_from},
    web::{Refusal, Visit},
};

const OFFICE: &str = "192.0.2.1";

/// A try of an insurer at a 番号, with a name and birth date of its own.
async fn attempt(visit: &Visit, insurer_id: i64, number: &str, kana: &str) -> Gate {
    attempt_with_proof(visit, insurer_id, number, kana, "").await.unwrap()
}

async fn attempt_with_proof(visit: &Visit, insurer_id: i64, number: &str, kana: &str, proof: &str) -> Result<Gate, Refusal> {
    let settings = &InsurerSettings::default();
    let birth_date = date(1986, 8, 4);
    reserve(
        visit,
        &IdentificationAttempt {
            insurer_id,
            settings,
            symbol: "12",
            number,
            birth_date,
            kana,
            letter_code: None,
            admitted_at: None,
            proof,
        },
    )
    .await
}

/// As [`attempt`], from a browser that solves whatever sum it is given.
async fn honest_attempt(visit: &Visit, insurer_id: i64, number: &str, kana: &str) -> Gate {
    match attempt(visit, insurer_id, number, kana).await {
        Gate::ProofOfWork(challenge) => attempt_with_proof(visit, insurer_id, number, kana, &solved(&challenge)).await.unwrap(),
        gate => gate,
    }
}

fn solved(challenge: &Challenge) -> String {
    solve(challenge.text(), challenge.difficulty().bits().into())
}

fn open(gate: Gate) -> Reservation {
    match gate {
        Gate::Open(reservation) => reservation,
        Gate::UsedUp { until } => panic!("used up until {until}"),
        Gate::ProofOfWork(_) => panic!("asks for proof of work"),
        Gate::Closed { until } => panic!("closed until {until}"),
    }
}

async fn give_back(portal: &Portal, reservation: &Reservation) {
    portal.store.write(|work: Work| async move { reservation.give_back(&work).await }).await.unwrap();
}

async fn count_failures(portal: &Portal, insurer_id: i64, failures: i64) {
    let hour = pressure::hour_of(portal.clock.now()).0.into();
    let count = |work: Work| async move {
        for _ in 0..failures {
            work.take_failure(insurer_id, hour, i64::MAX).await?;
        }
        Ok(())
    };
    portal.store.write(count).await.unwrap();
}

on_both_engines! {
    async fn of_200_parallel_tries_at_a_limit_of_10_at_most_10_are_judged(database: TestDatabase) {
        let story = Story::begin(database).await;
        let tries = (0..200).map(|place| {
            let (portal, insurer_id) = (story.portal.clone(), story.insurer.id);
            tokio::spawn(async move {
                let visit = visit_from(&portal, &format!("198.51.100.{place}"));
                matches!(honest_attempt(&visit, insurer_id, "1", &format!("ナマエ{place}")).await, Gate::Open(_))
            })
        });
        let mut judged = 0;
        for one in tries.collect::<Vec<_>>() {
            judged += usize::from(one.await.unwrap());
        }
        assert_eq!(judged, 10);
    }

    async fn the_right_values_after_a_used_up_budget_are_told_until_when_like_any_others(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..10 {
            let visit = visit_from(&story.portal, &format!("198.51.100.{place}"));
            let _ = open(attempt(&visit, story.insurer.id, "1", &format!("ナマエ{place}")).await);
        }
        let visit = visit_from(&story.portal, OFFICE);
        let ends = visit.now + SignedDuration::from_hours(24);
        for kana in ["フクタユイ", "タレテモナイ"] {
            assert!(matches!(attempt(&visit, story.insurer.id, "1", kana).await, Gate::UsedUp { until } if until == ends));
        }
        story.later(SignedDuration::from_hours(24));
        let visit = visit_from(&story.portal, OFFICE);
        let _ = open(attempt(&visit, story.insurer.id, "1", "フクタユイ").await);
    }

    async fn one_name_is_tried_with_20_numbers_a_day_and_no_more(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..20 {
            let visit = visit_from(&story.portal, &format!("198.51.100.{place}"));
            let _ = open(attempt(&visit, story.insurer.id, &place.to_string(), "フクタユイ").await);
        }
        let visit = visit_from(&story.portal, OFFICE);
        assert!(matches!(attempt(&visit, story.insurer.id, "21", "フクタユイ").await, Gate::UsedUp { .. }));
        let _ = open(attempt(&visit, story.insurer.id, "21", "オカタテツヘイ").await);
    }

    async fn the_very_same_values_again_cost_nothing(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..40 {
            let visit = visit_from(&story.portal, &format!("198.51.100.{place}"));
            let _ = open(attempt(&visit, story.insurer.id, "1", "フクタユイ").await);
        }
        let visit = visit_from(&story.portal, OFFICE);
        let _ = open(attempt(&visit, story.insurer.id, "1", "オカタテツヘイ").await);
    }

    async fn a_success_is_given_back_and_counts_nowhere(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        for _ in 0..30 {
            give_back(&story.portal, &open(attempt(&visit, story.insurer.id, "1", "フクタユイ").await)).await;
        }
        let _ = open(attempt(&visit, story.insurer.id, "1", "オカタテツヘイ").await);
    }

    async fn a_pre_session_proves_work_after_five_failures(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        for place in 0..5 {
            let _ = open(attempt(&visit, story.insurer.id, &place.to_string(), &format!("ナマエ{place}")).await);
        }
        let Gate::ProofOfWork(challenge) = attempt(&visit, story.insurer.id, "6", "ナマエ").await else { panic!("no proof asked for") };
        let proof = solved(&challenge);
        let stranger = visit_from(&story.portal, OFFICE);
        let _ = open(attempt_with_proof(&visit, story.insurer.id, "6", "ナマエ", &proof).await.unwrap());
        let again = attempt_with_proof(&visit, story.insurer.id, "7", "ナマエロク", &proof).await.unwrap();
        assert!(matches!(again, Gate::ProofOfWork(_)), "a challenge counts once");
        for place in 10..15 {
            let _ = open(attempt(&stranger, story.insurer.id, &place.to_string(), &format!("ナマエ{place}")).await);
        }
        let Gate::ProofOfWork(challenge) = attempt(&visit, story.insurer.id, "7", "ナマエロク").await else { panic!("no proof asked for") };
        let borrowed = attempt_with_proof(&stranger, story.insurer.id, "8", "ナマエハチ", &solved(&challenge)).await.unwrap();
        assert!(matches!(borrowed, Gate::ProofOfWork(_)), "a challenge is of use only to whom it was given");
    }

    async fn who_has_no_javascript_waits_thirty_seconds_instead(database: TestDatabase) {
        let story = Story::begin(database).await;
        let mut visit = visit_from(&story.portal, OFFICE);
        for place in 0..5 {
            let _ = open(attempt(&visit, story.insurer.id, &place.to_string(), &format!("ナマエ{place}")).await);
        }
        let Gate::ProofOfWork(challenge) = attempt(&visit, story.insurer.id, "6", "ナマエ").await else { panic!("no proof asked for") };
        assert_eq!(challenge.seconds_to_wait(visit.now), 30);
        visit.now += SignedDuration::from_secs(29);
        match attempt_with_proof(&visit, story.insurer.id, "6", "ナマエ", &challenge.ticket()).await.unwrap() {
            Gate::ProofOfWork(same) => assert_eq!(same, challenge, "the wait goes on and does not begin anew"),
            _ => panic!("29 seconds are enough"),
        }
        visit.now += SignedDuration::from_secs(1);
        let _ = open(attempt_with_proof(&visit, story.insurer.id, "6", "ナマエ", &challenge.ticket()).await.unwrap());
        let again = attempt_with_proof(&visit, story.insurer.id, "7", "ナマエナナ", &challenge.ticket()).await.unwrap();
        assert!(matches!(again, Gate::ProofOfWork(_)), "one wait is one try");
    }

    async fn a_source_proves_work_after_20_failures_and_an_allowed_one_does_not(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..20 {
            let visit = visit_from(&story.portal, "2001:db8:1:200::1");
            let _ = open(attempt(&visit, story.insurer.id, &place.to_string(), &format!("ナマエ{place}")).await);
        }
        let neighbour = visit_from(&story.portal, "2001:db8:1:2ff::9");
        assert!(matches!(attempt(&neighbour, story.insurer.id, "21", "ナマエ").await, Gate::ProofOfWork(_)));
        let _ = open(attempt(&visit_from(&story.portal, "2001:db8:1:300::1"), story.insurer.id, "22", "ナマエ").await);
        let mut settings = InsurerSettings::default();
        settings.apply("source_allow_list", "2001:db8:1::/48").unwrap();
        let (insurer_id, birth_date) = (story.insurer.id, date(1986, 8, 4));
        let attempt = IdentificationAttempt { insurer_id, settings: &settings, symbol: "", number: "23", birth_date, kana: "ナマエ", letter_code: None, admitted_at: None, proof: "" };
        let _ = open(reserve(&neighbour, &attempt).await.unwrap());
    }

    async fn an_insurer_under_attack_takes_three_steps_and_the_others_none(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (portal, insurer_id) = (&story.portal, story.insurer.id);
        let visit = visit_from(portal, OFFICE);
        count_failures(portal, insurer_id, 50).await;
        let Gate::ProofOfWork(usual) = attempt(&visit, insurer_id, "1", "ア").await else { panic!("no proof at the budget") };
        assert_eq!(usual.difficulty().bits(), 16);
        count_failures(portal, insurer_id, 200).await;
        let Gate::ProofOfWork(hard) = attempt(&visit, insurer_id, "2", "イ").await else { panic!("no proof at five budgets") };
        assert_eq!(hard.difficulty().bits(), 20);
        let easy = attempt_with_proof(&visit, insurer_id, "2", "イ", &solved(&usual)).await.unwrap();
        assert!(matches!(easy, Gate::ProofOfWork(_)), "the usual sum does not do any more");
        assert_eq!(hard.seconds_to_wait(visit.now), 30, "who has no script waits no longer for the harder sum");
        let mut patient = visit.clone();
        patient.now += SignedDuration::from_secs(29);
        let early = attempt_with_proof(&patient, insurer_id, "2", "イ", &hard.ticket()).await.unwrap();
        assert!(matches!(early, Gate::ProofOfWork(_)), "29 seconds are enough");
        patient.now += SignedDuration::from_secs(1);
        let _ = open(attempt_with_proof(&patient, insurer_id, "2", "イ", &hard.ticket()).await.unwrap());
        count_failures(portal, insurer_id, 750).await;
        let ends = pressure::hour_of(visit.now).1;
        assert!(matches!(attempt(&visit, insurer_id, "3", "ウ").await, Gate::Closed { until } if until == ends));
        let _ = open(attempt(&visit, insurer_id + 1, "4", "エ").await);
        story.later(SignedDuration::from_hours(1));
        let _ = open(attempt(&visit_from(portal, OFFICE), insurer_id, "5", "オ").await);
    }

    async fn five_budgets_of_failures_alert_once_an_hour(database: TestDatabase) {
        let story = Story::begin(database).await;
        let (portal, insurer_id) = (&story.portal, story.insurer.id);
        let [counter, _] = pressure::counters(portal, insurer_id, portal.clock.now()).await.unwrap();
        count_failures(portal, insurer_id, 250).await;
        let now = portal.clock.now();
        let ask = |failures| portal.store.write(move |work: Work| async move { counter.alert(portal, &work, failures, now).await });
        assert_eq!(ask(249).await.unwrap(), None);
        assert_eq!(ask(250).await.unwrap().map(|alert| alert.pressure), Some(Pressure::HardProofOfWork));
        assert_eq!(ask(251).await.unwrap(), None);
        assert_eq!(ask(1000).await.unwrap().map(|alert| alert.pressure), Some(Pressure::OtherWaysOnly));
    }

    async fn counters_outlive_the_server_that_counted(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..10 {
            let visit = visit_from(&story.portal, &format!("198.51.100.{place}"));
            let _ = open(attempt(&visit, story.insurer.id, "1", &format!("ナマエ{place}")).await);
        }
        let after = visit_from(&story.restarted().await, OFFICE);
        assert!(matches!(attempt(&after, story.insurer.id, "1", "ナマエ").await, Gate::UsedUp { .. }));
    }

    async fn five_mails_an_hour_go_to_one_address_in_whatever_spelling(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        for spelling in ["Hanako@example.jp", "hanako@EXAMPLE.jp", "ＨＡＮＡＫＯ@example.jp", "hanako@example.jp", "hanako@example.jp "] {
            mails::reserve(&visit, &MailAddress::parse(spelling).unwrap()).await.unwrap();
        }
        let again = mails::reserve(&visit, &MailAddress::parse("hanako@example.jp").unwrap()).await;
        assert!(matches!(again, Err(Refusal::LimitUsedUp { until }) if until == visit.now + SignedDuration::from_hours(1)));
        mails::reserve(&visit, &MailAddress::parse("taro@example.jp").unwrap()).await.unwrap();
    }

    async fn one_source_causes_60_mails_an_hour(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        let to = |place: u32| MailAddress::parse(&format!("a{place}@example.jp")).unwrap();
        for place in 0..60 {
            mails::reserve(&visit, &to(place)).await.unwrap();
        }
        assert!(mails::reserve(&visit, &to(60)).await.is_err());
        mails::reserve(&visit_from(&story.portal, "192.0.2.2"), &to(60)).await.unwrap();
    }

    async fn recoveries_and_questions_end_with_their_budgets(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        for _ in 0..5 {
            recovery::reserve(&visit, "hanako").await.unwrap();
        }
        assert!(matches!(recovery::reserve(&visit, "hanako").await, Err(Refusal::LimitUsedUp { .. })));
        for _ in 0..20 {
            assert!(user_ids::reserve(&visit, 7).await.unwrap());
        }
        assert!(!user_ids::reserve(&visit, 7).await.unwrap());
        assert!(user_ids::reserve(&visit, 8).await.unwrap());
    }
}

async fn login(visit: &Visit) -> LoginGate {
    login::reserve(visit, "hanako").await.unwrap()
}

async fn login_from(story: &Story, place: u32) -> LoginGate {
    login(&visit_from(&story.portal, &format!("198.51.{}.{}", place / 200, place % 200))).await
}

fn open_login(gate: LoginGate) -> LoginReservation {
    match gate {
        LoginGate::Open(reservation) => reservation,
        _ => panic!("the login is not open"),
    }
}

on_both_engines! {
    async fn of_200_parallel_logins_10_are_judged(database: TestDatabase) {
        let story = Story::begin(database).await;
        let tries = (0..200).map(|place| {
            let visit = visit_from(&story.portal, &format!("198.51.100.{place}"));
            tokio::spawn(async move { matches!(login(&visit).await, LoginGate::Open(_)) })
        });
        let mut judged = 0;
        for one in tries.collect::<Vec<_>>() {
            judged += usize::from(one.await.unwrap());
        }
        assert_eq!(judged, 10);
    }

    async fn a_login_waits_longer_with_each_failure_and_after_a_hundred_only_recovery_reopens_it(database: TestDatabase) {
        let story = Story::begin(database).await;
        let mut waits = Vec::new();
        for place in 0..100 {
            let _ = open_login(login_from(&story, place).await);
            if place < 9 {
                continue;
            }
            if let LoginGate::Wait { until } = login_from(&story, 200).await {
                let wait = until.duration_since(story.portal.clock.now());
                waits.push(wait.as_secs() / 60);
                story.later(wait);
            }
        }
        assert_eq!(waits[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(waits.len(), 90);
        story.later(SignedDuration::from_hours(24 * 365));
        assert!(matches!(login_from(&story, 300).await, LoginGate::OnlyRecovery));
        let portal = &story.portal;
        portal.store.write(|work: Work| async move { login::cleared(portal, &work, "hanako").await }).await.unwrap();
        let _ = open_login(login_from(&story, 300).await);
    }

    async fn a_success_clears_the_failures_and_a_try_that_was_not_judged_is_none(database: TestDatabase) {
        let story = Story::begin(database).await;
        for place in 0..9 {
            let _ = open_login(login_from(&story, place).await);
        }
        let portal = &story.portal;
        let not_judged = &open_login(login_from(&story, 9).await);
        portal.store.write(|work: Work| async move { not_judged.not_judged(&work).await }).await.unwrap();
        let success = &open_login(login_from(&story, 10).await);
        assert!(success.is_worth_telling(true));
        portal.store.write(|work: Work| async move { success.succeeded(&work).await }).await.unwrap();
        assert!(!open_login(login_from(&story, 11).await).is_worth_telling(true));
    }

    async fn a_source_has_100_failures_an_hour_over_all_user_ids(database: TestDatabase) {
        let story = Story::begin(database).await;
        let visit = visit_from(&story.portal, OFFICE);
        for place in 0..100 {
            let _ = open_login(login::reserve(&visit, &format!("user{place}")).await.unwrap());
        }
        assert!(matches!(login::reserve(&visit, "user100").await.unwrap(), LoginGate::Source { .. }));
        let _ = open_login(login::reserve(&visit_from(&story.portal, "192.0.2.2"), "user100").await.unwrap());
    }
}

mod long {
    use super::*;

    on_both_engines! {
        async fn an_honest_crowd_behind_one_address_gets_through(database: TestDatabase) {
            let story = Story::begin(database).await;
            for person in 0..300 {
                let visit = visit_from(&story.portal, OFFICE);
                let number = person.to_string();
                if person % 5 == 0 {
                    let _ = open(honest_attempt(&visit, story.insurer.id, &number, &format!("カキマチガイ{person}")).await);
                }
                let reservation = open(honest_attempt(&visit, story.insurer.id, &number, &format!("ナマエ{person}")).await);
                give_back(&story.portal, &reservation).await;
            }
        }
    }
}
