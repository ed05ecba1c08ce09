-- What earlier objects of the key, or the object that was given this key, put into the dataset leaves it with this version; readers of
-- older versions keep it. Without a key only the renamed object's rows go.
with earlier as (
    select id from platform.raw_object where dataset = @dataset and key = @key
    union all
    select @renamedFrom::bigint where @renamedFrom::bigint is not null
), removed as (
    update platform.dataset_file
    set removed_in = @version
    where dataset = @dataset and removed_in is null and raw_object_id in (select id from earlier)
    returning rows, bytes
), released as (
    update platform.ingestion
    set quarantine_until = @version
    where raw_object_id in (select id from earlier) and (raw_object_id <= @rawObjectId or raw_object_id = @renamedFrom::bigint)
        and quarantine_until is null and coalesce(version, 0) < @version
    returning case outcome when 'committed' then rows_quarantined else 0 end as rows_quarantined
), superseded as (
    update platform.raw_object
    set state = 'superseded', reason = case
        when id = @renamedFrom::bigint
            then 'It was renamed to ' || @newKey || ', under which its rows count since version ' || @version || '.'
        else 'A newer file with the same name replaced it in version ' || @version || '.' end
    where dataset = @dataset and ((key = @key and id < @rawObjectId) or id = @renamedFrom::bigint)
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
