-- The work queue (docs/state-machines.md, "Work item"). Every write after the claim names id, attempt, owner and state.
create schema if not exists platform;
create schema if not exists results;

create table platform.work_item (
    id bigint generated always as identity primary key,
    queue text not null,
    payload jsonb not null,
    -- At most one unfinished item of a queue has a key; enqueuing a second one is a no-op.
    unique_key text,
    state text not null default 'available' check (state in ('available', 'running', 'done', 'dead', 'cancelled')),
    priority smallint not null default 0,
    attempt integer not null default 0,
    max_attempts integer not null check (max_attempts > 0),
    available_at timestamptz not null default now(),
    lease_owner text,
    lease_until timestamptz,
    trace_parent text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    last_error text,
    check ((state = 'running') = (lease_owner is not null and lease_until is not null)),
    check ((state in ('done', 'dead', 'cancelled')) = (finished_at is not null))
);

create unique index work_item_unique_key on platform.work_item (queue, unique_key)
    where unique_key is not null and state in ('available', 'running');
create index work_item_available on platform.work_item (queue, priority desc, available_at, id) where state = 'available';
create index work_item_lease on platform.work_item (lease_until) where state = 'running';
create index work_item_finished on platform.work_item (finished_at) where finished_at is not null;
