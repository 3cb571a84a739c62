//! Imports that are looked at before they take effect, and those that need a second person.

use madoguchi_rules::{dates::EraDigits, staff::Role};
use madoguchi_store::{
    corrections::CorrectedField,
    imports::RosterImport,
    previews::{PlannedKind, PlannedRow},
};
use madoguchi_testkit::{TestDatabase, on_both_engines, people, samples};

use super::{
    samples::{open_account, person_of_account},
    *,
};
use crate::imports::roster::{
    ApprovalReason, Approver, CorrectionOrder, KeptError, PLANS_KEPT, Preview, RosterCorrection, RosterField, apply, approve, correct,
    decline, discard, expire_old_plans, hand_in, preview,
};
use crate::imports::{
    columns::{FoundColumn, Unread, columns_of},
    headers::Field,
};

/// Who looks at files and hands them in.
fn clerk() -> Actor {
    Approver { staff_id: 1 }.actor()
}

async fn look_at(story: &Story, request: &ImportRequest) -> Preview {
    let (before, version_before) = (roster(story).await, version(story).await);
    let request = ImportRequest { actor: clerk(), ..request.clone() };
    let looked = preview(&story.portal.import_site(), &request, &mut |_| {}).await.unwrap();
    assert!(roster(story).await == before && version(story).await == version_before, "a preview changes nothing");
    looked
}

async fn apply_it(story: &Story, looked: &Preview) -> Result<(), KeptError> {
    apply(&story.portal.import_site(), (story.insurer.id, looked.import.id), &clerk(), &mut |_| {}).await
}

async fn approve_it(story: &Story, import_id: i64, approver: Approver) -> Result<(), KeptError> {
    let site = story.portal.import_site();
    approve(&site, (story.insurer.id, import_id), approver, "確認しました", &mut |_| {}).await
}

async fn record(story: &Story, import_id: i64) -> RosterImport {
    let id = story.insurer.id;
    story.portal.store.read(|work: Work| async move { work.roster_import(id, import_id).await }).await.unwrap().unwrap()
}

async fn planned(story: &Story, looked: &Preview, kind: PlannedKind) -> Vec<PlannedRow> {
    let (id, import) = (story.insurer.id, looked.import.id);
    let rows = story.portal.store.read(|work: Work| async move { work.planned_rows(id, import, kind, 0, 10_000).await });
    let rows = rows.await.unwrap();
    let count = story.portal.store.read(|work: Work| async move { work.count_planned_rows(id, import, kind).await }).await.unwrap();
    assert_eq!(rows.len(), usize::try_from(count).unwrap());
    rows
}

/// Somebody at the insurer's desk.
async fn colleague(story: &Story, role: Role, is_deputy: bool) -> Approver {
    Approver { staff_id: story.staff_at(&story.insurer, role, is_deputy).await.id }
}

/// The sample, without most of its rows.
fn cut_off(files: &Files) -> PathBuf {
    let bytes = std::fs::read(samples::roster()).unwrap();
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(600).collect();
    files.write(lines.join(&b'\n'))
}

async fn with_the_sample(database: TestDatabase) -> Story {
    let story = Story::begin(database).await;
    run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
    story
}

async fn actions(story: &Story) -> Vec<String> {
    let events = story.portal.store.read(|work: Work| async move { work.unsealed_events(1_000).await }).await.unwrap();
    events
        .into_iter()
        .filter(|event| event.action.starts_with("roster."))
        .map(|event| format!("{} {}", event.action, event.actor))
        .collect()
}

on_both_engines! {
    async fn what_was_looked_at_takes_effect_later_as_the_import_itself_would(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let before = roster(&story).await;
        let december = request(&samples::roster_of_december(), ImportMode::Full);
        let looked = look_at(&story, &december).await;
        assert_eq!(counts(&looked.outcome), [15, 18, 2, 1_128, 6, 0]);
        let mut lengths = Vec::new();
        for kind in PlannedKind::ALL {
            lengths.push(planned(&story, &looked, kind).await.len());
        }
        assert_eq!(lengths, [15, 6, 18, 2, 0], "joined, missing, changed, rekeyed, another person under an old number");
        apply_it(&story, &looked).await.unwrap();
        let after = roster(&story).await;
        assert_eq!(after.len(), before.len() + 15);
        let again = run(&story, &december).await;
        assert_eq!((counts(&again), version(&story).await), ([0, 0, 0, 1_163, 0, 0], 3));
        assert!(roster(&story).await == after);
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::NotWaiting)), "once");
        let done = record(&story, looked.import.id).await;
        assert_eq!((done.state.as_str(), done.version, done.decided_by.as_deref()), ("applied", 3, Some("staff:1")));
        assert_eq!(done.file_name, "roster-sakura-2026-12.csv");
        assert_eq!(done.file_sha256.len(), 32);
    }

    async fn the_columns_are_known_before_the_file_is_read_and_the_history_has_the_name_that_people_gave_it(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let file = files.write("加入者一覧,,,,\n2026年11月,,,,\nメンバー№,枝番,ヨミ,生年月日,備考\n1,00,カトウ アイ,1990-01-01,x\n");
        let site = story.portal.import_site();
        let asked = ImportRequest { file_name: Some("名簿11月.csv".to_owned()), ..request(&file, ImportMode::Merge) };
        let told = |columns: Vec<FoundColumn>| columns.into_iter().map(|column| (column.header, column.field)).collect::<Vec<_>>();
        let insurer_id = story.insurer.id;
        let unread = |asked: &ImportRequest| (asked.path.clone(), asked.mapping.clone());
        let columns = |(path, mapping): (PathBuf, Vec<(String, String)>)| {
            let site = &site;
            async move {
                let file = Unread { insurer_id, kind: "roster", path: &path, encoding: Encoding::Auto, mapping: &mapping };
                columns_of::<RosterField>(site, file).await.unwrap()
            }
        };
        let found = told(columns(unread(&asked)).await.unwrap());
        let expected = [("メンバー№", None), ("枝番", Some(RosterField::Branch)), ("ヨミ", None), ("生年月日", Some(RosterField::BirthDate)), ("備考", None)];
        assert_eq!(found, expected.map(|(header, field)| (header.to_owned(), field.map(|field| field.name().to_owned()))));
        let mapping = vec![("メンバー№".to_owned(), "番号".to_owned()), ("ヨミ".to_owned(), "氏名カナ".to_owned())];
        let asked = ImportRequest { mapping, ..asked };
        assert_eq!(told(columns(unread(&asked)).await.unwrap())[0].1.as_deref(), Some("番号"));
        let looked = look_at(&story, &asked).await;
        assert_eq!((looked.import.state.as_str(), looked.import.file_name.as_str()), ("previewed", "名簿11月.csv"));
        let missing = ImportRequest { path: file.with_extension("none"), ..asked };
        assert!(columns(unread(&missing)).await.is_err());
    }

    async fn changes_are_told_field_by_field_beside_what_was(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let before = ["1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　次郎,1970-01-01,本人,2000-04-01,,jiro@example.jp", "1,0020,00,ｻﾄｳ ﾅｵ,佐藤　直,1980-05-05,本人,2010-04-01,,"];
        run(&story, &request(&files.roster(&before), ImportMode::Full)).await;
        let next = ["1,0010,00,ｶﾄｳ ｼﾞﾛｳ,加藤　二郎,1970-01-01,本人,2000-04-01,,new@example.jp", "1,0020,00,ｵｵｼﾏ ﾚｲｺ,大島　玲子,1979-02-11,本人,2026-11-01,,"];
        let looked = look_at(&story, &request(&files.roster(&next), ImportMode::Merge)).await;
        let changed = planned(&story, &looked, PlannedKind::Changed).await;
        assert_eq!((changed.len(), changed[0].changed.as_str(), changed[0].line), (1, "name,email,", Some(2)));
        assert_eq!((changed[0].next.name.as_str(), changed[0].next.email.as_deref()), ("加藤　二郎", Some("new@example.jp")));
        let (id, import, places) = (story.insurer.id, looked.import.id, (changed[0].seq, changed[0].seq));
        let was = story.portal.store.read(|work: Work| async move { work.people_before_plan(id, import, PlannedKind::Changed, places).await });
        let was = was.await.unwrap();
        assert_eq!((was.len(), was[0].name.as_str(), was[0].email.as_deref()), (1, "加藤　次郎", Some("jiro@example.jp")));
        let replaced = planned(&story, &looked, PlannedKind::Replaced).await;
        assert_eq!((replaced.len(), replaced[0].next.kana_name.as_str(), replaced[0].taken_by_line), (1, "ｻﾄｳ ﾅｵ", Some(3)));
        assert_eq!(planned(&story, &looked, PlannedKind::Added).await[0].next.kana_name, "ｵｵｼﾏ ﾚｲｺ");
        let places = (replaced[0].seq, replaced[0].seq);
        let new = story.portal.store.read(|work: Work| async move { work.planned_in_the_place_of(id, import, places).await }).await.unwrap();
        assert_eq!((new.len(), new[0].line, new[0].next.kana_name.as_str()), (1, Some(3), "ｵｵｼﾏ ﾚｲｺ"));
    }

    async fn a_preview_of_a_roster_that_moved_on_is_refused(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        let first = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let second = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let correct_one = async |person_id: i64| {
            let correction = RosterCorrection::read(CorrectedField::Email, "new@example.jp", "2026-11-22".parse().unwrap()).unwrap();
            let order = CorrectionOrder { insurer_id: story.insurer.id, person_id, correction, reason: "電話".to_owned(), actor: clerk() };
            correct(&story.portal.import_site(), &order).await.unwrap();
        };
        let of_the_plan = planned(&story, &first, PlannedKind::Changed).await.remove(0).next.person_id;
        correct_one(person(&story, people::YUI.number, people::YUI.kana_name).await.person_id).await;
        apply_it(&story, &first).await.expect("a correction of somebody else does not touch the plan");
        assert_eq!(person(&story, people::YUI.number, people::YUI.kana_name).await.email.as_deref(), Some("new@example.jp"));
        assert!(matches!(apply_it(&story, &second).await, Err(KeptError::OutOfDate)), "another import took effect");
        let third = look_at(&story, &request(&samples::roster(), ImportMode::Full)).await;
        correct_one(of_the_plan).await;
        assert!(matches!(apply_it(&story, &third).await, Err(KeptError::OutOfDate)), "somebody of the plan was corrected");
        let fourth = look_at(&story, &request(&cut_off(&files), ImportMode::Full)).await;
        run(&story, &request(&samples::roster(), ImportMode::Merge)).await;
        assert!(matches!(hand_in(&story.portal.import_site(), story.insurer.id, fourth.import.id, &clerk()).await, Err(KeptError::OutOfDate)));
    }

    async fn many_leavers_wait_for_a_second_person_who_may_approve(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        let manager = colleague(&story, Role::Manager, false).await;
        let (plain, deputy) = (colleague(&story, Role::Clerk, false).await, colleague(&story, Role::Clerk, true).await);
        let looked = look_at(&story, &request(&cut_off(&files), ImportMode::Full)).await;
        assert_eq!(ApprovalReason::all_in(&looked.import.approval_reasons), [ApprovalReason::Leavers]);
        let (site, id, import) = (story.portal.import_site(), story.insurer.id, looked.import.id);
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::NeedsApproval)));
        assert!(matches!(approve_it(&story, import, deputy).await, Err(KeptError::NotWaiting)), "nobody handed it in");
        hand_in(&site, id, import, &manager.actor()).await.unwrap();
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::NeedsApproval)));
        assert!(matches!(approve_it(&story, import, manager).await, Err(KeptError::SamePerson)));
        assert!(matches!(approve_it(&story, import, plain).await, Err(KeptError::NoApprover)));
        assert!(matches!(approve_it(&story, import, Approver { staff_id: 9 }).await, Err(KeptError::NoApprover)));
        assert_eq!(version(&story).await, 2);
        story.later(jiff::SignedDuration::from_hours(24));
        approve_it(&story, import, deputy).await.unwrap();
        assert_eq!(version(&story).await, 3);
        let left: Vec<_> = roster(&story).await.into_iter().filter(|entry| entry.lost_by_import).collect();
        assert!(left.len() > 400 && left.iter().all(|entry| entry.lost_on.unwrap().0.to_string() == "2026-11-23"), "on the day of the approval");
        let done = record(&story, import).await;
        assert_eq!((done.handed_in_by.as_deref(), done.decided_by.as_deref()), (Some(manager.actor().name.as_str()), Some(deputy.actor().name.as_str())));
        assert_eq!(done.decision_note.as_deref(), Some("確認しました"));
        let actions = actions(&story).await;
        for expected in [format!("roster.handed_in {}", manager.actor().name), format!("roster.imported {}", deputy.actor().name)] {
            assert!(actions.contains(&expected), "{actions:?}");
        }
    }

    async fn from_the_command_line_too_where_two_people_may_approve(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        let cut = ImportRequest { allow_leavers: true, ..request(&cut_off(&files), ImportMode::Full) };
        let manager = colleague(&story, Role::Manager, false).await;
        colleague(&story, Role::Clerk, false).await;
        let refused = run(&story, &ImportRequest { allow_leavers: false, ..cut.clone() }).await;
        assert!(!refused.applied && refused.awaiting_approval.is_none() && refused.errors_found == 1);
        colleague(&story, Role::Clerk, true).await;
        let before = roster(&story).await;
        let waiting = run(&story, &cut).await;
        let awaiting = waiting.awaiting_approval.clone().expect("two may approve");
        assert_eq!((waiting.applied, awaiting.reasons.as_slice()), (false, &[ApprovalReason::Leavers][..]));
        assert!(roster(&story).await == before);
        let json = serde_json::to_value(&waiting).unwrap();
        assert_eq!(json["awaiting_approval"]["reasons"], serde_json::json!(["leavers"]));
        let id = story.insurer.id;
        let state = madoguchi_store::imports::ImportState::AwaitingApproval;
        let list = story.portal.store.read(|work: Work| async move { work.roster_imports_in(id, state).await }).await.unwrap();
        assert_eq!(list.iter().map(|import| (import.id, import.actor.as_str())).collect::<Vec<_>>(), [(awaiting.import, "story")]);
        let harmless = run(&story, &ImportRequest { allow_leavers: true, ..request(&samples::roster(), ImportMode::Full) }).await;
        assert!(harmless.applied, "nothing in it needs a second person");
        approve_it(&story, awaiting.import, manager).await.unwrap();
        assert_eq!(version(&story).await, 3);
    }

    async fn with_one_approver_or_none_the_command_line_acts_at_once(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        colleague(&story, Role::Manager, false).await;
        colleague(&story, Role::Viewer, false).await;
        let cut = ImportRequest { allow_leavers: true, ..request(&cut_off(&files), ImportMode::Full) };
        assert!(run(&story, &cut).await.applied);
    }

    async fn an_emptied_mail_column_and_a_bulk_move_need_a_second_person(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        colleague(&story, Role::Manager, false).await;
        colleague(&story, Role::Manager, false).await;
        let text = sample_text();
        let rows = || text.lines().skip(1);
        let emptied: Vec<String> = rows().map(|line| format!("{},", line.rsplit_once(',').unwrap().0)).collect();
        let emptied = files.roster(&emptied.iter().map(String::as_str).collect::<Vec<_>>());
        for mode in [ImportMode::Full, ImportMode::Merge] {
            let looked = look_at(&story, &request(&emptied, mode)).await;
            assert_eq!(ApprovalReason::all_in(&looked.import.approval_reasons), [ApprovalReason::EmptiedMail], "{mode:?}");
        }
        // An office is merged into another: everybody of it has another 記号.
        let merged: Vec<String> = rows().map(|line| format!("77{}", &line[line.find(',').unwrap()..])).collect();
        let merged = request(&files.roster(&merged.iter().map(String::as_str).collect::<Vec<_>>()), ImportMode::Full);
        let looked = look_at(&story, &merged).await;
        let reasons = ApprovalReason::all_in(&looked.import.approval_reasons);
        assert_eq!(reasons, [ApprovalReason::Leavers, ApprovalReason::BulkMoves]);
        let waiting = run(&story, &ImportRequest { mode: ImportMode::Merge, accept_moves: true, ..merged }).await;
        assert!(!waiting.applied && waiting.awaiting_approval.is_some_and(|awaiting| awaiting.reasons == [ApprovalReason::BulkMoves]));
    }

    async fn who_is_confirmed_in_the_preview_takes_the_account_along(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let mover = person(&story, people::NAOKI_MOVER.number, people::NAOKI_MOVER.kana_name).await;
        let account = open_account(&story, mover.person_id).await;
        let looked = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let (id, import) = (story.insurer.id, looked.import.id);
        let moves = story.portal.store.read(|work: Work| async move { work.planned_moves(id, import, 0, 100).await }).await.unwrap();
        assert_eq!((moves.len(), moves.iter().filter(|found| found.is_confirmed).count()), (6, 0));
        let his = moves.iter().find(|found| found.old_person_id == mover.person_id).unwrap().line;
        let confirm = |line, is_confirmed| story.portal.store.write(move |work: Work| async move { work.confirm_planned_move(id, import, line, is_confirmed).await });
        assert!(confirm(his, true).await.unwrap() && confirm(moves[0].line, true).await.unwrap());
        assert!(confirm(moves[0].line, false).await.unwrap() || moves[0].line == his);
        assert!(confirm(his, true).await.unwrap());
        assert!(!confirm(1, true).await.unwrap(), "no such move");
        apply_it(&story, &looked).await.unwrap();
        let moved = person(&story, people::NAOKI_MOVED.number, people::NAOKI_MOVED.kana_name).await;
        assert_eq!(person_of_account(&story, account).await, moved.person_id);
        let open = story.portal.store.read(|work: Work| async move { work.count_open_moves(id).await }).await.unwrap();
        assert_eq!(open, 5, "the others can be confirmed later");
    }

    async fn all_sure_moves_are_confirmed_with_one_word(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let looked = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let (id, import) = (story.insurer.id, looked.import.id);
        let confirmed = story.portal.store.write(|work: Work| async move { work.confirm_sure_moves(id, import).await }).await.unwrap();
        assert_eq!(confirmed, 6);
        apply_it(&story, &looked).await.unwrap();
        assert_eq!(story.portal.store.read(|work: Work| async move { work.count_open_moves(id).await }).await.unwrap(), 0);
    }

    async fn a_refused_file_is_kept_with_its_problems_and_takes_no_effect(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let bad = files.roster(&["1,1,00,カトウ アイ,加藤　愛,1990-13-01,本人,,,", "1,2,00,カトウ ハル,加藤　春,1930-01-01,本人,,,"]);
        let looked = look_at(&story, &request(&bad, ImportMode::Full)).await;
        assert_eq!((looked.import.state.as_str(), looked.outcome.refused), ("refused", 1));
        let (id, import) = (story.insurer.id, looked.import.id);
        let problems = |are_errors| story.portal.store.read(move |work: Work| async move { work.import_problems(id, import, are_errors, 0, 100).await });
        let errors = problems(true).await.unwrap();
        assert_eq!((errors.len(), errors[0].line, errors[0].column_name.as_deref()), (1, Some(2), Some("生年月日")));
        assert!(problems(false).await.unwrap()[0].problem.contains("75歳"));
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::NotWaiting)));
        let unreadable = look_at(&story, &request(&files.write("\"unclosed"), ImportMode::Full)).await;
        assert_eq!((unreadable.import.state.as_str(), unreadable.import.file_sha256.len()), ("refused", 32));
    }

    async fn what_is_thrown_away_or_declined_leaves_nothing(database: TestDatabase) {
        let (story, files) = (with_the_sample(database).await, Files::new());
        let (site, id) = (story.portal.import_site(), story.insurer.id);
        let thrown_away = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        assert!(!planned(&story, &thrown_away, PlannedKind::Added).await.is_empty(), "there is something to throw away");
        discard(&site, id, thrown_away.import.id, &clerk()).await.unwrap();
        let declined = look_at(&story, &request(&cut_off(&files), ImportMode::Full)).await;
        assert!(!planned(&story, &declined, PlannedKind::Missing).await.is_empty(), "there is something to decline");
        hand_in(&site, id, declined.import.id, &clerk()).await.unwrap();
        decline(&site, id, declined.import.id, &Approver { staff_id: 2 }.actor(), "途中で切れています").await.unwrap();
        for looked in [&thrown_away, &declined] {
            for kind in PlannedKind::ALL {
                assert!(planned(&story, looked, kind).await.is_empty());
            }
            assert!(matches!(apply_it(&story, looked).await, Err(KeptError::NotWaiting | KeptError::NeedsApproval)));
        }
        assert_eq!(record(&story, declined.import.id).await.decision_note.as_deref(), Some("途中で切れています"));
        assert!(actions(&story).await.contains(&"roster.declined staff:2".to_owned()));
        assert!(roster(&story).await.iter().all(|entry| !entry.lost_by_import));
    }

    async fn plans_are_kept_for_a_week(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let looked = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let site = story.portal.import_site();
        assert_eq!(expire_old_plans(&site).await.unwrap(), 0);
        story.later(PLANS_KEPT);
        assert_eq!(expire_old_plans(&site).await.unwrap(), 1);
        assert_eq!(expire_old_plans(&site).await.unwrap(), 0);
        assert_eq!(record(&story, looked.import.id).await.state, "expired");
        assert!(planned(&story, &looked, PlannedKind::Changed).await.is_empty());
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::NotWaiting)));
    }

    async fn one_that_was_killed_while_it_took_effect_waits_again(database: TestDatabase) {
        let story = with_the_sample(database).await;
        let before = roster(&story).await;
        let looked = look_at(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        let (site, ids) = (story.portal.import_site(), (story.insurer.id, looked.import.id));
        let killed = tokio::spawn(async move {
            let mut stop_at_the_end = |progress: Progress| match progress {
                Progress::Writing { done, total } if done == total => panic!("killed before the switch"),
                _ => {}
            };
            apply(&site, ids, &clerk(), &mut stop_at_the_end).await
        });
        assert!(killed.await.is_err());
        assert!(roster(&story).await == before);
        assert!(matches!(apply_it(&story, &looked).await, Err(KeptError::Busy)));
        story.later(jiff::SignedDuration::from_secs(20));
        apply_it(&story, &looked).await.unwrap();
        let again = run(&story, &request(&samples::roster_of_december(), ImportMode::Full)).await;
        assert_eq!((counts(&again), version(&story).await, again.possible_same_people_found), ([0, 0, 0, 1_163, 0, 0], 3, 6));
    }

    async fn corrections_end_and_mappings_are_saved_when_it_takes_effect_and_not_before(database: TestDatabase) {
        let (story, files) = (Story::begin(database).await, Files::new());
        let file = |email: &str| files.write(format!("番号,枝番,ヨミ,生年月日,メール\n1,00,カトウ アイ,1990-01-01,{email}\n"));
        let mapping = vec![("ヨミ".to_owned(), "氏名カナ".to_owned())];
        let first = ImportRequest { era: EraDigits::Western, mapping: mapping.clone(), ..request(&file("old@example.jp"), ImportMode::Merge) };
        let looked = look_at(&story, &first).await;
        let id = story.insurer.id;
        let mappings = || story.portal.store.read(|work: Work| async move { work.header_mappings(id, "roster").await });
        assert!(mappings().await.unwrap().is_empty());
        apply_it(&story, &looked).await.unwrap();
        assert_eq!(mappings().await.unwrap(), mapping);
        let person_id = person(&story, "1", "カトウ アイ").await.person_id;
        let correction = RosterCorrection::read(CorrectedField::Email, "new@example.jp", "2026-11-22".parse().unwrap()).unwrap();
        let order = CorrectionOrder { insurer_id: id, person_id, correction, reason: "電話".to_owned(), actor: clerk() };
        correct(&story.portal.import_site(), &order).await.unwrap();
        let looked = look_at(&story, &request(&file("third@example.jp"), ImportMode::Merge)).await;
        let corrections = || story.portal.store.read(|work: Work| async move { work.corrections_of(id, person_id).await });
        assert_eq!(corrections().await.unwrap().len(), 1);
        apply_it(&story, &looked).await.unwrap();
        assert!(corrections().await.unwrap().is_empty());
        assert_eq!(person(&story, "1", "カトウ アイ").await.email.as_deref(), Some("third@example.jp"));
        assert!(actions(&story).await.contains(&"roster.correction_ended staff:1".to_owned()));
    }
}
