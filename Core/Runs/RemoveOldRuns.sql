-- Kept longer: each job's newest run, the runs that the rows of a table name, and what a table's next rollback is made of, which are
-- its loads from the last replacement but one on.
with standing as (
    select run_id, table_name, mode, loaded_at from platform.result_load where rolled_back_at is null
), needed_from as (
    select table_name, (array_agg(loaded_at order by loaded_at desc))[2] as at
    from standing
    where mode = 'replace'
    group by table_name
), old as (
    select run.id
    from platform.run as run
    where run.finished_at < clock_timestamp() - @keep::interval
        and exists (select from platform.run as newer where newer.job = run.job and newer.id > run.id)
        and not exists (
            select from standing
            left join needed_from on needed_from.table_name = standing.table_name
            where standing.run_id = run.id and (needed_from.at is null or standing.loaded_at >= needed_from.at))
    order by run.id
    limit @limit
    for update of run skip locked
), loads as (
    delete from platform.result_load as load using old where load.run_id = old.id
)
delete from platform.run using old where run.id = old.id
