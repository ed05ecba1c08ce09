-- Files that no kept version holds, and quarantine that none counts; the objects are removed after the commit.
with files as (
    delete from platform.dataset_file f
    using platform.dataset d
    where d.name = f.dataset and d.name = @dataset and f.removed_in <= d.oldest_version
    returning f.key
), quarantine as (
    delete from platform.quarantine_file q
    using platform.ingestion i, platform.dataset d
    where i.id = q.ingestion_id and d.name = q.dataset and d.name = @dataset and i.quarantine_until <= d.oldest_version
    returning q.key
)
select key from files
union all
select key from quarantine
