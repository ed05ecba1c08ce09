-- All files of a version, and those that were removed in the week before it: readers may still be at those (a table's tombstones).
-- Versions are looked up one by one: how many files there are is not known beforehand, and a join might read all versions.
with v as (
    select dataset, version, coalesce((
        select max(earlier.version) from platform.dataset_version earlier
        where earlier.dataset = made.dataset and earlier.version <= made.version
            and earlier.committed_at <= made.committed_at - interval '7 days'), -1) as week_before
    from platform.dataset_version made
    where dataset = @dataset and version = @version
)
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    r.committed_at as removedat
from v
cross join lateral (
    select * from platform.dataset_file current
    where current.dataset = v.dataset and current.removed_in is null and current.added_in <= v.version
    union all
    select * from platform.dataset_file former
    where former.dataset = v.dataset and former.removed_in > v.week_before and former.added_in <= v.version
) f
cross join lateral (
    select contract_version, committed_at from platform.dataset_version where dataset = v.dataset and version = f.added_in limit 1
) a
left join lateral (
    select committed_at from platform.dataset_version where dataset = v.dataset and version = f.removed_in and version <= v.version limit 1
) r on true
