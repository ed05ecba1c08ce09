-- What retention has removed of the outputs of loads that stand, and what it folded into a snapshot instead.

-- Null while the run's output is in the processed store.
alter table platform.result_load add column output_removed_at timestamptz;

create index result_load_kept on platform.result_load (table_name, loaded_at)
    where rolled_back_at is null and output_removed_at is null;
create index result_load_removed on platform.result_load (table_name, loaded_at)
    where rolled_back_at is null and output_removed_at is not null;
create index result_load_upserted on platform.result_load (table_name, loaded_at desc)
    where rolled_back_at is null and mode = 'upsert';

-- A result table as it was after a load: a rollback starts from it, and reaches back no further.
create table platform.result_snapshot (
    table_name text primary key,
    -- The newest run whose load is in it, and when that was loaded. It may be removed before the snapshot is.
    run_id bigint not null,
    loaded_at timestamptz not null,
    made_at timestamptz not null default clock_timestamp(),
    -- {"columns","key","rows","bytes","keys":[…]}
    content jsonb not null
);

create index result_snapshot_run on platform.result_snapshot (run_id);

call platform.grant_to_service('analytics_processor', 'select, insert, update, delete on platform.result_snapshot');
call platform.grant_to_service('analytics_api', 'select on platform.result_snapshot');

-- Runs that retention may remove, without a look at all those that stand.
create index run_ended_badly on platform.run (finished_at) where state in ('failed', 'cancelled');
create index result_load_undone on platform.result_load (loaded_at) where rolled_back_at is not null;
