-- The expression is `people::NAME_KEY` of the store and `search::name_key` of the rules: no spaces, and the usual form of a few letters.
CREATE INDEX roster_entries_by_name ON roster_entries (
    insurer_id, replace(replace(replace(replace(replace(name, '　', ''), ' ', ''), '髙', '高'), '﨑', '崎'), '𠮷', '吉'), person_id)
