-- A job's runs go one at a time and in their order; the versions are those of the moment at which the run begins.
with pinned as (
    select coalesce(jsonb_object_agg(version.dataset, version.version), '{}') as inputs, max(version.committed_at) as data_time,
        coalesce(sum(version.rows_quarantined) / nullif(sum(version.rows + version.rows_quarantined), 0), 0) as quarantined_share
    from platform.run as run
    cross join lateral jsonb_array_elements(run.definition -> 'inputs') as input
    join platform.dataset on dataset.name = input ->> 'dataset'
    join platform.dataset_version as version on version.dataset = dataset.name and version.version = dataset.current_version
    where run.id = @id
)
update platform.run as run
set state = 'running', started_at = clock_timestamp(), inputs = pinned.inputs, data_time = pinned.data_time,
    quarantined_share = pinned.quarantined_share
from pinned
where run.id = @id and run.state = 'queued' and run.cancel_requested_at is null
    and not exists (
        select from platform.run as earlier
        where earlier.job = run.job and earlier.id < run.id and earlier.state in ('queued', 'running'))
    and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
