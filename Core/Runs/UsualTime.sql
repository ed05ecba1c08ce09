-- In proportion to the inputs, which is too much for small ones after large ones: the fixed part of a run is not told apart. Of one job by the
-- index of its runs alone: newer runs of other jobs may be many, and so may its own on another engine.
select count(*) as "Runs",
    percentile_cont(0.5) within group (order by engine_seconds * greatest(@bytes, 1) / greatest(input_bytes, 1)) as "Seconds"
from (
    select engine_seconds, input_bytes
    from (
        select id, engine, engine_seconds, input_bytes
        from platform.run
        where job between @job and @job and state = 'succeeded'
        order by job, id desc
        limit 100
    ) as newest
    where engine = @engine and engine_seconds is not null and input_bytes is not null
    order by id desc
    limit 10
) as earlier
