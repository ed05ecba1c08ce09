-- Runs of jobs, their triggers and what they loaded (docs/state-machines.md, "Run").

create table platform.run (
    id bigint generated always as identity primary key,
    job text not null,
    state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    triggered_by text not null check (triggered_by in ('manual', 'cron', 'dataset')),
    -- For people: the tick, or the dataset version that set it off.
    trigger_detail text,
    -- The job's definition as it was when the run was queued: job.yaml and the script as loaded.
    definition jsonb not null,
    parameters jsonb not null default '{}',
    -- {"<dataset>": <version>}: pinned when the run starts for the first time.
    inputs jsonb,
    engine text,
    engine_reason text,
    engine_handle text,
    attempt integer not null default 0,
    max_attempts integer not null check (max_attempts > 0),
    cancel_requested_at timestamptz,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    -- For a run that failed: {"code","message","lines":[…],"advice"}.
    cause jsonb,
    -- {"rows","bytes","keys":[…]} in the processed store; kept for rollback.
    output jsonb,
    -- Of the pinned inputs: newest data time and share of quarantined rows.
    data_time timestamptz,
    quarantined_share double precision,
    peak_memory_bytes bigint,
    cpu_seconds double precision,
    trace_parent text,
    check ((state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);

-- A job's runs go one at a time, and at most one waits that nobody asked for by hand: it takes further triggers in.
create unique index run_one_running on platform.run (job) where state = 'running';
create unique index run_one_waiting on platform.run (job) where state = 'queued' and triggered_by <> 'manual';
create index run_job on platform.run (job, id desc);
create index run_state on platform.run (state, id desc);
create index run_created on platform.run (created_at desc);

create table platform.run_log (
    run_id bigint not null references platform.run on delete cascade,
    sequence bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    attempt integer not null,
    level text not null check (level in ('info', 'warning', 'error')),
    line text not null,
    primary key (run_id, sequence)
);

-- Triggers: the last tick that was acted upon, and the input version that the last run saw.
create table platform.job_trigger (
    job text not null,
    trigger text not null,               -- 'cron:<expression>@<zone>' or 'on:<dataset>'
    last_tick timestamptz,
    last_version bigint,
    updated_at timestamptz not null default now(),
    primary key (job, trigger)
);

-- One row for each load of a run's output into a result table; the newest that is not rolled back is what people see.
create table platform.result_load (
    run_id bigint primary key references platform.run,
    job text not null,
    table_name text not null,
    mode text not null check (mode in ('replace', 'append', 'upsert')),
    rows bigint not null,
    loaded_at timestamptz not null default clock_timestamp(),
    rolled_back_at timestamptz
);

create index result_load_table on platform.result_load (table_name, run_id desc);
