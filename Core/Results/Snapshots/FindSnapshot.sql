select snapshot.run_id as "RunId", snapshot.loaded_at as "LoadedAt", snapshot.made_at as "MadeAt", snapshot.content::text as "Content"
from platform.result_snapshot as snapshot
where snapshot.table_name = @table and not exists (
    select from platform.result_load as load
    where load.table_name = @table and load.rolled_back_at is null and load.mode = 'replace' and load.loaded_at > snapshot.loaded_at
        and load.run_id is distinct from @without)
