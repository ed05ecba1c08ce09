update platform.dataset_file f
set delta_stats = s.stats
from unnest(@ids, @stats) as s (id, stats)
where f.id = s.id and f.delta_stats is null
