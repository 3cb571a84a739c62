use crate::text::cost_files::{CostFiles, OfferWords};

pub const COST_FILES: CostFiles = CostFiles {
    link: "Download papers and data",
    link_lead: "Save the annual notice (PDF), or tables that help with your tax return.",
    title: |year| format!("Papers and data of your medical costs in {year}"),
    lead: &[
        "You can save the medical costs that you see here as a paper or as data. They are in Japanese.",
        "Medical costs are sensitive. Do not save them on a shared computer, and keep the files where nobody else reads them.",
        "When you logged in more than 15 minutes ago, we ask for your password and the like once more before a file is saved.",
    ],
    numbers: "Include the insurer's number and your symbol, number and branch",
    numbers_hint: "In the PDF, CSV and JSON. On papers for the tax office such numbers are to be blacked out, so they are usually left out.",
    offer: |kind| match kind {
        "pdf" => OfferWords { title: "Annual notice of medical costs (PDF)", told: &["A paper to print, A4."], button: "Download the PDF" },
        "xlsx" => OfferWords {
            title: "Table for the tax office's form (Excel)",
            told: &[
                "A table to paste into the National Tax Agency's form for adding up medical costs (医療費集計フォーム). It is not a form of the agency.",
                "What is entered in that form needs its receipts. Keep them for five years.",
            ],
            button: "Download the table",
        },
        "csv" => OfferWords {
            title: "The lines as data (CSV)",
            told: &["Arranged as the CSV of medical costs (医療費通知情報) of Mynaportal. It cannot be attached to a tax return."],
            button: "Download the CSV",
        },
        _ => OfferWords {
            title: "The lines as data (JSON)",
            told: &["Everything, for programs. It cannot be attached to a tax return."],
            button: "Download the JSON",
        },
    },
    annual_reference: "It is for reference and cannot be attached to a tax return.",
    annual_official: "It can be attached to a tax return as a notice of medical costs, except for the lines marked ※.",
    table_sheets: |sheets| format!("The form takes 995 lines, so there are {sheets} sheets."),
    table_cut: |lines| format!("Names are shortened on {lines} lines to what the form takes."),
    table_nameless: |lines| format!("Lines without the name of the institution: {lines}. Add it from your receipts."),
    months: |first, last| if first == last { first.to_owned() } else { format!("{first} to {last}") },
};
