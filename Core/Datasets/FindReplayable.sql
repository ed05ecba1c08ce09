select raw_object_id as rawobjectid, outcome, contract_version as contractversion, rows_quarantined as rowsquarantined,
    quarantine_until is not null as released
from platform.ingestion
where id = @ingestionId
