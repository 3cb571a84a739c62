use crate::text::DeskRoster;

pub const DESK_ROSTER: DeskRoster = DeskRoster {
    title: "Roster files",
    lead: "Load a roster file (加入者データ). You see what would change before it takes effect; until then the roster stays as it is.",
    send_file: "Load a file",
    none: "No file has been loaded yet.",

    mode: "Mode",
    mode_hint: "With “Full”, whoever is eligible and not in the file leaves on the day on which it takes effect.",
    mode_wrong: "Choose a mode.",
    merge: "Merge (whoever is not in the file stays)",
    full: "Full (whoever is not in the file leaves)",

    state: "State",
    counts: "Counts",
    added: "Joined",
    missing: "Leave, not in the file",
    changed: "Changed",
    rekeyed: "Other number or name within the household",
    replaced: "Another person has their number",
    moves: "Probably moved to a new number",
    unchanged: "Unchanged",
    eligible_before: "Eligible now",

    leavers: |left, eligible, limit| {
        format!("{left} of {eligible} eligible people leave (the limit is {limit} %). Check whether the file was cut off.")
    },
    emptied_mail: "The column of mail addresses is empty. Check whether columns were shifted.",
    bulk_moves: "Many people get another number or name. Check whether numbers were reassigned or offices merged.",

    nobody_here: "There is nobody.",
    gone: "The lists are gone: seven days have passed, or the import was dropped.",
    card: "記号-番号-枝番",
    name: "Name",
    birth_date: "Date of birth",
    relation: "Relation",
    acquired: "資格取得日",
    what_changes: "What changes",
    from_to: |field, before, now| format!("{field}: {before} → {now}"),
    blank: "(blank)",
    new_person: "The new person with this number",

    moves_lead: "These are probably people who had another number before. Once confirmed, account, consents and costs go along when the import takes effect; otherwise they stay different people.",
    old_card: "Number before",
    new_card: "Number now",
    unsure: "There are days without eligibility, or several people fit",
    confirmed: "Confirmed",
    not_confirmed: "Not confirmed",
    confirm: "Confirm",
    unconfirm: "Take the confirmation back",
    confirm_all: "Confirm everybody without doubt",

    download_lead: "All that this import changes, and every refused row, as a file.",
    before: "Before",
    now: "File",
    download_name: |day| format!("roster_import_{day}"),
};
