-- Committed objects of the dataset that have the same bytes under another key, the newest first. Those that retention removed are not
-- gone by the sender's doing.
select o.id, o.dataset, o.key, o.etag, o.size_bytes as sizebytes, o.modified_at as modifiedat, o.state, o.trace_parent as traceparent
from platform.ingestion i
join platform.raw_object o on o.id = i.raw_object_id
where i.dataset = @dataset and i.sha256 = @sha256 and i.kind = 'file' and i.outcome = 'committed'
    and o.state = 'committed' and o.removed_at is null and o.key <> @key
order by o.id desc
limit @limit
