-- The run's row is locked by the caller. A worker that claims the item right now finds its lease lost, or the wish in the run's row.
with item as (
    select id, state from platform.work_item
    where queue = 'run' and unique_key = @key and state in ('available', 'running')
    for update
), cancelled_item as (
    update platform.work_item as work
    set state = 'cancelled', finished_at = clock_timestamp(), last_error = 'The run was cancelled.'
    from item where work.id = item.id and item.state = 'available'
), held as (
    select exists (select from item where state = 'running') as is_held
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
