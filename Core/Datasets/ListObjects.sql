select o.id, o.dataset, o.key, o.etag, o.size_bytes as sizebytes, o.modified_at as modifiedat, o.seen_at as seenat,
    o.seen_by as seenby, o.state, o.reason, o.removed_at as removedat,
    i.records, i.rows_kept as rowskept, i.rows_quarantined as rowsquarantined, i.version
from platform.raw_object o
left join lateral (
    select records, rows_kept, rows_quarantined, version
    from platform.ingestion
    where raw_object_id = o.id and kind = 'file'
    order by id desc
    limit 1
) i on true
where (@id::bigint is null or o.id = @id)
    and (@dataset::text is null or o.dataset = @dataset)
    and (@states::text[] is null or o.state = any(@states))
    and (@keyContains::text is null or strpos(lower(o.key), lower(@keyContains)) > 0)
    and (@beforeId::bigint is null or o.id < @beforeId)
    and (not @hasQuarantine or o.id in (
        select raw_object_id from platform.ingestion
        where outcome = 'committed' and rows_quarantined > 0 and quarantine_until is null))
order by o.id desc
limit @limit
