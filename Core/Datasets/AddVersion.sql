with added as (
    insert into platform.dataset_file (dataset, key, rows, bytes, partition, raw_object_id, ingestion_id, added_in)
    select @dataset, f.key, f.rows, f.bytes, f.partition, f."rawObjectId", f."ingestionId", @version
    from jsonb_to_recordset(@files::jsonb)
        as f (key text, rows bigint, bytes bigint, partition jsonb, "rawObjectId" bigint, "ingestionId" bigint)
    returning rows, bytes
), made as (
    insert into platform.dataset_version (
        dataset, version, kind, ingestion_id, contract_version, rows, bytes, files, rows_quarantined, reason, objects)
    select @dataset, @version, @kind, @ingestionId, @contractVersion,
        p.rows - @removedRows + (select coalesce(sum(rows), 0)::bigint from added),
        p.bytes - @removedBytes + (select coalesce(sum(bytes), 0)::bigint from added),
        p.files - @removedFiles + (select count(*) from added),
        p.rows_quarantined - @removedQuarantined + @rowsQuarantined,
        @reason,
        @objects
    from platform.dataset_version p
    where p.dataset = @dataset and p.version = @version - 1
    returning version
)
update platform.dataset d
set current_version = made.version
from made
where d.name = @dataset
