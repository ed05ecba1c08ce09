-- Attempts that may run on other machines though no worker follows them: of runs whose item is dead, and of runs that ended while
-- their engine could not be reached. A limit keeps each look an index lookup (Core/Datasets/LandedWithoutWork.sql says why).
select id as "Id", engine as "Engine", engine_handle as "Handle", attempt as "Attempt", definition::text as "Definition"
from platform.run
where engine_handle is not null and state in ('succeeded', 'failed', 'cancelled')
union all
select id, engine, engine_handle, attempt, definition::text
from platform.run
where state in ('queued', 'running') and engine <> @local and output is null and (
    select true from platform.work_item as item
    where item.queue = 'run' and item.unique_key = run.id::text and item.state in ('available', 'running')
    limit 1) is null
