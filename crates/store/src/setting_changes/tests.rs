use madoguchi_testkit::on_both_engines;

use super::{SettingChange, ToldChange};
use crate::{
    Work,
    insurers::Insurer,
    testing::{at, open},
};

fn change(insurer_id: i64, id: i64) -> SettingChange {
    SettingChange {
        insurer_id,
        id,
        key: "kana_lenient".to_owned(),
        old_value: "false".to_owned(),
        new_value: "true".to_owned(),
        reason: "ズとヅの問い合わせが多い".to_owned(),
        actor_kind: "staff".to_owned(),
        actor: "staff:1".to_owned(),
        at: at(id),
        undoes: None,
    }
}

on_both_engines! {
    async fn the_history_tells_the_latest_first_of_one_insurer_only(database: TestDatabase) {
        let store = open(&database).await;
        for (id, code) in [(7, "sakura"), (8, "kaede")] {
            let insurer = &Insurer {
                id,
                code: code.to_owned(),
                name: code.to_owned(),
                insurer_number: None,
                kind: "kenpo".to_owned(),
                roster_version: 1,
                created_at: at(0),
            };
            store.write(|work| async move { work.add_insurer(insurer).await }).await.unwrap();
        }
        let note = |work: Work| async move {
            work.hold_insurer_settings(7).await?;
            for id in 1..=3 {
                work.note_setting_change(&change(7, id)).await?;
            }
            work.note_setting_change(&SettingChange { undoes: Some(3), ..change(7, 4) }).await?;
            work.note_setting_change(&change(8, 9)).await
        };
        store.write(note).await.unwrap();
        let read = |work: Work| async move {
            let ids = |told: Vec<ToldChange>| told.into_iter().map(|told| told.change.id).collect::<Vec<_>>();
            let first = ids(work.setting_changes(7, i64::MAX, 2).await?);
            let next = ids(work.setting_changes(7, 3, 2).await?);
            Ok((first, next, work.setting_change(7, 4).await?, work.setting_change(7, 9).await?, work.count_setting_changes(7).await?))
        };
        let (first, next, fourth, of_another, count) = store.read(read).await.unwrap();
        assert_eq!((first, next), (vec![4, 3], vec![2, 1]));
        assert_eq!(fourth, Some(SettingChange { undoes: Some(3), ..change(7, 4) }));
        assert_eq!((of_another, count), (None, 4));
        assert_eq!(store.read(|work| async move { work.count_setting_changes(6).await }).await.unwrap(), 0);
    }
}
