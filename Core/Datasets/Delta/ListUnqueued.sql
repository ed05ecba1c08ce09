select d.name, d.current_version
from platform.dataset d
where not exists (
        select from platform.work_item w
        where w.queue = 'publish' and w.unique_key = d.name || '@' || d.current_version and w.state in ('available', 'running'))
    and not exists (
        select from platform.work_item w
        where w.queue = 'publish' and w.unique_key = d.name || '@' || d.current_version and w.state = 'dead')
order by d.name
