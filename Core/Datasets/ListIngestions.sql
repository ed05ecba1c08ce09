select id, raw_object_id as rawobjectid, dataset, contract_version as contractversion, kind, replay_of as replayof, outcome, sha256,
    source_bytes as sourcebytes, plain_bytes as plainbytes, records, rows_kept as rowskept, rows_quarantined as rowsquarantined,
    fault::text as fault, version,
    (select coalesce(sum(q.records), 0)::bigint from platform.quarantine_file q where q.ingestion_id = ingestion.id) as quarantinekept,
    quarantine_until as quarantineuntil, started_at as startedat, finished_at as finishedat
from platform.ingestion
where (@id::bigint is null or id = @id) and (@rawObjectId::bigint is null or raw_object_id = @rawObjectId)
order by id
