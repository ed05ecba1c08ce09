select relation.relname as "Table", load.job as "Job", pg_total_relation_size(relation.oid) as "Bytes"
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace and namespace.nspname = 'results'
cross join lateral (
    select result_load.job
    from platform.result_load
    where table_name = relation.relname
    order by loaded_at desc
    limit 1
) as load
where relation.relkind = 'r'
order by relation.relname
