-- Keeps the newest @keep versions. One that has only just been replaced stays for the grace, since a run may have pinned it.
with target as (
    select coalesce(max(v.version), 0) as version
    from platform.dataset d
    join platform.dataset_version v on v.dataset = d.name
    where d.name = @dataset
        and v.version <= d.current_version - @keep + 1
        and v.committed_at <= clock_timestamp() - @grace
)
update platform.dataset d
set oldest_version = target.version
from target
where d.name = @dataset and target.version > d.oldest_version
