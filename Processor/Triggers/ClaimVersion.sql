-- One row comes back for whoever is the first to act upon the newest version. A job with an input that has never been ingested
-- waits for it; it is found by looking once there is one.
insert into platform.job_trigger as known (job, trigger, last_version)
select @job, @trigger, dataset.current_version
from platform.dataset
where dataset.name = @dataset and dataset.current_version > 0
    and not exists (
        select from unnest(@inputs) as input (name)
        where not exists (select from platform.dataset as other where other.name = input.name and other.current_version > 0))
on conflict (job, trigger) do update
set last_version = excluded.last_version, updated_at = clock_timestamp()
where known.last_version is null or known.last_version < excluded.last_version
returning last_version as "Version", (
    select landed.trace_parent
    from platform.dataset_version as made
    join platform.ingestion on ingestion.id = made.ingestion_id
    join platform.raw_object as landed on landed.id = ingestion.raw_object_id
    where made.dataset = @dataset and made.version = known.last_version) as "TraceParent"
