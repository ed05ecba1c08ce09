insert into platform.result_snapshot (table_name, run_id, loaded_at, content)
values (@table, @runId, @loadedAt, @content::jsonb)
on conflict (table_name) do update
set run_id = excluded.run_id, loaded_at = excluded.loaded_at, made_at = clock_timestamp(), content = excluded.content
