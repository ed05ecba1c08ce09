with files as (
    insert into platform.quarantine_file (ingestion_id, dataset, key, records, bytes)
    select f."ingestionId", @dataset, f.key, f.records, f.bytes
    from jsonb_to_recordset(@quarantineFiles::jsonb) as f ("ingestionId" bigint, key text, records bigint, bytes bigint)
)
insert into platform.quarantine_summary (ingestion_id, column_name, rule, violations, first_record, first_line, sample_value)
select v."ingestionId", v."column", v.rule, v."count", v."firstRecord", v."firstLine", v."sampleValue"
from jsonb_to_recordset(@violations::jsonb) as v (
    "ingestionId" bigint, "column" text, rule text, "count" bigint, "firstRecord" bigint, "firstLine" bigint, "sampleValue" text)
