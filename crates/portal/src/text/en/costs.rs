use madoguchi_rules::{costs::CareKind, statements::StatementKind};

use crate::text::costs::Costs;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place)).copied().unwrap_or("")
}

pub const COSTS: Costs = Costs {
    title: "Medical costs",
    range: |first, last| format!("Months shown: care from {first} to {last}"),
    nothing_yet: "No medical costs have been published yet.",
    next_release: |day| format!("Next publication: {day}"),
    no_next_release: "Next publication: the date will be shown here once it is set.",
    years: "Choose a year",
    year: |year| year.to_string(),
    month: |year, month| format!("{} {year}", name(month)),
    short_month: |month| name(month).chars().take(3).collect(),
    own_total: |year| format!("Your share for care from January to December {year}"),
    own_total_of_month: "Your share for this month",
    yen: |amount| format!("¥{amount}"),
    lines: |lines| if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") },
    by_month: "By month",
    by_person: "By person",
    by_institution: "By institution",
    views: "Views",
    chart: |year, month, amount| format!("Bar chart of the share paid in {year}, by month of care. The highest is {month} with {amount}."),
    month_head: "Month of care",
    person: "Person treated",
    institution: "Institution",
    no_institution: "(no name)",
    kind: "Kind",
    days: "Days",
    number: "Lines",
    total: "Total cost",
    insurer_share: "Paid by the insurer",
    public_share: "Paid from public funds",
    own_share: "Your share",
    meals: "Meals",
    additional: "Additional benefit",
    sum: "Total",
    details: "Details by month",
    lines_of: |month| format!("Details of care in {month}"),
    no_lines_in_year: |year| format!("No medical costs are published for care in {year}."),
    no_lines_in_month: "No medical costs are published for care in this month.",
    not_for_tax: "* receipt needed for tax",
    not_for_tax_note: "Lines marked * lack the name of the institution, so this notice cannot be attached to a tax return for them. Enter them by their receipts.",
    back: |year| format!("Back to {year}"),
    tax_title: "Deduction of medical expenses (tax return)",
    tax: &[
        "The deduction covers what was paid from January to December. This notice counts by the month of care; where the year of payment differs, go by your receipts.",
        "For months that are not published in time (usually care in November and December), enter the amounts by your receipts.",
        "Deduct what was refunded: high-cost benefits, additional benefits, local subsidies.",
    ],
    questions_title: "When an amount differs from your receipt",
    questions: &[
        ("It differs slightly from what I paid", "At the counter amounts are rounded to 10 yen; this notice shows them to the yen."),
        (
            "I received a public or local subsidy",
            "A subsidy given at the counter may not be reflected, so more may be shown than you paid.",
        ),
        (
            "I received a refund later",
            "High-cost and other refunds are not deducted from your share. Additional benefits are shown separately as calculated.",
        ),
        (
            "A visit is missing",
            "Claims reach the insurer about two months after a visit, later when they are late or under review. What health insurance does not cover is not shown.",
        ),
        ("The institution has no name", "For judo therapy, acupuncture and the like the name may not reach the insurer."),
        (
            "An institution that I did not visit is shown",
            "It may have done a test for another one. If you cannot explain it, please contact the desk.",
        ),
    ],
    others: "Other relatives",
    sharing: "What relatives see",
    sharing_lead: "You can choose which statements about you are shown to the insured person. Those that are not, are in none of the totals or details. The insured person is not told what you choose.",
    sharing_wanted: |kind| match kind {
        StatementKind::Costs => "Show my costs to the insured person",
        StatementKind::Savings => "Show my notice on generic medicines to the insured person",
        StatementKind::Advice => "Show my advice on visits and medicines to the insured person",
        StatementKind::Benefits => "Show my decisions on benefits to the insured person",
    },
    sharing_of_insured: "Statements about you (the insured) are not shown to relatives. Whether you see those of relatives depends on the insurer and on their choice.",
    latest: |month| format!("Latest: care in {month}"),
    kind_of: |kind| match kind {
        CareKind::Inpatient => "Inpatient",
        CareKind::Outpatient => "Outpatient",
        CareKind::DentalInpatient => "Dental inpatient",
        CareKind::Dental => "Dental",
        CareKind::Pharmacy => "Pharmacy",
        CareKind::Nursing => "Home nursing",
        CareKind::Judo => "Judo therapy",
        CareKind::Acupuncture => "Acupuncture",
        CareKind::Massage => "Massage",
        CareKind::Device => "Therapeutic device",
        CareKind::Other => "Other",
    },
};
