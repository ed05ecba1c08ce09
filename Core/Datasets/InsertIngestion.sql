insert into platform.ingestion (
    raw_object_id, dataset, contract_version, kind, replay_of, outcome, sha256, source_bytes, plain_bytes,
    records, rows_kept, rows_quarantined, fault, version, started_at)
values (
    @rawObjectId, @dataset, @contractVersion, @kind, @replayOf, @outcome, @sha256, @sourceBytes, @plainBytes,
    @records, @rowsKept, @rowsQuarantined, @fault::jsonb, @version, @startedAt)
on conflict do nothing
returning id
