-- A page of the files that a version added and nobody has looked into yet.
select f.id, f.key, f.rows, f.bytes, f.delta_stats as stats, a.contract_version as contractversion, a.committed_at as addedat,
    null::timestamptz as removedat
from platform.dataset_file f
join platform.dataset_version a on a.dataset = f.dataset and a.version = f.added_in
where f.dataset = @dataset and f.added_in = @version and f.delta_stats is null and f.id > @after
order by f.id
limit @limit
