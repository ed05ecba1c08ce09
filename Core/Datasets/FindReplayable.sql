select raw_object_id as rawobjectid, outcome, contract_version as contractversion, rows_quarantined as rowsquarantined,
    quarantine_until is not null as released, exists (
    select from platform.raw_object as object
    join platform.raw_object as newer on newer.dataset = object.dataset and newer.key = object.key and newer.id > object.id
    where object.id = ingestion.raw_object_id) as overwritten
from platform.ingestion
where id = @ingestionId
