-- Some files of the objects that were lost first and last.
select o.id, f.key
from (
    (select id from platform.raw_object where state = 'lost' order by seen_at limit 10)
    union
    (select id from platform.raw_object where state = 'lost' order by seen_at desc limit 10)
) o
join platform.dataset_file f on f.raw_object_id = o.id and f.removed_in is null
