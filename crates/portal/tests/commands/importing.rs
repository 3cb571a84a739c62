//! Loading a roster as an operator does.

use madoguchi_store::Work;
use madoguchi_testkit::{Engine, on_both_engines, samples};
use serde_json::{Value, json};

use crate::machine::{Machine, Outcome};

async fn import(machine: &Machine, file: &str, more: &[&str]) -> (Outcome, Value) {
    let outcome = machine.run(&[&["roster", "import", "--insurer", "sakura", file, "--era", "receipt", "--json"], more].concat()).await;
    let told = serde_json::from_str(&outcome.printed).unwrap_or(Value::Null);
    (outcome, told)
}

on_both_engines! {
    async fn an_import_prints_one_object_and_its_exit_status_says_what_came_of_it(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let file = samples::roster().display().to_string();
        let (dry, told) = import(&machine, &file, &["--dry-run"]).await;
        assert_eq!((dry.status, &told["applied"], &told["added"]), (0, &json!(false), &json!(1_154)));

        let (done, told) = import(&machine, &file, &[]).await;
        assert_eq!((done.status, &told["applied"], &told["read"], &told["refused"]), (0, &json!(true), &json!(1_154), &json!(0)));
        assert!(done.errors.contains("reading 0%") && done.errors.contains("writing 100%"), "progress in plain lines: {}", done.errors);

        let broken = machine.path("broken.csv");
        std::fs::write(&broken, "番号,枝番,氏名カナ,生年月日\n1,00,カトウ アイ,1990-13-01\n").unwrap();
        let (refused, told) = import(&machine, &broken.display().to_string(), &[]).await;
        assert_eq!((refused.status, &told["applied"], &told["refused"]), (1, &json!(false), &json!(1)));
        assert_eq!((&told["errors"][0]["line"], &told["errors"][0]["column"]), (&json!(2), &json!("生年月日")));
        let (dry, _) = import(&machine, &broken.display().to_string(), &["--dry-run"]).await;
        assert_eq!(dry.status, 1, "a dry run tells that it would be refused");

        let (december, told) = import(&machine, &samples::roster_of_december().display().to_string(), &["--mode", "full"]).await;
        assert_eq!(december.status, 0);
        let sum: i64 = ["added", "changed", "rekeyed", "unchanged", "refused"].map(|count| told[count].as_i64().unwrap()).iter().sum();
        assert_eq!(told["read"], json!(sum));
        assert_eq!(told["possible_same_person"].as_array().unwrap().len(), 6);
    }

    async fn a_mistaken_command_is_told_as_one(database: TestDatabase) {
        let machine = Machine::set_up(database).await;
        let file = samples::roster().display().to_string();
        for mistake in [["--map", "ヨミ=よみがな"], ["--mode", "all"], ["--encoding", "jis"], ["--era", "showa"]] {
            assert_eq!(import(&machine, &file, &mistake).await.0.status, 2, "{mistake:?}");
        }
        let (missing, told) = import(&machine, "missing.csv", &[]).await;
        assert_eq!((missing.status, &told["applied"]), (1, &json!(false)));
        let unknown = machine.run(&["roster", "import", "--insurer", "kaede", &file]).await;
        assert_eq!(unknown.status, 1);
        assert!(unknown.errors.contains("insurer list"), "{}", unknown.errors);
        let report = machine.run(&["roster", "import", "--insurer", "sakura", &file, "--era", "receipt", "--report", "no/such/folder.csv"]).await;
        assert_eq!(report.status, 1);
        assert!(report.errors.contains("no/such/folder.csv"), "{}", report.errors);
        let insurer = machine.store().await.read(|work: Work| async move { work.insurer_by_code("sakura").await }).await.unwrap();
        assert_eq!(insurer.map(|insurer| insurer.roster_version), Some(1), "nothing took effect");
    }
}

#[tokio::test]
async fn an_import_draws_a_bar_on_a_terminal_and_nowhere_else() {
    let machine = Machine::set_up(Engine::Sqlite.fresh().await).await;
    let file = samples::roster().display().to_string();
    let import = ["roster", "import", "--insurer", "sakura", &file, "--era", "receipt", "--dry-run"];
    let on_terminal = machine.run_on_a_terminal(&import).await;
    assert_eq!(on_terminal.status, 0, "{}", on_terminal.printed);
    let drawn = |text: &str| on_terminal.printed.split('\r').any(|line| line.contains(text) && line.contains(['█', '░']));
    assert!(drawn("reading") && drawn("B/66.92 kB"), "how much of the file is read: {:?}", on_terminal.printed);
    assert!(!on_terminal.printed.contains("reading 0%"), "no plain lines beside the bar");
    assert!(!drawn("B/0 B"), "no bar before there is something to show: {:?}", on_terminal.printed);
    assert!(on_terminal.printed.contains("1154"), "the report follows: {:?}", on_terminal.printed);
    let writing = machine.run_on_a_terminal(&import[..import.len() - 1]).await;
    let rows = writing.printed.split('\r').any(|line| line.contains("writing") && line.contains("/1,154") && line.contains(['█', '░']));
    assert!(rows, "how many rows are written: {:?}", writing.printed);

    for elsewhere in [machine.run(&import).await, machine.run(&[&import[..], &["--json"]].concat()).await] {
        assert!(elsewhere.errors.contains("reading 0%"), "{}", elsewhere.errors);
        for text in [&elsewhere.errors, &elsewhere.printed] {
            assert!(!text.contains(['█', '░', '\r', '\u{1b}']), "nothing of the bar: {text:?}");
        }
    }
}
