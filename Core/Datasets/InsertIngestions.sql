insert into platform.ingestion (
    raw_object_id, dataset, contract_version, kind, replay_of, outcome, sha256, source_bytes, plain_bytes,
    records, rows_kept, rows_quarantined, fault, version, started_at)
select o."rawObjectId", @dataset, o."contractVersion", o.kind, o."replayOf", o.outcome, o.sha256, o."sourceBytes", o."plainBytes",
    o.records, o."rowsKept", o."rowsQuarantined", o.fault, @version, o."startedAt"
from jsonb_to_recordset(@outcomes::jsonb) as o (
    "rawObjectId" bigint, "contractVersion" integer, kind text, "replayOf" bigint, outcome text, sha256 text, "sourceBytes" bigint,
    "plainBytes" bigint, records bigint, "rowsKept" bigint, "rowsQuarantined" bigint, fault jsonb, "startedAt" timestamptz)
on conflict do nothing
returning raw_object_id as rawobjectid, id
