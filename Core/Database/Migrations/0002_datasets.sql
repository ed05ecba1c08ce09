-- The ledger of raw objects, their ingestions, and the versions of datasets (docs/state-machines.md).

-- A contract's text as it was in force; the same text again is the same version.
create table platform.contract (
    dataset text not null,
    version integer not null check (version > 0),
    sha256 text not null,
    content text not null,
    first_seen_at timestamptz not null default now(),
    primary key (dataset, version),
    unique (dataset, sha256)
);

-- One row for each state of an object that was seen: the etag changes when the content may have.
create table platform.raw_object (
    id bigint generated always as identity primary key,
    dataset text not null,               -- '' where no contract claims the key
    key text not null,
    etag text not null,
    size_bytes bigint not null check (size_bytes >= 0),
    modified_at timestamptz not null,
    seen_at timestamptz not null default now(),
    seen_by text not null check (seen_by in ('event', 'listing', 'upload')),
    state text not null check (state in
        ('landed', 'reading', 'committed', 'rejected', 'failed', 'superseded', 'missing', 'unclaimed', 'refused')),
    -- Why the state is what it is, for people: set for all but landed, reading and committed.
    reason text,
    trace_parent text,
    -- When retention removed the object itself from the raw store.
    removed_at timestamptz,
    unique (dataset, key, etag)
);

create index raw_object_key on platform.raw_object (key, id desc);
create index raw_object_state on platform.raw_object (state, seen_at desc);
create index raw_object_seen on platform.raw_object (seen_at desc);

-- Steps of a raw object, for "where is my file".
create table platform.raw_object_step (
    id bigint generated always as identity primary key,
    raw_object_id bigint not null references platform.raw_object on delete cascade,
    step text not null,                  -- landed, queued, reading, converted, committed, rejected, failed, replayed, …
    at timestamptz not null default clock_timestamp(),
    detail text,
    counts jsonb
);

create index raw_object_step_object on platform.raw_object_step (raw_object_id, id);

-- One outcome for a raw object under a contract version, and one more for each replay of its quarantined records.
create table platform.ingestion (
    id bigint generated always as identity primary key,
    raw_object_id bigint not null references platform.raw_object on delete cascade,
    dataset text not null,
    contract_version integer not null,
    kind text not null check (kind in ('file', 'replay')),
    -- The ingestion whose quarantined records a replay took.
    replay_of bigint references platform.ingestion,
    outcome text not null check (outcome in ('committed', 'rejected')),
    sha256 text not null,
    source_bytes bigint not null,
    plain_bytes bigint not null,
    records bigint not null,             -- as the cutter counted them
    rows_kept bigint not null,
    rows_quarantined bigint not null,
    -- For a rejected file: {"code","message","record","line","byteOffset","advice"}.
    fault jsonb,
    version bigint,                      -- the dataset version that it made
    -- From this version on its quarantined records no longer count: they were replayed, or a newer object replaced them.
    quarantine_until bigint check (quarantine_until > version),
    started_at timestamptz not null,
    finished_at timestamptz not null default clock_timestamp(),
    check (outcome <> 'committed' or records = rows_kept + rows_quarantined),
    check ((outcome = 'committed') = (version is not null)),
    check ((kind = 'replay') = (replay_of is not null))
);

create unique index ingestion_once on platform.ingestion (raw_object_id, contract_version) where kind = 'file';
create unique index ingestion_replay_once on platform.ingestion (replay_of) where kind = 'replay' and outcome = 'committed';
create index ingestion_dataset on platform.ingestion (dataset, id desc);

create table platform.dataset (
    name text primary key,
    current_version bigint not null default 0 check (current_version >= 0),
    oldest_version bigint not null default 0 check (oldest_version >= 0),
    created_at timestamptz not null default now()
);

-- Version 0 of every dataset is its empty creation.
create table platform.dataset_version (
    dataset text not null references platform.dataset,
    version bigint not null check (version >= 0),
    kind text not null check (kind in ('create', 'append', 'replace', 'replay', 'remove')),
    ingestion_id bigint references platform.ingestion,
    contract_version integer not null,
    -- Totals of the whole version, not of what it added.
    rows bigint not null,
    bytes bigint not null,
    files integer not null,
    rows_quarantined bigint not null,
    committed_at timestamptz not null default clock_timestamp(),
    primary key (dataset, version)
);

-- A file belongs to the versions v with added_in <= v and (removed_in is null or v < removed_in).
create table platform.dataset_file (
    id bigint generated always as identity primary key,
    dataset text not null references platform.dataset,
    key text not null unique,
    rows bigint not null,
    bytes bigint not null,
    partition jsonb not null default '{}',
    raw_object_id bigint not null references platform.raw_object,
    ingestion_id bigint not null references platform.ingestion,
    added_in bigint not null,
    removed_in bigint check (removed_in > added_in)
);

create index dataset_file_versions on platform.dataset_file (dataset, added_in, removed_in);
create index dataset_file_object on platform.dataset_file (raw_object_id);

-- Where the quarantined records of an ingestion are kept.
create table platform.quarantine_file (
    id bigint generated always as identity primary key,
    ingestion_id bigint not null references platform.ingestion on delete cascade,
    dataset text not null,
    key text not null unique,
    records bigint not null,
    bytes bigint not null
);

create index quarantine_file_ingestion on platform.quarantine_file (ingestion_id);

-- How often each rule of each column was broken, with the first case as an example.
create table platform.quarantine_summary (
    ingestion_id bigint not null references platform.ingestion on delete cascade,
    column_name text not null,           -- '' where the rule concerns the whole record
    rule text not null,
    violations bigint not null,
    first_record bigint not null,
    sample_value text,
    primary key (ingestion_id, column_name, rule)
);
