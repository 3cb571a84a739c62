//! Letters, as the operator issues them.

use madoguchi_testkit::on_both_engines;
use serde_json::json;

use crate::machine::Machine;

const ROSTER: &str = "記号,番号,枝番,氏名カナ,氏名,生年月日,続柄,資格取得日,郵便番号,住所\n\
                      12,00001,,フクダ ユイ,福田　結衣,19860804,本人,20061225,100-0001,=東京都千代田区千代田1-1\n\
                      11,000003,00,モリ チヅル,森　千鶴,19640601,本人,20190309,,\n";

async fn with_roster(database: madoguchi_testkit::TestDatabase) -> Machine {
    let machine = Machine::set_up(database).await;
    std::fs::write(machine.path("roster.csv"), ROSTER).unwrap();
    machine.done(&["roster", "import", "--insurer", "sakura", "roster.csv"]).await;
    machine
}

on_both_engines! {
    async fn letters_go_to_a_file_and_who_has_no_address_is_listed(database: TestDatabase) {
        let machine = with_roster(database).await;
        let issue = ["letters", "issue", "--insurer", "sakura"];
        let dry = machine.report(&[&issue[..], &["--out", "letters.csv", "--dry-run"]].concat()).await;
        assert_eq!((&dry["issued"], &dry["letters"], machine.path("letters.csv").exists()), (&json!(false), &json!(1), false));
        let others = machine.report(&[&issue[..], &["--out", "letters.csv", "--dry-run", "--audience", "symbols=11"]].concat()).await;
        assert_eq!((&others["letters"], &others["left_out"][0]["reason"]), (&json!(0), &json!("no_address")));
        let told = machine.done(&[&issue[..], &["--out", "letters.csv", "--reason", "秋のご案内"]].concat()).await;
        assert!(told.contains("Issued 1 letters") && told.contains("モリ チヅル") && told.contains("signup_proof is not letter"), "{told}");
        let csv = std::fs::read_to_string(machine.path("letters.csv")).unwrap();
        assert!(csv.starts_with("\u{feff}郵便番号,住所,氏名,初回登録コード") && csv.contains("\r\n100-0001,'=東京都千代田区千代田1-1,福田　結衣,"), "{csv}");
        assert!(csv.contains("http://localhost:8080/portal/signup/with-letter?insurer=sakura"));

        let again = machine.report(&[&issue[..], &["--out", "letters.pdf", "--again"]].concat()).await;
        assert_eq!((&again["letters"], &again["left_out"][0]["number"]), (&json!(1), &json!("000003")));
        assert!(std::fs::read(machine.path("letters.pdf")).unwrap().starts_with(b"%PDF-"));
        let listed = machine.report(&["letters", "list", "--insurer", "sakura"]).await;
        assert_eq!((listed.as_array().unwrap().len(), &listed[0]["letters"], &listed[0]["used"]), (2, &json!(1), &json!(0)));
        assert_eq!(listed[1]["reason"], json!("秋のご案内"));
        let nobody = machine.done(&[&issue[..], &["--out", "more.csv"]].concat()).await;
        assert!(nobody.contains("Nobody is due a letter") && !machine.path("more.csv").exists());
    }
}

on_both_engines! {
    async fn refused_letters_say_why_and_leave_nothing(database: TestDatabase) {
        let machine = with_roster(database).await;
        std::fs::write(machine.path("there.csv"), "letters of yesterday").unwrap();
        let refused = [
            (vec!["--out", "letters.docx"], 2, ".csv or .pdf"),
            (vec!["--out", "there.csv"], 1, "may not have been posted"),
            (vec!["--out", "nowhere/letters.csv"], 1, "nowhere"),
            (vec!["--out", "one.csv", "--number", "99"], 1, "nobody on the roster"),
            (vec!["--out", "one.csv", "--symbol", "12"], 2, "--number"),
            (vec!["--out", "one.csv", "--audience", "registered"], 2, "without an account"),
            (vec!["--out", "one.csv", "--audience", "ages=40-74", "--number", "1"], 2, "--audience"),
        ];
        for (arguments, status, expected) in refused {
            let outcome = machine.run(&[&["letters", "issue", "--insurer", "sakura"], &arguments[..]].concat()).await;
            assert_eq!(outcome.status, status, "{arguments:?}: {}", outcome.errors);
            assert!(outcome.errors.contains(expected), "{}", outcome.errors);
        }
        assert_eq!(machine.report(&["letters", "list", "--insurer", "sakura"]).await, json!([]));
    }
}
