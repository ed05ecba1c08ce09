-- Keeps the newest @keep versions. One that has only just been replaced stays for the grace, since a run may have pinned it. Answers with
-- the oldest version of before; no row where nothing changes.
with target as (
    select d.name, d.oldest_version as before, v.version
    from platform.dataset d
    cross join lateral (
        select version
        from platform.dataset_version
        where dataset = d.name and version <= d.current_version - @keep + 1 and committed_at <= clock_timestamp() - @grace
        order by version desc
        limit 1
    ) v
    where d.name = @dataset and v.version > d.oldest_version
    for update of d
)
update platform.dataset d
set oldest_version = target.version
from target
where d.name = target.name
returning target.before
