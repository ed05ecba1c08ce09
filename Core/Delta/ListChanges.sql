-- The files that a version added, and those that it removed. Retention has removed rows of versions up to the oldest one kept, so that
-- this is the whole of a version only where that one is older.
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    r.committed_at as removedat
from platform.dataset d
join platform.dataset_file f on f.dataset = d.name and (f.added_in = @version or f.removed_in = @version)
join platform.dataset_version a on a.dataset = d.name and a.version = f.added_in
left join platform.dataset_version r on r.dataset = d.name and r.version = f.removed_in and f.removed_in = @version
where d.name = @dataset
order by f.id
