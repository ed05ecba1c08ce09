-- No statement looks through what history has gathered: an index for each way in which a few rows of a long table are asked for.

-- What became of an object, the replays too.
create index ingestion_object on platform.ingestion (raw_object_id, id);
-- What left a dataset with a version, and what a retention may remove.
create index dataset_file_removed on platform.dataset_file (dataset, removed_in) where removed_in is not null;
create index ingestion_released on platform.ingestion (dataset, quarantine_until) where quarantine_until is not null;
create index ingestion_in_quarantine on platform.ingestion (dataset, id)
    where outcome = 'committed' and rows_quarantined > 0 and quarantine_until is null;
-- A page of the current files of a dataset.
create index dataset_file_page on platform.dataset_file (dataset, id) where removed_in is null;
-- Under which contracts a dataset's versions were made, and which version was the newest at a moment.
create index dataset_version_contract on platform.dataset_version (dataset, contract_version, version);
create index dataset_version_committed on platform.dataset_version (dataset, committed_at);
-- What the raw store still has, for retention.
create index raw_object_stored on platform.raw_object (dataset, id) where removed_at is null;

-- Items that did not end well: few, and asked for by key and by age.
create index work_item_ended_badly on platform.work_item (queue, unique_key) where state in ('dead', 'cancelled');
create index work_item_dead on platform.work_item (id) where state = 'dead';
drop index platform.work_item_finished;
create index work_item_finished on platform.work_item (finished_at) where state in ('done', 'cancelled');
create index work_item_dead_finished on platform.work_item (finished_at) where state = 'dead';

create index run_finished on platform.run (finished_at) where finished_at is not null;
create index run_succeeded on platform.run (job, id desc) where state = 'succeeded';
-- The newest load of a table that stands, the newest that replaced all rows, and the newest that was rolled back.
create index result_load_standing on platform.result_load (table_name, loaded_at desc, run_id desc) where rolled_back_at is null;
create index result_load_replaced on platform.result_load (table_name, loaded_at desc)
    where rolled_back_at is null and mode = 'replace';
create index result_load_rolled_back on platform.result_load (table_name, rolled_back_at desc) where rolled_back_at is not null;
create index result_load_newest on platform.result_load (table_name, loaded_at desc);
