-- Per job the newest run, and the newest good one whose effect stands: a look at the index for each job, not for each run.
with recursive jobs as (
    (select job from platform.run where @job::text is null or job = @job order by job limit 1)
    union all
    select (select next.job from platform.run next where next.job > jobs.job and @job::text is null order by next.job limit 1)
    from jobs where jobs.job is not null
)
select jobs.job as "Job",
    (select newest.id from platform.run newest where newest.job = jobs.job order by newest.id desc limit 1) as "LastId",
    (select good.id from platform.run good
        where good.job = jobs.job and good.state = 'succeeded' and not exists (
            select from platform.result_load load where load.run_id = good.id and load.rolled_back_at is not null)
        order by good.id desc limit 1) as "LastGoodId"
from jobs
where jobs.job is not null
order by jobs.job
