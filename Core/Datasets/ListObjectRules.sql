-- Which rules the records of each outcome of an object broke.
select s.ingestion_id as ingestionid, s.column_name as column, s.rule, s.violations, 1::bigint as files, s.first_record as firstrecord,
    s.first_line as firstline, s.sample_value as samplevalue
from platform.quarantine_summary s
join platform.ingestion i on i.id = s.ingestion_id
where i.raw_object_id = @id
order by s.ingestion_id, s.violations desc, s.column_name, s.rule
