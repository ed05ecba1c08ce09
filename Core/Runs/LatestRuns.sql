-- Per job the newest run, and the newest good one whose effect stands.
select run.job as "Job", max(run.id) as "LastId",
    max(run.id) filter (where run.state = 'succeeded' and load.rolled_back_at is null) as "LastGoodId"
from platform.run as run
left join platform.result_load as load on load.run_id = run.id
where @job::text is null or run.job = @job
group by run.job
order by run.job
