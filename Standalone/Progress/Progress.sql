-- Files that came since the report began or were under way then, and each job's newest run that is new or under way, as they stand now.
(select 'file' as kind, o.key as name, o.state,
        case when i.id is null then o.reason
             else format('%s rows kept, %s in quarantine', i.rows_kept, i.rows_quarantined) end as detail
 from platform.raw_object o
 left join lateral (
     select id, rows_kept, rows_quarantined from platform.ingestion where raw_object_id = o.id order by id desc limit 1) i on true
 where (o.id > @LastFile or o.id = any (@UnderWay)) and o.state not in ('superseded', 'missing', 'lost')
 order by o.id
 limit @Most)
union all
(select 'job', job, state, coalesce(cause ->> 'message', format('%s rows', output ->> 'rows'))
 from (select distinct on (job) job, state, cause, output
       from (select id, job, state, cause, output from platform.run where id > @LastRun
             union all
             select id, job, state, cause, output from platform.run where id <= @LastRun and state in ('queued', 'running')) since
       order by job, id desc) newest
 order by job
 limit @Most)
