-- Those that failed, those that were rolled back, and those whose rows were replaced: what a table's next rollback is made of are its
-- loads from the last replacement but one on. Each job's newest run is kept longer, and a run that was rolled back after its rows went
-- into a snapshot, which is put back without them.
with recursive tables as (
    (select table_name from platform.result_load where rolled_back_at is null order by table_name limit 1)
    union all
    select (
        select next.table_name from platform.result_load as next
        where next.table_name > tables.table_name and next.rolled_back_at is null
        order by next.table_name
        limit 1)
    from tables where tables.table_name is not null
), found as (
    (select run.id
        from platform.run as run
        where run.state in ('failed', 'cancelled') and run.finished_at < statement_timestamp() - @keep::interval
            and run.id <> (select newest.id from platform.run as newest where newest.job = run.job order by newest.id desc limit 1)
        order by run.finished_at
        limit @limit)
    union all
    (select load.run_id
        from platform.result_load as load
        where load.rolled_back_at is not null and load.loaded_at < statement_timestamp() - @keep::interval
            and load.run_id <> (select newest.id from platform.run as newest where newest.job = load.job order by newest.id desc limit 1)
            and not exists (
                select from platform.result_snapshot as snapshot
                where snapshot.table_name = load.table_name and snapshot.loaded_at >= load.loaded_at
                    and snapshot.made_at < load.rolled_back_at)
        order by load.loaded_at
        limit @limit)
    union all
    select replaced.run_id
    from tables
    cross join lateral (
        select load.loaded_at as at
        from platform.result_load as load
        where load.table_name = tables.table_name and load.rolled_back_at is null and load.mode = 'replace'
        order by load.loaded_at desc
        offset 1 limit 1
    ) as last_but_one
    cross join lateral (
        select load.run_id
        from platform.result_load as load
        where load.table_name = tables.table_name and load.rolled_back_at is null and load.loaded_at < last_but_one.at
            and load.run_id <> (select newest.id from platform.run as newest where newest.job = load.job order by newest.id desc limit 1)
        order by load.loaded_at
        limit @limit
    ) as replaced
), old as (
    select run.id
    from platform.run as run
    where run.id = any (array(select id from found)) and run.finished_at < statement_timestamp() - @keep::interval
    order by run.finished_at
    limit @limit
    for update skip locked
), loads as (
    delete from platform.result_load as load using old where load.run_id = old.id
)
delete from platform.run where id = any (array(select id from old))
