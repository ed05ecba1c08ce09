-- Kept longer: each job's newest run, the runs that the rows of a table name, and what a table's next rollback is made of, which are
-- its loads from the last replacement but one on.
with old as (
    select run.id
    from platform.run as run
    where run.finished_at < statement_timestamp() - @keep::interval
        and run.id <> (select newest.id from platform.run as newest where newest.job = run.job order by newest.id desc limit 1)
        and not coalesce((
            select standing.loaded_at >= coalesce((
                select load.loaded_at from platform.result_load as load
                where load.table_name = standing.table_name and load.rolled_back_at is null and load.mode = 'replace'
                order by load.loaded_at desc
                offset 1 limit 1), '-infinity')
            from platform.result_load as standing
            where standing.run_id = run.id and standing.rolled_back_at is null), false)
    order by run.finished_at
    limit @limit
    for update of run skip locked
), loads as (
    delete from platform.result_load as load using old where load.run_id = old.id
)
delete from platform.run where id = any (array(select id from old))
