//! 年間医療費通知 as the server makes it: what a household asks for before a tax return.

use std::time::Instant;

use anyhow::ensure;
use madoguchi_documents::annual::{AnnualNotice, LineOfNotice, PersonOfNotice, SumsOfNotice, Use, annual_notice};

use crate::{
    Bench,
    report::{self, Series, number, percentile},
};

/// A household.
const PEOPLE: usize = 4;
/// Lines of each person: so many of an ordinary year, of a heavy one, and as many as the tax office's form takes of all four.
const LINES: [usize; 3] = [24, 60, 249];
const PAPERS_A_ROUND: usize = 20;

/// Measures, and prints the table.
pub fn measure(bench: &Bench) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    for lines in LINES {
        let notice = notice(lines);
        let (mut middle, mut all, mut bytes) = (Series::default(), Vec::new(), 0);
        for _ in 0..bench.rounds {
            let mut times = Vec::new();
            for _ in 0..PAPERS_A_ROUND {
                let start = Instant::now();
                let pdf = annual_notice(&notice)?;
                times.push(start.elapsed().as_secs_f64() * 1e3);
                ensure!(pdf.starts_with(b"%PDF-"), "no PDF");
                bytes = pdf.len();
            }
            middle.add(percentile(&mut times, 0.5));
            all.extend(times);
        }
        let (late, worst) = (percentile(&mut all, 0.99), percentile(&mut all, 1.0));
        let size = format!("{} kB", bytes.div_ceil(1000));
        rows.push([format!("{PEOPLE} people, {lines} lines each"), middle.spread(1), number(late, 1), number(worst, 1), size]);
    }
    report::table("年間医療費通知 as PDF, one after the other", ["household", "p50 ms", "p99 ms", "worst ms", "size"], &rows);
    report::say(&format!("{PAPERS_A_ROUND} papers a round, each set from its content anew: nothing of a paper is kept for the next."));
    Ok(())
}

fn notice(lines: usize) -> AnnualNotice {
    let people: Vec<PersonOfNotice> = (0..PEOPLE).map(|person| person_with(person, lines)).collect();
    let sums = people.iter().fold(SumsOfNotice::default(), |sums, person| SumsOfNotice {
        lines: sums.lines + person.sums.lines,
        total: sums.total + person.sums.total,
        insurer_share: sums.insurer_share + person.sums.insurer_share,
        own_share: sums.own_share + person.sums.own_share,
        ..sums
    });
    AnnualNotice {
        good_for: Use::Official,
        year: 2026,
        service_name: "けんぽの窓口".to_owned(),
        insurer_name: "さくら健康保険組合".to_owned(),
        issued_on: "2026年11月22日".to_owned(),
        insured_name: "福田　結衣".to_owned(),
        months: "2026年1月診療分から2026年12月診療分まで".to_owned(),
        people,
        sums,
        support_phone: "03-0000-0000".to_owned(),
        ..AnnualNotice::default()
    }
}

fn person_with(person: usize, lines: usize) -> PersonOfNotice {
    let line = |place: usize| {
        let total = 10 * i64::try_from(571 + 37 * place + person).unwrap_or_default();
        LineOfNotice {
            month: format!("2026年{}月", 1 + place * 12 / lines),
            institution: format!("第{}ひまわり薬局　駅前店", place % 17),
            kind: if place.is_multiple_of(3) { "調剤" } else { "医科外来" }.to_owned(),
            days: 1,
            total,
            own_share: total * 3 / 10,
            is_complete: !place.is_multiple_of(11),
            ..LineOfNotice::default()
        }
    };
    let lines: Vec<LineOfNotice> = (0..lines).map(line).collect();
    let sum = |amount: fn(&LineOfNotice) -> i64| lines.iter().map(amount).sum();
    let (total, own_share): (i64, i64) = (sum(|line| line.total), sum(|line| line.own_share));
    let sums = SumsOfNotice { lines: lines.len(), total, insurer_share: total - own_share, own_share, ..SumsOfNotice::default() };
    PersonOfNotice { name: format!("福田　{}", ["結衣", "樹", "葵", "蓮"][person % 4]), branch: String::new(), lines, sums }
}
