select definition::text as "Definition", parameters::text as "Parameters", inputs::text as "Inputs", engine as "Engine",
    engine_reason as "EngineReason", cause::text as "Cause", output::text as "Output", peak_memory_bytes as "PeakMemoryBytes",
    cpu_seconds as "CpuSeconds", trace_parent as "TraceParent"
from platform.run
where id = @id
