select definition::text as "Definition", parameters::text as "Parameters", inputs::text as "Inputs", engine as "Engine",
    engine_reason as "EngineReason", cause::text as "Cause", output::text as "Output", peak_memory_bytes as "PeakMemoryBytes",
    cpu_seconds as "CpuSeconds", trace_parent as "TraceParent", expected_seconds as "ExpectedSeconds", expected_usd as "ExpectedUsd",
    expected_basis as "ExpectedBasis", cost_note as "CostNote",
    (select sum(cost.value::numeric) from jsonb_each_text(attempt_costs) as cost) as "CostUsd",
    (select load.output_removed_at from platform.result_load as load where load.run_id = run.id) as "OutputRemovedAt"
from platform.run
where id = @id
