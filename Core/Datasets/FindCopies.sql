-- Copies whose first name may go yet, as it does where a rename is a copy and a removal. Later it is the sender's archive that took it.
select c.id as copyid, o.id as originalid
from platform.raw_object c
join platform.raw_object o on o.id = c.copy_of
where c.copy_of is not null and c.state = 'committed' and o.state = 'committed' and o.removed_at is null
    and exists (
        select from platform.ingestion i
        where i.raw_object_id = c.id and i.outcome = 'committed' and i.finished_at > clock_timestamp() - @window
    )
order by c.id
limit 1000
