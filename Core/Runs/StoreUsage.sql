update platform.run
set peak_memory_bytes = @memory, cpu_seconds = @cpu, engine_seconds = @seconds, cost_note = coalesce(@costNote, cost_note),
    attempt_costs = attempt_costs
        || case when @costUsd::numeric is null then '{}' else jsonb_build_object(attempt::text, @costUsd::numeric) end
where id = @id and state = 'running' and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
