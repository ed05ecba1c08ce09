select d.name, d.current_version as currentversion, d.oldest_version as oldestversion, v.contract_version as contractversion,
    v.rows, v.bytes, v.files, v.rows_quarantined as rowsquarantined, v.committed_at as committedat
from platform.dataset d
join platform.dataset_version v on v.dataset = d.name and v.version = d.current_version
where @name::text is null or d.name = @name
order by d.name
