-- The run's row is locked by the caller. A worker that claims the item right now finds its lease lost, or the wish in the run's row.
-- What may run on other machines is not ended here: a worker takes the run, at once, and has the engine end it first.
with item as (
    select id, state from platform.work_item
    where queue = 'run' and unique_key = @key and state in ('available', 'running')
    for update
), remote as (
    select engine <> @local and output is null as may_run from platform.run where id = @id and engine is not null
), held as (
    select exists (select from item where state = 'running') or exists (select from remote where may_run) as is_held
), cancelled_item as (
    update platform.work_item as work
    set state = 'cancelled', finished_at = clock_timestamp(), last_error = 'The run was cancelled.'
    from item, held where work.id = item.id and item.state = 'available' and not held.is_held
), hurried_item as (
    update platform.work_item as work
    set available_at = least(work.available_at, clock_timestamp())
    from item, held where work.id = item.id and item.state = 'available' and held.is_held
), changed as (
    update platform.run
    set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
        state = case when held.is_held then state else 'cancelled' end,
        finished_at = case when held.is_held then null else clock_timestamp() end
    from held
    where id = @id and state in ('queued', 'running')
), told as materialized (
    select pg_notify('run_cancel', @key)
)
select held.is_held from held, told
