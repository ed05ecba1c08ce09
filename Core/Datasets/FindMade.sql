-- The copy's outcome, where both are committed still.
select i.id as ingestionid, i.contract_version as contractversion
from platform.raw_object c
join platform.raw_object o on o.id = @originalId and o.state = 'committed' and o.removed_at is null
join platform.ingestion i on i.raw_object_id = c.id and i.kind = 'file' and i.outcome = 'committed'
where c.id = @copyId and c.state = 'committed' and c.copy_of is not null
order by i.id desc
limit 1
