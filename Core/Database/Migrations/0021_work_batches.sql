-- Items that one worker may claim together: small objects of one dataset. Only an item that never ran is claimed beside another, so that
-- what makes a process fail burns the attempts of no other item twice.
alter table platform.work_item add column batch_key text;
create index work_item_batch on platform.work_item (queue, batch_key, priority desc, available_at, id)
    where state = 'available' and attempt = 0 and batch_key is not null;

-- From how many objects a version took its rows; its ingestion is that of the first of them. A new contract brings none.
alter table platform.dataset_version add column objects integer not null default 0;
update platform.dataset_version set objects = 1 where ingestion_id is not null;
