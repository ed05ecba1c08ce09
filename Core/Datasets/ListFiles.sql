-- One statement sees one state: the version is kept, or there is no row at all.
select f.id, f.key, f.rows, f.bytes, f.partition::text as partition, f.raw_object_id as rawobjectid,
    f.ingestion_id as ingestionid, f.added_in as addedin
from platform.dataset d
join platform.dataset_file f on f.dataset = d.name and f.added_in <= @version and (f.removed_in is null or @version < f.removed_in)
where d.name = @dataset and f.id > @after and @version between d.oldest_version and d.current_version
order by f.id
limit @limit
