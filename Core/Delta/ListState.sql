-- All files of a version, and those that were removed in the week before it: readers may still be at those (a table's tombstones).
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    r.committed_at as removedat
from platform.dataset_version v
join platform.dataset_file f on f.dataset = v.dataset and f.added_in <= v.version
join platform.dataset_version a on a.dataset = v.dataset and a.version = f.added_in
left join platform.dataset_version r on r.dataset = v.dataset and r.version = f.removed_in and f.removed_in <= v.version
where v.dataset = @dataset and v.version = @version
    and (r.version is null or r.committed_at > v.committed_at - interval '7 days')
order by f.id
