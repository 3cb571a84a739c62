-- One row per person and stretch of roster versions: visible while from_version <= insurers.roster_version < to_version.
-- `eligible_from` is an earlier 資格取得日 that an accepted move carried over; `lost_by_import` says that no file gave `lost_on`, but that
-- the person was missing from a full file or somebody else has their number.
-- An import writes the next version beside the current one in small transactions and then moves insurers.roster_version.
CREATE TABLE roster_entries (
    insurer_id BIGINT NOT NULL REFERENCES insurers (id),
    person_id BIGINT NOT NULL,
    from_version BIGINT NOT NULL,
    to_version BIGINT NOT NULL,
    symbol TEXT NOT NULL,
    number TEXT NOT NULL,
    branch TEXT,
    symbol_key TEXT COLLATE_C NOT NULL,
    number_key TEXT COLLATE_C NOT NULL,
    symbol_loose TEXT COLLATE_C NOT NULL,
    number_loose TEXT COLLATE_C NOT NULL,
    kana_name TEXT NOT NULL,
    kana_unfolded TEXT COLLATE_C NOT NULL,
    kana_folded TEXT COLLATE_C NOT NULL,
    kana_lenient TEXT COLLATE_C NOT NULL,
    name TEXT COLLATE_C NOT NULL,
    birth_date TEXT COLLATE_C NOT NULL,
    relation TEXT NOT NULL,
    acquired_on TEXT COLLATE_C,
    lost_on TEXT COLLATE_C,
    email TEXT,
    personal_key TEXT COLLATE_C,
    office TEXT,
    postal_code TEXT,
    address TEXT,
    burden TEXT,
    burden_from TEXT COLLATE_C,
    recognised_on TEXT COLLATE_C,
    eligible_from TEXT COLLATE_C,
    lost_by_import BOOLEAN NOT NULL,
    PRIMARY KEY (insurer_id, person_id, from_version)
)
