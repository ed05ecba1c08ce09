-- Copies, each with the older objects of the same bytes: one of those may go yet, as it does where a rename is a copy and a removal. Later it
-- is the sender's archive that took it.
select c.id as copyid, o.id as originalid
from platform.raw_object c
join platform.ingestion i on i.raw_object_id = c.id and i.kind = 'file' and i.outcome = 'committed'
    and i.finished_at > clock_timestamp() - @window
join platform.ingestion j on j.dataset = i.dataset and j.sha256 = i.sha256 and j.kind = 'file' and j.outcome = 'committed'
join platform.raw_object o on o.id = j.raw_object_id and o.id < c.id and o.key <> c.key
    and o.state = 'committed' and o.removed_at is null
where c.copy_of is not null and c.state = 'committed' and (c.id, o.id) > (@copy, @original)
order by c.id, o.id
limit @limit
