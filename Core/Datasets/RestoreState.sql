-- The state that the object's newest outcome left it in.
update platform.raw_object o
set state = i.outcome, reason = i.fault ->> 'message'
from (
    select outcome, fault from platform.ingestion where raw_object_id = @rawObjectId and kind = 'file' order by id desc limit 1
) i
where o.id = @rawObjectId and o.state in ('landed', 'reading')
