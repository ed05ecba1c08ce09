-- 300,000 rows in each table that grows, nearly all of them history: what is current stays small.
insert into platform.dataset (name, current_version, oldest_version) values ('flights', 300000, 299900), ('weather', 1, 1);
insert into platform.contract (dataset, version, sha256, content)
select 'flights', n, 'sha-' || n, 'version: ' || n from generate_series(1, 31) n;

insert into platform.raw_object (id, dataset, key, etag, size_bytes, modified_at, seen_at, seen_by, state, reason, removed_at, copy_of, trace_parent)
overriding system value
select n, 'flights', 'incoming/flights/' || n || '.csv', 'etag-' || n, 1000, at, at, 'listing',
    case when n > 299990 then 'landed' when n % 1000 = 0 then 'rejected' when n > 298000 then 'committed' else 'superseded' end, null,
    case when n <= 290000 then at end, case when n % 100 = 0 then n - 1 end, 'trace-' || n
from generate_series(1, 300000) n cross join lateral (select clock_timestamp() - (300001 - n) * interval '1 minute' as at) t;

insert into platform.raw_object_step (raw_object_id, step, detail)
select n, 'committed', 'version ' || n from generate_series(1, 300000) n;

insert into platform.ingestion (
    id, raw_object_id, dataset, contract_version, kind, outcome, sha256, source_bytes, plain_bytes, records, rows_kept, rows_quarantined,
    version, quarantine_until, started_at, finished_at)
overriding system value
select n, n, 'flights', 1 + n / 10000, 'file', 'committed', 'sha-' || n, 1000, 1000, 11, 10, 1, n, case when n <= 299900 then n + 50 end,
    clock_timestamp() - (300001 - n) * interval '1 minute', clock_timestamp() - (300001 - n) * interval '1 minute'
from generate_series(1, 300000) n;

insert into platform.dataset_version (
    dataset, version, kind, ingestion_id, contract_version, rows, bytes, files, rows_quarantined, committed_at)
select 'flights', n, 'append', n, 1 + n / 10000, 10, 1000, 1, 1, clock_timestamp() - (300001 - n) * interval '1 minute'
from generate_series(0, 300000) n;
insert into platform.dataset_version (dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined)
select 'weather', n, 'append', 1, 0, 0, 0, 0 from generate_series(0, 1) n;

-- All but the newest 1,000 left the dataset 500 versions after they came.
insert into platform.dataset_file (id, dataset, key, rows, bytes, raw_object_id, ingestion_id, added_in, removed_in)
overriding system value
select n, 'flights', 'flights/v/' || n || '.parquet', 10, 1000, n, n, n, case when n <= 299000 then least(n + 500, 300000) end
from generate_series(1, 300000) n;

insert into platform.quarantine_file (ingestion_id, dataset, key, records, bytes)
select n, 'flights', 'quarantine/flights/' || n || '.parquet', 1, 100 from generate_series(1, 300000) n;
insert into platform.quarantine_summary (ingestion_id, column_name, rule, violations, first_record, sample_value)
select n, 'distance', 'type', 1, 1, 'x' from generate_series(1, 300000) n;

insert into platform.work_item (id, queue, payload, unique_key, state, attempt, max_attempts, batch_key, lease_owner, lease_until, created_at, finished_at, last_error)
overriding system value
select n, (array['ingest', 'run', 'trigger', 'publish'])[1 + n % 4], jsonb_build_object('rawObjectId', n),
    case n % 4 when 3 then 'flights@' || n else n::text end,
    case when n > 299900 then 'available' when n > 299800 then 'running' when n % 3000 = 0 then 'dead' else 'done' end,
    case when n > 299900 then 0 else 1 end, 5, case n % 4 when 0 then 'flights' end,
    case when n > 299800 and n <= 299900 then 'worker' end, case when n > 299800 and n <= 299900 then clock_timestamp() + interval '1 hour' end, at,
    case when n <= 299800 then at end, case when n % 3000 = 0 then 'It failed.' end
from generate_series(1, 300000) n cross join lateral (select clock_timestamp() - (300001 - n) * interval '1 second' as at) t;

insert into platform.run (id, job, state, triggered_by, definition, engine, engine_seconds, input_bytes, max_attempts, created_at, started_at, finished_at, output)
overriding system value
select n, case when n > 299995 then 'job-' || n else 'totals' end, case when n > 299995 then 'running' when n % 1000 = 0 then 'failed' else 'succeeded' end, 'cron',
    '{"inputs": [{"dataset": "flights"}]}', 'embedded', 1, 1000, 3, at, at, case when n <= 299995 then at end,
    jsonb_build_object('rows', 1, 'keys', jsonb_build_array('results/totals/' || n || '/part-0.parquet'))
from generate_series(1, 300000) n cross join lateral (select clock_timestamp() - (300001 - n) * interval '1 minute' as at) t;
insert into platform.run_log (run_id, attempt, level, line)
select 1 + n / 10, 1, 'info', 'line ' || n from generate_series(1, 300000) n;
insert into platform.result_load (run_id, job, table_name, mode, rows, loaded_at)
select n, 'totals', 'totals', 'replace', 1, clock_timestamp() - (300001 - n) * interval '1 minute' from generate_series(1, 299995) n;
-- Rows of runs that appended and upserted stand for ever: the outputs of all but the newest are gone, or in a snapshot.
insert into platform.run (id, job, state, triggered_by, definition, max_attempts, created_at, started_at, finished_at, output)
overriding system value
select n, (array['visits', 'balances'])[1 - n % 2], 'succeeded', 'cron', '{}', 3, at, at, at,
    jsonb_build_object('rows', 1, 'keys', jsonb_build_array('results/visits/' || n || '/part-0.parquet'))
from generate_series(-100000, -1) n cross join lateral (select clock_timestamp() + n * interval '4 minutes' as at) t;
insert into platform.result_load (run_id, job, table_name, mode, rows, loaded_at, output_removed_at, rolled_back_at)
select n, table_name, table_name, case table_name when 'visits' then 'append' else 'upsert' end, 1, at,
    case when n <= -1000 then at + interval '90 days' end, case when n % 1000 = -998 then at end
from generate_series(-100000, -1) n
cross join lateral (
    select clock_timestamp() + n * interval '4 minutes' as at, (array['visits', 'balances'])[1 - n % 2] as table_name
) t;
insert into platform.result_snapshot (table_name, run_id, loaded_at, content)
select table_name, run_id, loaded_at, '{"columns": [], "key": [], "rows": 1, "bytes": 1, "keys": ["results/balances/-1000/snapshot-0.parquet"]}'
from platform.result_load where table_name = 'balances' and output_removed_at is not null order by loaded_at desc limit 1;
insert into platform.job_trigger (job, trigger, last_tick) values ('totals', 'cron:0 * * * *@UTC', clock_timestamp());

select setval(pg_get_serial_sequence(t, 'id'), 1000000)
from unnest(array['platform.raw_object', 'platform.ingestion', 'platform.dataset_file', 'platform.work_item', 'platform.run']) t;
