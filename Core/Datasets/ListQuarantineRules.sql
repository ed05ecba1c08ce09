-- Of one ingestion, or of all whose records count in the dataset's current version.
select s.column_name as column, s.rule, sum(s.violations)::bigint as violations, count(*) as files,
    (array_agg(s.first_record order by s.ingestion_id desc))[1] as firstrecord,
    (array_agg(s.first_line order by s.ingestion_id desc))[1] as firstline,
    (array_agg(s.sample_value order by s.ingestion_id desc))[1] as samplevalue
from platform.quarantine_summary s
join platform.ingestion i on i.id = s.ingestion_id
where (@ingestionId::bigint is null or i.id = @ingestionId)
    and (@dataset::text is null or (i.dataset = @dataset and i.outcome = 'committed' and i.quarantine_until is null))
group by s.column_name, s.rule
order by violations desc, s.column_name, s.rule
