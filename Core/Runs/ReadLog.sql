select sequence as "Sequence", at as "At", attempt as "Attempt", level as "Level", line as "Line"
from platform.run_log
where run_id = @id and sequence > @after
order by sequence
limit @limit
