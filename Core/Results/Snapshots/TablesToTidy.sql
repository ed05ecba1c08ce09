-- Tables with outputs that are kept no longer, and whether rows were upserted since the newest replacement and snapshot. A look at the
-- index for each table, not for each load.
with recursive tables as (
    (select table_name
        from platform.result_load
        where rolled_back_at is null and output_removed_at is null
        order by table_name
        limit 1)
    union all
    select (
        select next.table_name from platform.result_load as next
        where next.table_name > tables.table_name and next.rolled_back_at is null and next.output_removed_at is null
        order by next.table_name
        limit 1)
    from tables where tables.table_name is not null
)
select tables.table_name as "Name", exists (
    select from platform.result_load as load
    where load.table_name = tables.table_name and load.rolled_back_at is null and load.mode = 'upsert' and load.loaded_at > base.at
) as "IsUpserted"
from tables
cross join lateral (
    select greatest(
        coalesce((
            select load.loaded_at from platform.result_load as load
            where load.table_name = tables.table_name and load.rolled_back_at is null and load.mode = 'replace'
            order by load.loaded_at desc
            limit 1), '-infinity'),
        coalesce((select loaded_at from platform.result_snapshot where table_name = tables.table_name), '-infinity')) as at
) as base
where exists (
    select from platform.result_load as load
    where load.table_name = tables.table_name and load.rolled_back_at is null and load.output_removed_at is null
        and load.loaded_at >= base.at and load.loaded_at < statement_timestamp() - @keep::interval)
order by tables.table_name
