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
        "xml" => OfferWords {
            title: "Data for e-Tax (XML)",
            told: &[
                "Data in the form of the National Tax Agency (TEG700) with your insurer's electronic signature. It can be used as a notice of medical costs in a tax return by e-Tax.",
                "A file that is changed is of no use. Save it as it is.",
            ],
            button: "Download the data for e-Tax",
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
    etax_left_out: |lines| {
        format!("Lines that are not in this data, since they lack the name of the institution: {lines}. Add them from your receipts.")
    },
    etax_not_made: "The data for e-Tax could not be made",
    etax_told: &[
        "It did not fit the form of the National Tax Agency, or could not be signed, so it was not made. You did nothing wrong.",
        "If you are in a hurry, use the annual notice (PDF) or the table for the tax office's form.",
    ],
    etax_reference: |reference| format!("If you ask us about this, please give the number {reference}."),
    etax_back: "Back to papers and files",
    months: |first, last| if first == last { first.to_owned() } else { format!("{first} to {last}") },
};
