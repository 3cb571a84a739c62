use crate::text::DeskExport;

pub const DESK_EXPORT: DeskExport = DeskExport {
    kind: "Kind of file",
    kind_hint: "Excel keeps the leading zeros of numbers.",
    kind_wrong: "Choose a kind of file.",
    csv: "CSV (UTF-8)",
    csv_cp932: "CSV (Shift_JIS, CP932)",
    xlsx: "Excel (XLSX)",
    purpose: "Purpose",
    purpose_hint: "Say what the file is for (at least 5 characters). It stands in the trail.",
    purpose_wrong: "Say what the file is for, in 5 to 200 characters.",
    button: "Download",
    gaps_title: "Some characters cannot be written in Shift_JIS",
    gaps_lead: |count| format!("Shift_JIS (CP932) lacks {count} characters of this file. \"〓\" would stand in their place."),
    gaps_line: "Line",
    gaps_column: "Column",
    gaps_character: "Character",
    gaps_what_to_do: "To keep them, go back and choose CSV (UTF-8) or Excel (XLSX).",
    gaps_accept: "Download with 〓 in their place",
};
