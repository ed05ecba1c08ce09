select run.id, run.job, case when load.rolled_back_at is null then run.state else 'rolled-back' end as state,
    run.triggered_by as "TriggeredBy", run.trigger_detail as "TriggerDetail", run.attempt,
    run.max_attempts as "MaxAttempts", run.created_at as "CreatedAt", run.started_at as "StartedAt", run.finished_at as "FinishedAt",
    run.cancel_requested_at as "CancelRequestedAt", (run.output ->> 'rows')::bigint as "Rows", run.data_time as "DataTime",
    run.quarantined_share as "QuarantinedShare", load.rolled_back_at as "RolledBackAt", run.cause ->> 'message' as "CauseMessage"
from platform.run as run
left join platform.result_load as load on load.run_id = run.id
-- Of one job by the index of its runs alone: newer runs of other jobs may be many. An equality would leave the other order open.
where (@job::text is null or run.job between @job and @job)
    and (@state::text is null
        or (run.state = case @state when 'rolled-back' then 'succeeded' else @state end
            and (load.rolled_back_at is not null) = (@state = 'rolled-back')))
    and (@beforeId::bigint is null or run.id < @beforeId) and (@ids::bigint[] is null or run.id = any (@ids))
order by case when @job::text is not null then run.job end, run.id desc
limit @limit
