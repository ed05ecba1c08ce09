select id as "Id", state as "State", definition::text as "Definition", parameters::text as "Parameters", inputs::text as "Inputs",
    engine as "Engine", engine_handle as "EngineHandle", attempt as "Attempt", max_attempts as "MaxAttempts",
    cancel_requested_at is not null as "CancelRequested", output::text as "Output", exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running') as "IsHeld",
    coalesce(clock_timestamp() - started_at, interval '0') as "Age"
from platform.run
where id = @id
