select v.version, v.kind, v.contract_version as contractversion, v.committed_at as committedat, v.ingestion_id as ingestionid,
    o.key as objectkey, p.contract_version as previouscontract, v.files::bigint as files, v.rows, v.bytes,
    f.files as addedfiles, f.rows as addedrows, f.bytes as addedbytes
from platform.dataset_version v
cross join lateral (
    select count(*) as files, coalesce(sum(added.rows), 0)::bigint as rows, coalesce(sum(added.bytes), 0)::bigint as bytes
    from platform.dataset_file added
    where added.dataset = v.dataset and added.added_in = v.version
) f
left join platform.dataset_version p on p.dataset = v.dataset and p.version = v.version - 1
left join platform.ingestion i on i.id = v.ingestion_id
left join platform.raw_object o on o.id = i.raw_object_id
where v.dataset = @dataset and v.version = @version
