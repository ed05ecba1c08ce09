-- The replayed ingestion's quarantined records count no longer; no row means that they were replayed or replaced before.
with released as (
    update platform.ingestion
    set quarantine_until = @version
    where id = @replayOf and outcome = 'committed' and quarantine_until is null
    returning rows_quarantined
)
select 0::bigint as files, 0::bigint as rows, 0::bigint as bytes, rows_quarantined as rowsquarantined from released
