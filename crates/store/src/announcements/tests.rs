use jiff::civil::date;
use madoguchi_testkit::on_both_engines;

use super::*;
use crate::{
    Database,
    testing::{INSURER, add_insurer, at, open_with_insurer},
};

async fn add(store: &Database, id: i64, insurer_id: Option<i64>, day: i8) {
    let notice = &Announcement {
        id,
        insurer_id,
        title: "題".to_owned(),
        body: "文".to_owned(),
        audience: "ages=40-74".to_owned(),
        essential: true,
        from_date: Day(date(2026, 11, day)),
        until_date: None,
        created_at: at(0),
        created_by: "story".to_owned(),
        removed_at: None,
    };
    store.write(|work| async move { work.add_announcement(notice).await }).await.unwrap();
}

on_both_engines! {
    async fn all_that_was_not_removed_is_listed_by_date_whoever_it_is_for(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 8, "ume").await;
        for (id, insurer_id, day) in [(1, None, 1), (2, Some(INSURER), 30), (3, Some(8), 9), (4, None, 9)] {
            add(&store, id, insurer_id, day).await;
        }
        let remove = |id| store.write(move |work| async move { work.remove_announcement(id, at(1)).await });
        assert!(remove(1).await.unwrap() && !remove(1).await.unwrap() && !remove(99).await.unwrap());
        let all = store.read(|work| async move { work.announcements().await }).await.unwrap();
        assert_eq!(all.iter().map(|notice| notice.id).collect::<Vec<_>>(), [2, 4, 3]);
    }

    async fn a_notice_is_shown_from_its_day_to_its_last_day_to_everybody_or_to_its_insurer(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 8, "ume").await;
        for (id, insurer_id, day) in [(1, None, 10), (2, Some(INSURER), 12), (3, Some(8), 12), (4, None, 12)] {
            add(&store, id, insurer_id, day).await;
        }
        let end = |work: Work| async move { execute!(work, "UPDATE announcements SET until_date = '2026-11-14' WHERE id = 2") };
        store.write(end).await.unwrap();
        store.write(|work| async move { work.remove_announcement(4, at(1)).await }).await.unwrap();
        let shown = async |insurer_id: Option<i64>, on: i8| {
            let on = Day(date(2026, 11, on));
            let shown = store.read(|work| async move { work.visible_announcements(insurer_id, on).await }).await.unwrap();
            shown.iter().map(|notice| notice.id).collect::<Vec<_>>()
        };
        assert_eq!((shown(None, 9).await, shown(None, 10).await, shown(None, 30).await), (vec![], vec![1], vec![1]));
        assert_eq!((shown(Some(INSURER), 11).await, shown(Some(INSURER), 12).await), (vec![1], vec![2, 1]));
        assert_eq!((shown(Some(INSURER), 14).await, shown(Some(INSURER), 15).await), (vec![2, 1], vec![1]), "the last day is inclusive");
        assert_eq!(shown(Some(8), 14).await, [3, 1]);
    }

    async fn a_page_of_notices_begins_where_the_last_one_ended(database: TestDatabase) {
        let store = open_with_insurer(&database).await;
        add_insurer(&store, 8, "ume").await;
        for (id, insurer_id, day) in [(1, None, 1), (2, Some(INSURER), 3), (3, Some(8), 3), (4, Some(INSURER), 3), (5, None, 2), (6, Some(INSURER), 9)] {
            add(&store, id, insurer_id, day).await;
        }
        store.write(|work| async move { work.remove_announcement(6, at(1)).await }).await.unwrap();
        store.write(|work| async move { work.begin_mailing(4, at(1), "story").await }).await.unwrap();
        let page = |insurer_id: Option<i64>, after: Option<(Day, i64)>| {
            let store = store.clone();
            async move { store.read(|work| async move { work.announcements_page(insurer_id, after, 2).await }).await.unwrap() }
        };
        let ids = |page: &[ListedAnnouncement]| page.iter().map(|one| one.notice.id).collect::<Vec<_>>();
        let first = page(Some(INSURER), None).await;
        assert_eq!((ids(&first), first[0].made, first[1].made), (vec![4, 2], Some(0), None));
        assert_eq!((first[0].notice.audience.as_str(), first[0].notice.essential), ("ages=40-74", true));
        let second = page(Some(INSURER), Some((first[1].notice.from_date, first[1].notice.id))).await;
        assert_eq!(ids(&second), [5, 1]);
        assert_eq!(ids(&page(None, None).await), [5, 1]);
        let found = store.read(|work| async move { Ok((work.announcement(5).await?, work.announcement(6).await?)) }).await.unwrap();
        assert!(found.0.is_some_and(|notice| notice.id == 5) && found.1.is_none());
    }
}
