-- Snapshots that no rollback starts from any longer: the last replacement but one came later, and is kept no longer itself.
delete from platform.result_snapshot as snapshot
where (
    select load.loaded_at from platform.result_load as load
    where load.table_name = snapshot.table_name and load.rolled_back_at is null and load.mode = 'replace'
        and load.loaded_at > snapshot.loaded_at
    order by load.loaded_at desc
    offset 1 limit 1) < statement_timestamp() - @keep::interval
returning array(select jsonb_array_elements_text(snapshot.content -> 'keys'))
