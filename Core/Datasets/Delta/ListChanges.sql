-- The files that a version added, and those that it removed. Retention has removed rows of versions up to the oldest one kept, so that
-- this is the whole of a version only where that one is older.
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    r.committed_at as removedat
from (
    select * from platform.dataset_file where dataset = @dataset and added_in = @version
    union
    select * from platform.dataset_file where dataset = @dataset and removed_in = @version
) f
join platform.dataset_version a on a.dataset = f.dataset and a.version = f.added_in
left join platform.dataset_version r on r.dataset = f.dataset and r.version = f.removed_in and f.removed_in = @version
order by r.committed_at is null, f.id
