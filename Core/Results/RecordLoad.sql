insert into platform.result_load (run_id, job, table_name, mode, rows)
values (@runId, @job, @table, @mode, 0)
on conflict (run_id) do nothing
