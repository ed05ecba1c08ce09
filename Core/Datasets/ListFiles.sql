-- One statement sees one state: the version is kept, or there is no row at all. What the dataset still has is read by pages; of what has left
-- it since the version, all is looked at.
select f.id, f.key, f.rows, f.bytes, f.partition::text as partition, f.raw_object_id as rawobjectid,
    f.ingestion_id as ingestionid, f.added_in as addedin
from platform.dataset d
cross join lateral (
    (
        select * from platform.dataset_file current
        where current.dataset = d.name and current.removed_in is null and current.added_in <= @version and current.id > @after
        order by current.id
        limit @limit
    )
    union all
    select * from platform.dataset_file former
    where former.dataset = d.name and former.removed_in > @version and former.added_in <= @version and former.id > @after
) f
where d.name = @dataset and @version between d.oldest_version and d.current_version
order by f.id
limit @limit
