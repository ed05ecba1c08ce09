-- One line past the bound says that there were more.
with kept as (
    select count(*) as lines from platform.run_log where run_id = @runId
)
insert into platform.run_log (run_id, attempt, level, line)
select @runId, @attempt,
    case when kept.lines + added.number <= @maxLines then added.level else 'warning' end,
    case when kept.lines + added.number <= @maxLines then added.line
        else format('The log is longer than %s lines; the rest is not kept.', @maxLines) end
from kept, unnest(@levels::text[], @texts::text[]) with ordinality as added (level, line, number)
where kept.lines + added.number <= @maxLines + 1
order by added.number
