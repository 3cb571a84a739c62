use crate::text::DeskStatements;

pub const DESK_STATEMENTS: DeskStatements = DeskStatements {
    title: "Costs and other notices",
    lead: "Load files of medical costs, generic savings, advice and decisions on benefits. You see what would change before it takes effect; until then everything stays as it is.",
    send_file: "Load a file",
    none: "No file has been loaded yet.",
    latest: "Latest files of costs and other notices",

    kind: "Kind of file",
    kind_hint: "Members see it only where the setting “Services” has that notice.",
    kind_wrong: "Choose the kind of file.",
    costs: "Medical costs",
    savings: "Generic savings",
    advice: "Advice on visits and medicines",
    benefits: "Decisions on benefits",
    mode: "Mode",
    mode_hint: "“Add” is for late claims, “Replace a month” for a month that is corrected as a whole.",
    mode_wrong: "Choose a mode.",
    add: "Add (what is not there yet)",
    replace: "Replace a month (the file is all of it)",
    addition: "Addition",
    replaced: "Replacement of a month",
    month: "Month of care to replace",
    month_hint: "Only with “Replace a month”. Example: 2026-06",
    month_missing: "Enter the month of care to replace.",
    month_wrong: "This is no month of care, or later than this month. Example: 2026-06",
    month_not_with_add: "Leave the month blank with “Add”: every line has its own month.",
    release: "Release date",
    release_hint: "Members see it from this day on; with today's date at once when it takes effect. Example: 2026-12-05",
    release_out_of_range: |first, last| format!("Enter a day from {first} to {last}."),

    counts: "Lines",
    months: "Lines by month of care",
    care_month: "Month of care",
    month_name: |year, month| format!("{year}-{month:02}"),
    added: "Added lines",
    unchanged: "Lines that are there already",
    removed: "Removed lines",
    people: "People for whom something changes",
    set_aside: "Lines of nobody, set aside",
    removals: |month, before, after| {
        format!(
            "{month}, which members see, falls from {before} lines to {after} (by more than 10 %). Check whether the file is the whole month."
        )
    },
    nothing_here: "There are none.",
    gone: "The list is gone: seven days have passed.",
    download_lead: "Every refused row and every warning as a file: lines and columns, nothing of what stands there.",
    download_name: |day| format!("statements_import_{day}"),

    calendar: "Release calendar",
    calendar_lead: "What was loaded for each month of care, and from which day on members see it.",
    to_calendar: "Back to the release calendar",
    sets: "What was loaded",
    lines: "Lines",
    released: "Released",
    waits: "Not yet released",
    older_months: "Earlier months",
    change_release: "Change the release date",
    reason: "Reason",
    reason_hint: "It stands in the trail.",
    reason_missing: "Say why the release date changes.",
    is_released: "It is released, so its date stays. To correct it, load the month again as a replacement.",
    before_replacement: |day| {
        format!("A replacement of this month is released on {day}, and this belongs to it: enter that day or a later one.")
    },
    after_addition: |day| {
        format!("Lines that belong to this replacement are released on {day}: enter that day or an earlier one, or move those first.")
    },
};
