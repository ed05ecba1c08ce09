-- A page of the files of a version that nobody has looked into yet. Versions are looked up one by one, as for ListState.
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    null::timestamptz as removedat
from (
    (select * from platform.dataset_file current
    where current.dataset = @dataset and current.removed_in is null and current.added_in <= @version and current.delta_stats is null
        and current.id > @after
    order by current.id
    limit @limit)
    union all
    (select * from platform.dataset_file former
    where former.dataset = @dataset and former.removed_in > @version and former.added_in <= @version and former.delta_stats is null
        and former.id > @after
    order by former.id
    limit @limit)
) f
cross join lateral (
    select contract_version, committed_at from platform.dataset_version where dataset = @dataset and version = f.added_in limit 1
) a
order by f.id
limit @limit
