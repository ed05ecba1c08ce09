select v.version, v.kind, v.version >= d.oldest_version as kept, v.contract_version as contractversion,
    v.rows, v.bytes, v.files, v.rows_quarantined as rowsquarantined, v.committed_at as committedat,
    v.ingestion_id as ingestionid, i.raw_object_id as rawobjectid, o.key as objectkey, v.reason,
    v.objects
from platform.dataset_version v
join platform.dataset d on d.name = v.dataset
left join platform.ingestion i on i.id = v.ingestion_id
left join platform.raw_object o on o.id = i.raw_object_id
where v.dataset = @dataset
    and (@before::bigint is null or v.version < @before)
    and (@exactly::bigint is null or v.version = @exactly)
order by v.version desc
limit @limit
