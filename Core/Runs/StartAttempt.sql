-- An engine is named from an attempt's start until it fails: where it still is, the attempt was lost with its process, and does
-- not count.
update platform.run
set attempt = attempt + 1, max_attempts = max_attempts + case when engine is null then 0 else 1 end,
    engine = @engine, engine_reason = @reason, engine_handle = null, output = null, input_bytes = @inputBytes,
    expected_seconds = @expectedSeconds, expected_usd = @expectedUsd, expected_basis = @expectedBasis
where id = @id and state = 'running' and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
returning attempt as "Number", max_attempts as "Most"
