-- Objects of one key are numbered in the order in which the store had them.
select exists (
    select from platform.raw_object o
    join platform.ingestion i on i.raw_object_id = o.id and i.kind = 'file' and i.outcome = 'committed'
    where o.dataset = @dataset and o.key = @key and o.id > @rawObjectId
)
