-- What earlier objects of the key put into the dataset leaves it with this version; readers of older versions keep it.
with earlier as (
    select id from platform.raw_object where dataset = @dataset and key = @key
), removed as (
    update platform.dataset_file
    set removed_in = @version
    where dataset = @dataset and removed_in is null and raw_object_id in (select id from earlier)
    returning rows, bytes
), released as (
    update platform.ingestion
    set quarantine_until = @version
    where raw_object_id in (select id from earlier) and raw_object_id <= @rawObjectId
        and quarantine_until is null and coalesce(version, 0) < @version
    returning case outcome when 'committed' then rows_quarantined else 0 end as rows_quarantined
), superseded as (
    update platform.raw_object
    set state = 'superseded', reason = 'A newer file with the same name replaced it in version ' || @version || '.'
    where dataset = @dataset and key = @key and id < @rawObjectId
        and state in ('landed', 'committed', 'rejected', 'failed', 'missing', 'lost')
    returning id, reason
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, 'superseded', reason from superseded
)
select (select count(*) from removed) as files,
    (select coalesce(sum(rows), 0)::bigint from removed) as rows,
    (select coalesce(sum(bytes), 0)::bigint from removed) as bytes,
    (select coalesce(sum(rows_quarantined), 0)::bigint from released) as rowsquarantined
