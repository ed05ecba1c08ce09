-- Landed objects whose work is done or was never there: a listing found them back while a worker was about to say that they were gone.
-- What was moved to the dead letters is marked as failed (FailAbandoned.sql), and what a person cancelled stays so.
-- A limit keeps each look an index lookup: as "not exists", it becomes a join, which compares all with all where many objects landed since
-- the tables' statistics were last gathered.
select o.id
from platform.raw_object o
where o.state = 'landed'
    and (
        select true from platform.work_item w
        where w.queue = 'ingest' and w.unique_key = o.id::text and w.state in ('available', 'running')
        limit 1) is null
    and (
        select true from platform.work_item w
        where w.queue = 'ingest' and w.unique_key = o.id::text and w.state in ('dead', 'cancelled')
        limit 1) is null
