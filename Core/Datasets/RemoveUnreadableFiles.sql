-- Files that no kept version holds since the oldest version moved on from @before, and quarantine that none counts; the objects are
-- removed after the commit.
with files as (
    delete from platform.dataset_file f
    using platform.dataset d
    where d.name = @dataset and f.dataset = @dataset and f.removed_in > @before and f.removed_in <= d.oldest_version
    returning f.key
), quarantine as (
    delete from platform.quarantine_file q
    using platform.ingestion i, platform.dataset d
    where d.name = @dataset and i.dataset = @dataset and i.quarantine_until > @before and i.quarantine_until <= d.oldest_version
        and q.ingestion_id = i.id
    returning q.key
)
select key from files
union all
select key from quarantine
