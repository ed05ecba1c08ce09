-- The line on which the first record begins that broke a rule; null for outcomes from before it was recorded.
alter table platform.quarantine_summary add column first_line bigint;

-- A queued run is brought up to date with its job: its parameters' defaults too.
call platform.grant_to_service('analytics_api', 'update (parameters) on platform.run');

-- The files with records in quarantine now.
create index ingestion_quarantined on platform.ingestion (raw_object_id)
    where outcome = 'committed' and rows_quarantined > 0 and quarantine_until is null;
