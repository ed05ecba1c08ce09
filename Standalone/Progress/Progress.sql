-- One line for each file and each job's newest run, as they stand now.
select 'file' as kind, key as name, state,
       case when i.id is null then reason
            else format('%s rows kept, %s in quarantine', i.rows_kept, i.rows_quarantined) end as detail
from platform.raw_object o
left join lateral (
    select id, rows_kept, rows_quarantined from platform.ingestion where raw_object_id = o.id order by id desc limit 1) i on true
where state not in ('superseded', 'missing')
union all
select 'job', job, state, coalesce(cause ->> 'message', format('%s rows', output ->> 'rows'))
from (select distinct on (job) job, state, cause, output from platform.run order by job, id desc) newest
order by kind, name
