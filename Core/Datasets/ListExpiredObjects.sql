-- Counted from the last commit of their rows; from when it was seen for one that was replaced before it was read. Rejected and failed
-- objects are kept: a person may still want to have them read.
select o.id, o.dataset, o.key, o.etag, o.size_bytes as sizebytes, o.modified_at as modifiedat, o.state, o.trace_parent as traceparent
from platform.raw_object o
where o.dataset = @dataset and o.state in ('committed', 'superseded') and o.removed_at is null
    and o.seen_at <= clock_timestamp() - @age and o.id > @after
    and not exists (
        select from platform.ingestion i
        where i.raw_object_id = o.id and i.outcome = 'committed' and i.finished_at > clock_timestamp() - @age
    )
order by o.id
limit @limit
