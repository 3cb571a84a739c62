use madoguchi_testkit::on_both_engines;

use crate::{
    accounts::NewAccount,
    cautions::Caution,
    testing::{add_insurer, at, enrol, of_card, open},
};

on_both_engines! {
    async fn a_chosen_move_carries_the_account_and_the_mark_and_replaces_other_guesses(database: TestDatabase) {
        let store = open(&database).await;
        add_insurer(&store, 7, "sakura").await;
        enrol(&store, [of_card(1, "12", "1"), of_card(2, "13", "1"), of_card(3, "14", "1")]).await;
        let account = &NewAccount {
            insurer_id: 7,
            id: 70,
            person_id: 1,
            user_id: "yui".to_owned(),
            user_key: "yui".to_owned(),
            password_hash: String::new(),
            email: "yui@example.jp".to_owned(),
            at: at(0),
        };
        let mark = &Caution { kind: "support".to_owned(), note: String::new(), marked_at: at(1), marked_by: "staff:1".to_owned() };
        let moved = |work: crate::Work| async move {
            work.create_account(account).await?;
            work.mark_caution(7, 1, mark).await?;
            work.note_possible_move(7, 1, 2, 5).await?;
            work.choose_move(7, 1, 3, at(2), "staff:1").await?;
            work.carry_accounts_over(7).await
        };
        store.write(moved).await.unwrap();
        let account = store.read(|work| async move { work.account(7, 70).await }).await.unwrap().unwrap();
        assert_eq!(account.person_id, 3);
        assert_eq!(store.read(|work| async move { work.open_moves(7, 10).await }).await.unwrap(), []);
        assert_eq!(store.read(|work| async move { work.caution(7, 3).await }).await.unwrap().as_ref(), Some(mark));
        assert!(store.write(|work| async move { work.remove_caution(7, 3).await }).await.unwrap());
        assert_eq!(store.read(|work| async move { work.caution(7, 1).await }).await.unwrap(), None);

        let back = |work: crate::Work| async move {
            work.choose_move(7, 3, 1, at(3), "staff:1").await?;
            work.carry_accounts_over(7).await
        };
        store.write(back).await.unwrap();
        let account = store.read(|work| async move { work.account(7, 70).await }).await.unwrap().unwrap();
        assert_eq!(account.person_id, 1, "a move that was wrong can be taken back");
    }
}
